package dev.tempo.server.health;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is answered about the health of the server. */
final class HealthResponses {
  private HealthResponses() {}

  /**
   * How the server is.
   *
   * @param role whether it decides: {@code alone}, {@code leader} or {@code follower}; {@code none}
   *     while it is no node
   * @param unreadable how many jobs are stored that cannot be read; empty if that is not known
   * @param activeScripts how many runs there are; empty if that is not known
   */
  @Schema("ServerHealth")
  record ServerHealth(
      String status,
      Instant timestamp,
      String role,
      String database,
      String conda,
      int portUsage,
      OptionalInt unreadable,
      OptionalInt activeScripts,
      Collection<String> problems)
      implements ApiResponse {}

  /**
   * What administrators are told besides.
   *
   * @param details why what is out of order is so
   * @param warnings what should be put right though everything works
   * @param node how this server is called among several; empty if it is alone, or nobody knows
   * @param leader how the one is called that decides; empty if none does, or nobody knows
   */
  @Schema("HealthWithHost")
  record HealthWithHost(
      @Unwrapped ServerHealth health,
      List<HealthDetail> details,
      List<String> warnings,
      Optional<String> node,
      Optional<String> leader,
      Optional<HostResponse> host)
      implements ApiResponse {}

  /**
   * Why something is out of order.
   *
   * @param problem what, as in the list of problems
   */
  @Schema("HealthDetail")
  record HealthDetail(String problem, String message) implements ApiResponse {}

  @Schema("ServerVersion")
  record ServerVersion(String version, String java) implements ApiResponse {}
}
