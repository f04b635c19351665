package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.log.LogLine;
import dev.tempo.message.Message;
import dev.tempo.server.failures.PlainText;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Translation;
import dev.tempo.server.pdf.PdfText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Writes runs into a file, or their logs, one after the other, so that neither their number nor
 * their length costs memory. For one file and one thread.
 */
final class RunExportFile {
  private static final int BUFFER_BYTES = 16_384;
  private static final Set<LogLine.Stream> ALL = EnumSet.allOf(LogLine.Stream.class);

  /** What a file is written in. */
  enum Format {
    CSV("text/csv; charset=utf-8"),
    JSON("application/json"),
    TXT("text/plain; charset=utf-8"),
    PDF("application/pdf");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    String mediaType() {
      return mediaType;
    }
  }

  /** What is written of each run. */
  enum Content {
    RUNS,
    LOGS
  }

  private final OutputStream out;
  private final Format format;
  private final Content content;
  private final WholeLogReader logs;
  private final Translation language;
  private boolean any;

  /** Of a file in PDF alone, so that nobody else loads what writes one. */
  private PdfText pdf;

  RunExportFile(
      OutputStream out, Format format, Content content, WholeLogReader logs, Translation language) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.format = format;
    this.content = content;
    this.logs = logs;
    this.language = language;
  }

  void begin() throws IOException {
    switch (format) {
      case CSV -> write(content == Content.LOGS ? RunCsv.LOG_HEADER : RunCsv.HEADER);
      case JSON -> write("[");
      case TXT -> {}
      case PDF -> pdf = new PdfText(out, language.text(title()));
    }
  }

  private Message title() {
    return content == Content.LOGS ? message("api.export.logs") : message("api.export.runs");
  }

  void end() throws IOException {
    switch (format) {
      case JSON -> write("\n]\n");
      case PDF -> pdf.end();
      case CSV, TXT -> {}
    }
    out.flush();
  }

  void add(RunResponse run) throws IOException {
    JsonNode facts = Json.node(run);
    UUID runId = run.facts().subject().id();
    switch (format) {
      case CSV -> table(facts, runId);
      case JSON -> document(facts, runId);
      case TXT -> text(facts, runId);
      case PDF -> paper(facts, runId);
    }
    any = true;
  }

  private void table(JsonNode facts, UUID runId) throws IOException {
    if (content == Content.RUNS) {
      write(RunCsv.row(facts));
      return;
    }
    String begin = RunCsv.beginOfLines(facts);
    logs.each(
        runId,
        ALL,
        lines -> {
          for (LogLine line : lines) {
            write(RunCsv.row(begin, LineResponse.of(line, language)));
          }
        });
  }

  private void document(JsonNode facts, UUID runId) throws IOException {
    write(any ? ",\n" : "\n");
    if (content == Content.RUNS) {
      write(Json.text(facts));
      return;
    }
    write("{\"run\":" + Json.text(facts) + ",\"lines\":[");
    boolean[] first = {true};
    logs.each(
        runId,
        ALL,
        lines -> {
          for (LogLine line : lines) {
            write(first[0] ? "\n" : ",\n");
            write(Json.text(LineResponse.of(line, language)));
            first[0] = false;
          }
        });
    write("]}");
  }

  private void text(JsonNode facts, UUID runId) throws IOException {
    write(any ? "\n" : "");
    write(forPeople(facts));
    if (content == Content.LOGS) {
      write("\n");
      logs.write(out, runId, ALL, language);
    }
  }

  /** The pages of a run: what is known of it, and its log, without what only terminals obey. */
  private void paper(JsonNode facts, UUID runId) throws IOException {
    pdf.heading(PlainText.of(facts.path("jobName").asText()));
    for (String line : forPeople(facts).split("\n")) {
      pdf.line(PlainText.of(line));
    }
    if (content == Content.LOGS) {
      pdf.line("");
      logs.each(
          runId,
          ALL,
          lines -> {
            for (LogLine line : lines) {
              pdf.line(PlainText.of(LineResponse.content(line, language)));
            }
          });
    }
  }

  /** What a table tells, one below the other, for people; what is empty is left out. */
  private static String forPeople(JsonNode run) {
    StringBuilder text = new StringBuilder();
    for (String column : RunCsv.COLUMNS) {
      JsonNode value = run.path(column);
      boolean empty =
          value.isNull() || value.isMissingNode() || value.isObject() && value.isEmpty();
      if (!empty) {
        String words = value.isValueNode() ? value.asText() : value.toString();
        text.append(column).append(": ").append(words.replace("\n", "\n  ")).append('\n');
      }
    }
    return text.toString();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
