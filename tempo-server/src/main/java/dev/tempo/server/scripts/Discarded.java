package dev.tempo.server.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory of a job that was deleted, in the trash.
 *
 * @param id its name there
 * @param job whose it was
 * @param deletedBy the name of the account that deleted the job
 * @param deletedAt when
 * @param files how many files there are beside Tempo's own
 * @param sizeBytes of these
 */
public record Discarded(
    String id, JobName job, String deletedBy, Instant deletedAt, long files, long sizeBytes) {

  /**
   * What is left of a job.
   *
   * @param id its id
   * @param key its place: the safe names of its folders and its own, divided by colons
   * @param title what people called it
   * @param owner the account that it belonged to
   */
  public record JobName(UUID id, String key, Title title, Optional<UUID> owner) {

    /** What people called it. */
    public String name() {
      return title.name();
    }
  }

  /**
   * What people called a job.
   *
   * @param name its own name
   * @param folders the names of its folders, from the top down
   */
  public record Title(String name, List<String> folders) {

    /** Copies the list. */
    public Title {
      folders = List.copyOf(folders);
    }
  }

  /** What a file beside it says. */
  static Discarded parse(String text) {
    JsonNode json = Json.parseOwn(text);
    List<String> folders = new ArrayList<>();
    json.path("folderNames").forEach(name -> folders.add(name.asText()));
    JobName job =
        new JobName(
            UUID.fromString(json.path("jobId").asText()),
            json.path("key").asText(),
            new Title(json.path("name").asText(), folders),
            Optional.ofNullable(json.path("ownerId").textValue()).map(UUID::fromString));
    return new Discarded(
        json.path("id").asText(),
        job,
        json.path("deletedBy").asText(),
        Instant.parse(json.path("deletedAt").asText()),
        json.path("files").asLong(),
        json.path("sizeBytes").asLong());
  }
}
