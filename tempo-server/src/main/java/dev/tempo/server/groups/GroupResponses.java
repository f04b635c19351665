package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.groups.metadata.EffectiveMetadata.Source;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.JobResponse;
import dev.tempo.server.message.Translation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What is answered about groups and what describes their scripts. */
final class GroupResponses {
  private GroupResponses() {}

  @Schema("Groups")
  record GroupPage(List<GroupResponse> groups, List<WarningResponse> warnings)
      implements ApiResponse {}

  /**
   * A group.
   *
   * @param name in the caller's language
   * @param levelSource where its level comes from
   */
  @Schema("Group")
  record GroupResponse(
      String id,
      String name,
      Map<String, String> names,
      String description,
      Map<String, String> descriptions,
      String icon,
      String category,
      String requiredLevel,
      String levelSource,
      Optional<String> condaEnvironment,
      boolean autoDiscovery,
      Optional<Integer> executionTimeoutSeconds,
      int jobCount,
      EnvironmentResponse environment,
      List<WarningResponse> warnings,
      boolean isActive,
      Instant discoveredAt,
      Instant refreshedAt)
      implements ApiResponse {}

  /** In what the group's scripts run that name nothing else. */
  record EnvironmentResponse(
      String kind, Optional<String> name, Optional<String> pythonVersion, boolean available)
      implements ApiResponse {}

  @Schema("GroupJobs")
  record GroupJobs(List<JobResponse.Listed> jobs) implements ApiResponse {}

  /** What a look at files has changed. */
  @Schema("RefreshedGroup")
  record Refreshed(
      List<String> added,
      List<String> changed,
      List<String> removed,
      List<WarningResponse> warnings)
      implements ApiResponse {}

  /**
   * A group that was made of an archive.
   *
   * @param files how many it has
   * @param warnings what is wrong with those about the group
   */
  @Schema("ImportedGroup")
  record ImportedGroup(
      String id,
      int files,
      List<String> added,
      List<String> changed,
      List<String> removed,
      List<WarningResponse> warnings)
      implements ApiResponse {}

  /** What is wrong with what a file says. */
  @Schema("FileWarning")
  record WarningResponse(String file, OptionalInt line, Optional<String> field, String message)
      implements ApiResponse {

    static WarningResponse of(MetadataWarning warning, Translation language) {
      return new WarningResponse(
          warning.file(), warning.line(), warning.field(), language.text(warning.message()));
    }

    static List<WarningResponse> all(List<MetadataWarning> warnings, Translation language) {
      return warnings.stream().map(warning -> of(warning, language)).toList();
    }
  }

  /**
   * What describes a job, and where each part comes from.
   *
   * @param effective what holds
   * @param editable the fields that the caller may change
   * @param changes the newest
   * @param described of a managed job, the same as its own fields
   */
  @Schema("ShownMetadata")
  record MetadataResponse(
      JsonNode effective,
      JsonNode edited,
      JsonNode json,
      JsonNode header,
      Map<String, String> sources,
      List<WarningResponse> warnings,
      long version,
      List<String> editable,
      List<ChangeResponse> changes,
      @Unwrapped Described described)
      implements ApiResponse {}

  /** What is told besides of a job of a kind. */
  sealed interface Described extends ApiResponse {}

  /** A script says all of it in its own fields. */
  record DescribedScript(
      String groupId, String file, boolean missing, Instant discoveredAt, Instant lastModified)
      implements Described {}

  record DescribedJob(
      String name,
      Map<String, String> displayName,
      String category,
      String description,
      List<String> tags,
      String requiredLevel,
      List<ApiResponse> parameters,
      @Named("interface") PageResponse page,
      Instant updatedAt)
      implements Described {}

  record PageResponse(OptionalInt preferredPort, boolean autoOpen) implements ApiResponse {}

  /** A change of a field; the name is empty when the job is gone. */
  record ChangeResponse(
      UUID jobId,
      Optional<String> jobName,
      String field,
      JsonNode before,
      JsonNode after,
      Optional<String> by,
      Instant at,
      String source)
      implements ApiResponse {}

  @Schema("MetadataChanges")
  record ChangePage(List<ChangeResponse> changes, Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("Permissions")
  record Permissions(
      List<String> roles,
      List<ActionResponse> actions,
      List<LevelResponse> jobs,
      List<GroupLevel> groups)
      implements ApiResponse {}

  /** Who may do something. */
  record ActionResponse(
      String action, boolean viewer, boolean operator, boolean developer, boolean admin)
      implements ApiResponse {}

  record LevelResponse(UUID jobId, String name, Optional<String> groupId, String requiredLevel)
      implements ApiResponse {}

  /**
   * From which level on a group is seen.
   *
   * @param levelSource where that comes from
   * @param fileLevel what its files say
   */
  record GroupLevel(String groupId, String requiredLevel, String levelSource, String fileLevel)
      implements ApiResponse {

    static GroupLevel of(GroupSnapshot group) {
      return new GroupLevel(
          group.id(),
          group.metadata().requiredLevel().label(),
          sourceOfLevel(group),
          group.said().requiredLevel().label());
    }
  }

  static String sourceOfLevel(GroupSnapshot group) {
    if (group.row().chosen().requiredLevel().isPresent()) {
      return Source.EDITED.label();
    }
    return group.said().defaults().requiredLevel().isPresent()
        ? Source.JSON.label()
        : Source.DEFAULT.label();
  }
}
