package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an archive holds; its last entry. Immutable.
 *
 * @param tempoVersion which Tempo made it
 * @param createdAt when
 * @param counts how many jobs, runs, accounts and logs
 * @param files size and checksum of every file, by its name as people read it
 */
record Manifest(
    String tempoVersion, Instant createdAt, Map<String, Long> counts, Map<String, Checksum> files) {

  /** Copies the maps. */
  Manifest {
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /**
   * What a file is known by.
   *
   * @param sizeBytes its size
   * @param sha256 its checksum, in hexadecimal digits
   */
  record Checksum(long sizeBytes, String sha256) {
    /** Of what has no content. */
    static final Checksum NONE = new Checksum(0, "");
  }

  byte[] toBytes() {
    Json.Object sums = Json.object();
    files.forEach(
        (name, sum) ->
            sums.put(
                name, Json.object().put("sizeBytes", sum.sizeBytes()).put("sha256", sum.sha256())));
    return Json.bytes(
        Json.object()
            .put("tempoVersion", tempoVersion)
            .put("createdAt", createdAt)
            .put("counts", counts)
            .put("files", sums)
            .node());
  }

  /**
   * Reads one.
   *
   * @throws BackupException if it is none
   */
  static Manifest parse(byte[] bytes) {
    try {
      JsonNode json = Json.parseOwn(new String(bytes, StandardCharsets.UTF_8)); // of any length
      Map<String, Long> counts = new LinkedHashMap<>();
      fields(json, "counts")
          .properties()
          .forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
      Map<String, Checksum> files = new LinkedHashMap<>();
      fields(json, "files")
          .properties()
          .forEach(
              e ->
                  files.put(
                      e.getKey(),
                      new Checksum(
                          e.getValue().path("sizeBytes").asLong(),
                          e.getValue().path("sha256").asText())));
      return new Manifest(
          json.path("tempoVersion").asText(),
          Instant.parse(json.path("createdAt").asText()),
          counts,
          files);
    } catch (RuntimeException e) {
      throw new BackupException(message("api.backup.contentsDamaged"), e);
    }
  }

  private static ObjectNode fields(JsonNode json, String name) {
    return (ObjectNode) json.required(name);
  }
}
