package dev.tempo.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunCsvTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "\uFF1D1", "\uFF20x"})
  void formula_isOnlyAText(String note) {
    assertThat(cell(note)).startsWith(quoted(note) ? "\"'" + note : "'" + note);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;=1", "a\t=1", "a,=1", "a\n=1", "a\"b"})
  void separator_beginsNoCellWithinAText(String note) {
    assertThat(cell(note)).isEqualTo('"' + note.replace("\"", "\"\"") + '"');
  }

  @ParameterizedTest
  @ValueSource(strings = {"words", "a=b", "1 - 2", "é", "'quoted'"})
  void otherText_staysAsItIs(String note) {
    assertThat(cell(note)).isEqualTo(note);
  }

  @Test
  void lineOfALog_hasWhatIsKnownOfTheRunBeforeIt() {
    ObjectNode run = new ObjectMapper().createObjectNode().put("id", "7").put("jobName", "a,b");
    Instant time = Instant.parse("2026-11-30T14:58:06.930Z");
    LineResponse line = new LineResponse(12, time, "stdout", "=1;\"2\"", false);
    assertThat(RunCsv.row(RunCsv.beginOfLines(run), line))
        .isEqualTo("7,,\"a,b\",,12,2026-11-30T14:58:06.930Z,stdout,\"'=1;\"\"2\"\"\",false\r\n");
    assertThat(RunCsv.LOG_HEADER)
        .isEqualTo(
            "runId,jobId,jobName,startedAt,lineNumber,timestamp,stream,content,continued\r\n");
  }

  private static boolean quoted(String text) {
    return text.chars().anyMatch(c -> c == '\t' || c == '\r' || c == '\n');
  }

  private static String cell(String note) {
    String row = RunCsv.row(new ObjectMapper().createObjectNode().put("note", note));
    return row.substring(row.lastIndexOf(",,") + 2, row.length() - 2);
  }
}
