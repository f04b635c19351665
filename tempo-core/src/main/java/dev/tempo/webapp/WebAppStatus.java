package dev.tempo.webapp;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How a page of a script was when it was looked at. Immutable.
 *
 * @param state how far it is
 * @param runId the run of its script; another one once the script was started again on another port
 * @param port the port that its script was given; empty until it was
 * @param processId of the process that listened there when it answered first; empty until it has,
 *     and where the system does not say
 * @param address where it answers; empty until it has
 * @param lastSeenAt when it answered last; empty until it has
 * @param error why it failed; empty unless it has
 */
public record WebAppStatus(
    WebAppState state,
    UUID runId,
    OptionalInt port,
    OptionalLong processId,
    Optional<InetSocketAddress> address,
    Optional<Instant> lastSeenAt,
    Optional<String> error) {

  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public WebAppStatus {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(processId, "processId");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(lastSeenAt, "lastSeenAt");
    Objects.requireNonNull(error, "error");
  }

  static WebAppStatus starting(UUID runId) {
    return new WebAppStatus(
        WebAppState.STARTING,
        runId,
        OptionalInt.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  WebAppStatus withPort(int port) {
    return new WebAppStatus(
        state, runId, OptionalInt.of(port), processId, address, lastSeenAt, error);
  }

  WebAppStatus withProcess(OptionalLong id) {
    return new WebAppStatus(state, runId, port, id, address, lastSeenAt, error);
  }

  WebAppStatus withAnswer(InetSocketAddress where, Instant at) {
    return new WebAppStatus(
        WebAppState.READY, runId, port, processId, Optional.of(where), Optional.of(at), error);
  }

  WebAppStatus withoutAnswer() {
    return new WebAppStatus(
        WebAppState.UNRESPONSIVE, runId, port, processId, address, lastSeenAt, error);
  }

  WebAppStatus withEnd(WebAppState last, Optional<String> why) {
    return new WebAppStatus(
        last, runId, port, OptionalLong.empty(), Optional.empty(), lastSeenAt, why);
  }
}
