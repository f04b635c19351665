package dev.tempo.server.runs;

import dev.tempo.log.LogLine;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Translation;
import java.time.Instant;

/** A line of a log, as the API shows it. */
@Schema("LogLine")
public record LineResponse(
    long lineNumber, Instant timestamp, String stream, String content, boolean continued)
    implements ApiResponse {

  /** Of a line; what Tempo itself says in it, in a language. */
  public static LineResponse of(LogLine line, Translation language) {
    return new LineResponse(
        line.number(),
        line.timestamp(),
        RunJson.label(line.stream()),
        content(line, language),
        line.continued());
  }

  /** The text of a line, in a language if Tempo has written it. */
  public static String content(LogLine line, Translation language) {
    return line.stream() == LogLine.Stream.SYSTEM ? language.kept(line.text()) : line.text();
  }
}
