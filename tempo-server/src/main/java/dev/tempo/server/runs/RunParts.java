package dev.tempo.server.runs;

import dev.tempo.Tempo;
import dev.tempo.server.http.Input;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What the routes of runs share. Thread-safe.
 *
 * @param tempo the engine
 * @param access who may see what
 * @param json how runs are shown
 * @param search how they are asked for
 * @param annotations what is noted about them
 */
public record RunParts(
    Tempo tempo, RunAccess access, RunJson json, RunSearch search, AnnotationStore annotations) {

  /** Deletes runs that have ended, with everything about them; says which. */
  List<UUID> delete(Collection<UUID> runIds) {
    List<UUID> deleted = tempo.deleteRuns(runIds);
    annotations.delete(deleted);
    access.forget(deleted);
    return deleted;
  }

  /** A list of ids in a request. */
  static List<UUID> ids(Input body, String field, int most) {
    List<String> texts = body.required(field, body.texts(field, most, 36)).orElse(List.of());
    List<UUID> ids = new ArrayList<>();
    for (String text : texts) {
      try {
        ids.add(UUID.fromString(text));
      } catch (IllegalArgumentException e) {
        body.violation(field, "must hold UUIDs, but got '" + text + "'");
        return ids;
      }
    }
    return ids;
  }
}
