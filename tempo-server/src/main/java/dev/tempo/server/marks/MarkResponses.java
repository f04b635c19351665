package dev.tempo.server.marks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.DiscoveredRules.Example;
import dev.tempo.server.jobs.RecentJobs;
import dev.tempo.server.jobs.ScriptValidator.Mistake;
import dev.tempo.server.marks.PresetStore.Preset;
import dev.tempo.server.message.Translation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is answered about favourites, tags, presets and drafts. */
final class MarkResponses {
  private MarkResponses() {}

  @Schema("Favored")
  record Favored(UUID id, boolean favorite) implements ApiResponse {}

  @Schema("UsedJob")
  record UsedJobResponse(UUID id, Instant usedAt) implements ApiResponse {}

  @Schema("RecentJobs")
  record RecentJobPage(List<RecentJobs.RecentJob> jobs) implements ApiResponse {}

  @Schema("JobTags")
  record JobTags(Collection<String> tags, Collection<String> userTags, List<TagSource> sources)
      implements ApiResponse {}

  /** Who gave a tag: the job or the caller. */
  record TagSource(String tag, String source) implements ApiResponse {}

  @Schema("UsedTags")
  record TagPage(List<UsedTag> tags, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  record UsedTag(String tag, int count, String source) implements ApiResponse {}

  @Schema("Presets")
  record PresetPage(
      List<PresetResponse> presets, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  /**
   * A preset.
   *
   * @param parameters as they are stored
   * @param readOnly whether it is no account's, but lies beside the script
   */
  @Schema("ShownPreset")
  record PresetResponse(String name, JsonNode parameters, Instant updatedAt, boolean readOnly)
      implements ApiResponse {

    static PresetResponse of(Preset preset) {
      return new PresetResponse(
          preset.name(), Json.parseOwn(preset.document()), preset.updatedAt(), false);
    }

    static PresetResponse of(Example example) {
      return new PresetResponse(
          example.name(), Json.node(example.values()), example.updatedAt(), true);
    }
  }

  /**
   * With what somebody last started a job.
   *
   * @param parameters those that are right by now, without secret ones
   * @param runId the run; empty if there is none
   */
  @Schema("LastParameters")
  record LastParameters(
      Map<String, String> parameters, Optional<UUID> runId, Optional<Instant> queuedAt)
      implements ApiResponse {}

  @Schema("DeletedPreset")
  record DeletedPreset(String name) implements ApiResponse {}

  @Schema("KeptDraft")
  record DraftResponse(
      String content,
      long baseVersion,
      boolean baseIsLive,
      Instant savedAt,
      List<DraftProblem> problems)
      implements ApiResponse {}

  record DraftProblem(String severity, int line, int column, String message)
      implements ApiResponse {

    static DraftProblem of(Mistake mistake, Translation language) {
      return new DraftProblem(
          "error", mistake.line(), mistake.column(), language.text(mistake.message()));
    }
  }

  @Schema("DiscardedDraft")
  record DiscardedDraft(UUID jobId) implements ApiResponse {}
}
