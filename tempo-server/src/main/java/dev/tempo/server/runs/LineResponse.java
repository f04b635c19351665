package dev.tempo.server.runs;

import dev.tempo.log.LogLine;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;

/** A line of a log, as the API shows it. */
@Schema("LogLine")
public record LineResponse(
    long lineNumber, Instant timestamp, String stream, String content, boolean continued)
    implements ApiResponse {

  /** Of a line. */
  public static LineResponse of(LogLine line) {
    return new LineResponse(
        line.number(),
        line.timestamp(),
        RunJson.label(line.stream()),
        line.text(),
        line.continued());
  }
}
