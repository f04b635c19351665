package dev.tempo.server.jobs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.scripts.FilesResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is answered about jobs besides the jobs themselves. */
final class JobResponses {
  private JobResponses() {}

  /**
   * What a deleted job left.
   *
   * @param trashId of its files; empty if none were kept
   * @param undoId by which it can be brought back for a while; empty if it cannot
   */
  @Schema("DeletedJob")
  record DeletedJob(UUID id, FilesResponse files, Optional<String> trashId, Optional<UUID> undoId)
      implements ApiResponse {}

  @Schema("GivenJob")
  record GivenJob(UUID id, String name, Optional<String> owner) implements ApiResponse {}

  @Schema("AutoSaved")
  record AutoSaved(
      long version, Instant savedAt, Optional<String> interpreter, List<String> warnings)
      implements ApiResponse {}

  /** What describes a job, as its script's header would. */
  @Schema("ShownMetadata")
  record MetadataResponse(
      String name,
      Map<String, String> displayName,
      String category,
      String description,
      List<String> tags,
      String requiredLevel,
      List<DetailsResponse.Parameter> parameters,
      @Named("interface") DetailsResponse.Page page,
      Instant updatedAt)
      implements ApiResponse {

    static MetadataResponse of(ManagedJob job) {
      JobDetails details = job.details();
      Labels labels = details.labels();
      return new MetadataResponse(
          job.job().name(),
          labels.displayName(),
          labels.category(),
          labels.description(),
          labels.tags(),
          details.ownership().requiredLevel().label(),
          DetailsResponse.Parameter.shown(details),
          DetailsResponse.Page.of(details.behaviour().page()),
          details.stamps().updatedAt());
    }
  }
}
