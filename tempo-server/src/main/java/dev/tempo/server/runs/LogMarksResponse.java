package dev.tempo.server.runs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The marks in a run's log, as the API shows them.
 *
 * @param truncated whether there are more than these
 * @param script what the script is called in its own messages, for who may see it
 */
@Schema("LogMarks")
record LogMarksResponse(
    UUID runId,
    List<Group> groups,
    List<Annotation> annotations,
    boolean truncated,
    Optional<String> script)
    implements ApiResponse {

  /** Lines that belong together; one without an end goes on to the end of the log. */
  record Group(long line, String title, Optional<Long> end) implements ApiResponse {}

  record Annotation(
      long line,
      String level,
      String message,
      Optional<String> title,
      Optional<String> file,
      Optional<Integer> fileLine,
      Optional<Integer> endLine,
      Optional<Integer> column,
      Optional<Integer> endColumn)
      implements ApiResponse {}
}
