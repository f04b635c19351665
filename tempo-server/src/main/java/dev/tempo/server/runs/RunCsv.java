package dev.tempo.server.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs as lines of a table, as RFC 4180 says. A text that a spreadsheet would take for a formula
 * gets an apostrophe before it, since names and notes are anybody's.
 */
final class RunCsv {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "jobId",
          "jobName",
          "status",
          "cause",
          "startedBy",
          "scheduledFor",
          "queuedAt",
          "startedAt",
          "finishedAt",
          "durationMs",
          "exitCode",
          "signal",
          "error",
          "attempt",
          "parameters",
          "maxMemoryBytes",
          "cpuMs",
          "lineCount",
          "outputBytes",
          "note");

  static final String HEADER = String.join(",", COLUMNS) + "\r\n";

  private RunCsv() {}

  static String row(JsonNode run) {
    return COLUMNS.stream()
        .map(column -> cell(run.path(column)))
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (value.isNumber()) {
      return value.asText();
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    String safe = text.isEmpty() || "=+-@\t\r".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
