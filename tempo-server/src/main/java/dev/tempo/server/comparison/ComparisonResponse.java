package dev.tempo.server.comparison;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.versions.Difference;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was otherwise in a run than in another one, as the API shows it.
 *
 * @param known whether it is known what both ran with
 * @param script what changed in the script, if that was asked for and anything did
 * @param truncated whether there are more changes than these
 */
@Schema("RunComparison")
record ComparisonResponse(
    UUID runId,
    UUID otherId,
    boolean known,
    Optional<ScriptChange> script,
    List<Change> changes,
    boolean truncated)
    implements ApiResponse {

  /** The same, with what changed in the script. */
  ComparisonResponse withScript(ScriptChange script) {
    return new ComparisonResponse(runId, otherId, known, Optional.of(script), changes, truncated);
  }

  /** Of what is not shown, before and after are empty. */
  record Change(
      String part, String name, String kind, Optional<String> before, Optional<String> after)
      implements ApiResponse {}

  /**
   * From which version to which; a text that was only tried out is of none.
   *
   * @param kept whether both texts are still kept; else nothing can be told of them
   */
  record ScriptChange(
      Optional<Long> from,
      Optional<Long> to,
      boolean kept,
      @Unwrapped Optional<Difference> difference)
      implements ApiResponse {}
}
