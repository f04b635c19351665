package dev.tempo.server.security.audit;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about the audit trail. */
final class AuditResponses {
  private AuditResponses() {}

  @Schema("AuditEntries")
  record AuditPage(
      List<EntryResponse> entries, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  /**
   * An entry.
   *
   * @param object ids and names of what it was done to, as they were then
   * @param objectName the name among them
   * @param target the job or run that it was done to, as it is called now
   */
  @Schema("AuditEntry")
  record EntryResponse(
      UUID id,
      Instant timestamp,
      Optional<String> user,
      Optional<UUID> userId,
      Optional<UUID> keyId,
      String client,
      String action,
      String route,
      Optional<String> object,
      Optional<String> objectName,
      Optional<TargetResponse> target,
      String outcome,
      int status)
      implements ApiResponse {}

  record TargetResponse(String kind, UUID id, String name) implements ApiResponse {

    static TargetResponse of(AuditTargets.Target target) {
      return new TargetResponse(target.kind(), target.id(), target.name());
    }
  }
}
