package dev.tempo.server.interfaces;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** What is answered about interfaces. */
final class InterfaceResponses {
  private InterfaceResponses() {}

  @Schema("OpenedInterface")
  record Opened(UUID sessionId, InterfaceState state, String url, int port, UUID runId)
      implements ApiResponse {}

  @Schema("InterfaceStatus")
  record Status(
      InterfaceState state,
      Optional<UUID> sessionId,
      OptionalInt port,
      Optional<UUID> runId,
      Optional<UUID> projectId,
      Optional<Instant> startedAt,
      Optional<Instant> lastPingAt,
      Optional<String> error)
      implements ApiResponse {
    static final Status NONE =
        new Status(
            InterfaceState.NONE,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  @Schema("InterfacePing")
  record Ping(InterfaceState state) implements ApiResponse {}

  @Schema("Interface")
  record InterfaceResponse(
      UUID sessionId,
      UUID jobId,
      Optional<String> jobName,
      String user,
      UUID projectId,
      Optional<String> projectName,
      int port,
      OptionalInt scriptPort,
      OptionalLong pid,
      InterfaceState state,
      Instant startedAt,
      Optional<Instant> lastPingAt,
      UUID runId,
      int tabs,
      long idleSeconds,
      Optional<Double> cpuPercent,
      Optional<Long> memoryBytes)
      implements ApiResponse {}

  record Limits(int total, int perUser) implements ApiResponse {}

  record Ports(int from, int to, int free) implements ApiResponse {}

  @Schema("Interfaces")
  record InterfacePage(List<InterfaceResponse> interfaces, Limits limits, Ports ports)
      implements ApiResponse {}

  @Schema("PortUse")
  record PortUse(
      int port,
      Use use,
      String state,
      InterfaceState pageState,
      UUID sessionId,
      UUID runId,
      UUID jobId,
      Optional<String> jobName,
      String user,
      OptionalLong pid,
      Instant since)
      implements ApiResponse {}

  /** What a port is used for. */
  enum Use {
    /** Browsers find a page there. */
    PAGE,
    /** The script of a page listens there. */
    SCRIPT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Range(int from, int to) implements ApiResponse {}

  @Schema("PortUsage")
  record PortPage(Range range, int free, List<PortUse> ports) implements ApiResponse {}
}
