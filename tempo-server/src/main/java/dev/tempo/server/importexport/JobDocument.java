package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobDetails.Timestamps;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.value.TimeBounds;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A job as it stands in an archive.
 *
 * @param directory where in the archive
 * @param id its identity there
 * @param node its fields
 */
record JobDocument(String directory, UUID id, ObjectNode node) {
  private static final String FOLLOWED = "afterJobs";

  /** What archives called it that were made before {@link #FOLLOWED} was its name. */
  private static final String FORMERLY_FOLLOWED = "jobs";

  static JobDocument of(String entry, JsonNode document) {
    if (!(document instanceof ObjectNode node)) {
      throw Archive.damaged(message("api.archive.noObject", "entry", entry));
    }
    String directory = entry.substring(0, entry.length() - ArchiveLayout.JOB.length());
    UUID id =
        uuid(node.path("id"))
            .orElseThrow(() -> Archive.damaged(message("api.archive.noId", "entry", entry)));
    return new JobDocument(directory, id, node);
  }

  String name() {
    return node.path("name").asText();
  }

  String safeName() {
    return node.path("safeName").asText(name());
  }

  Optional<UUID> folderId() {
    return uuid(node.path("folderId"));
  }

  Optional<String> owner() {
    return Optional.ofNullable(node.path("owner").textValue());
  }

  /** The ids of the jobs that it follows, in the archive's words. */
  Set<UUID> followed() {
    Set<UUID> followed = new LinkedHashSet<>();
    node.path("triggers")
        .forEach(t -> followed(t).forEach(job -> uuid(job).ifPresent(followed::add)));
    return followed;
  }

  private static JsonNode followed(JsonNode trigger) {
    return trigger.has(FOLLOWED) ? trigger.path(FOLLOWED) : trigger.path(FORMERLY_FOLLOWED);
  }

  /**
   * The same job, which follows jobs that are here.
   *
   * @param here which job stands here for one of the archive; empty for none, which it then does
   *     not follow
   */
  JobDocument following(Function<UUID, Optional<UUID>> here) {
    if (followed().isEmpty()) {
      return this;
    }
    ObjectNode copy = node.deepCopy();
    ArrayNode triggers = copy.putArray("triggers");
    for (JsonNode trigger : node.path("triggers")) {
      ArrayNode jobs = triggers.arrayNode();
      followed(trigger)
          .forEach(job -> uuid(job).flatMap(here).ifPresent(found -> jobs.add(found.toString())));
      if (!followed(trigger).isArray()) {
        triggers.add(trigger);
      } else if (!jobs.isEmpty()) {
        ObjectNode follower = trigger.deepCopy();
        follower.remove(FORMERLY_FOLLOWED);
        triggers.add(follower.set(FOLLOWED, jobs));
      }
    }
    return new JobDocument(directory, id, copy);
  }

  /** Variables that are secret; archives hold their names only. */
  List<String> secrets() {
    List<String> names = new ArrayList<>();
    node.path("secretVariables").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** What a reader of jobs is given: in a folder of this server, under a name. */
  JsonInput input(Optional<UUID> folderId, String name, List<String> keptSecrets) {
    ObjectNode copy = node.deepCopy();
    copy.put("name", name);
    copy.put("folderId", folderId.map(UUID::toString).orElse(null));
    ObjectNode variables = copy.withObject("/environmentVariables");
    keptSecrets.forEach(variables::putNull);
    return JsonInput.of(copy);
  }

  /** The job with the ids of the archive, as far as they are free, and its stamps. */
  ManagedJob identified(ManagedJob read, UUID jobId, Predicate<UUID> freeTrigger) {
    List<Trigger> triggers = new ArrayList<>();
    for (int i = 0; i < read.job().triggers().size(); i++) {
      Trigger trigger = read.job().triggers().get(i);
      UUID id =
          uuid(node.path("triggers").path(i).path("id")).filter(freeTrigger).orElseGet(Ids::next);
      triggers.add(
          new Trigger(
              id, trigger.schedule(), trigger.bounds(), trigger.firing(), trigger.enabled()));
    }
    Job job = read.job().toBuilder().id(jobId).triggers(triggers).build();
    return new ManagedJob(job, read.details());
  }

  JobDetails stamped(JobDetails details, Instant now) {
    Instant createdAt = instant("createdAt").orElse(now);
    Instant updatedAt = instant("updatedAt").orElse(now);
    return details.withStamps(new Timestamps(createdAt, updatedAt, 1, 0));
  }

  private Optional<Instant> instant(String field) {
    try {
      return Optional.ofNullable(node.path(field).textValue())
          .map(text -> TimeBounds.instant(field, Instant.parse(text)));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw Archive.damaged(
          message("api.archive.noInstant", "entry", directory + ArchiveLayout.JOB, "field", field));
    }
  }

  static Optional<UUID> uuid(JsonNode text) {
    try {
      return Optional.ofNullable(text.textValue()).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
