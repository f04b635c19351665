package dev.tempo.server.versions;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is answered about the versions of scripts. */
final class VersionResponses {
  private VersionResponses() {}

  @Schema("Versions")
  record VersionPage(
      List<VersionResponse> versions, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("ListedVersion")
  record VersionResponse(
      long number,
      String kind,
      String sha256,
      long sizeBytes,
      Optional<String> author,
      Optional<String> message,
      boolean automatic,
      Instant createdAt,
      Instant updatedAt)
      implements ApiResponse {}

  /** A version with its text, if that is kept still. */
  @Schema("ScriptVersion")
  record VersionWithContent(@Unwrapped VersionResponse version, Optional<String> content)
      implements ApiResponse {}

  /**
   * What changed from one version to another.
   *
   * @param unified the same, as {@code diff -u} would say it
   */
  @Schema("Difference")
  record VersionDifference(@Unwrapped Difference difference, long from, long to, String unified)
      implements ApiResponse {}
}
