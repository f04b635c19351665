package dev.tempo.server.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs and lines of their logs as lines of a table, as RFC 4180 says. A text that a spreadsheet
 * would take for a formula gets an apostrophe before it, since names and notes are anybody's; so
 * OWASP says of CSV injection. What other programs take for a separator is quoted, so that no cell
 * begins within a text.
 */
final class RunCsv {
  /** What is told of a run. */
  static final List<String> COLUMNS =
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

  private static final List<String> RUN_COLUMNS = List.of("id", "jobId", "jobName", "startedAt");
  private static final List<String> LINE_COLUMNS =
      List.of("lineNumber", "timestamp", "stream", "content", "continued");

  /** Of a table of lines; the run's id is called so, since a line has none. */
  static final String LOG_HEADER =
      "runId,"
          + String.join(",", RUN_COLUMNS.subList(1, RUN_COLUMNS.size()))
          + ","
          + String.join(",", LINE_COLUMNS)
          + "\r\n";

  /** First characters of formulas, also in the wide forms that some spreadsheets read as these. */
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  /** What makes a text need quotes. */
  private static final String SEPARATORS = "\",;\t\r\n";

  private RunCsv() {}

  static String row(JsonNode run) {
    return COLUMNS.stream()
        .map(column -> cell(run.path(column)))
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  /** What each line of a run's log has of the run. */
  static String beginOfLines(JsonNode run) {
    return RUN_COLUMNS.stream()
        .map(column -> cell(run.path(column)))
        .collect(Collectors.joining(",", "", ","));
  }

  /** A line of a log; there may be millions. */
  static String row(String begin, LineResponse line) {
    return begin
        + line.lineNumber()
        + ','
        + line.timestamp()
        + ','
        + line.stream()
        + ','
        + cell(line.content())
        + ','
        + line.continued()
        + "\r\n";
  }

  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    if (value.isNumber()) {
      return value.asText();
    }
    return cell(value.isTextual() ? value.textValue() : value.toString());
  }

  private static String cell(String text) {
    String first = text.stripLeading(); // spreadsheets leave blanks out
    boolean formula = isFormula(text) || isFormula(first);
    String safe = formula ? "'" + text : text;
    return hasSeparator(safe) ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static boolean hasSeparator(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (SEPARATORS.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFormula(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
  }
}
