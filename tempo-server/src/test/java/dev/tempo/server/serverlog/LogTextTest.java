package dev.tempo.server.serverlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LogTextTest {
  @Test
  void whatTerminalsObey_isSpeltOut() {
    assertThat(LogText.of("a\u001b[31mred\u0007")).isEqualTo("a\\u001b[31mred\\u0007");
    assertThat(LogText.of("\u009b2J")).isEqualTo("\\u009b2J");
    assertThat(LogText.of("x\u202egnp.exe \u2066y\u2069 \u200f \u200b"))
        .isEqualTo("x\\u202egnp.exe \\u2066y\\u2069 \\u200f \\u200b");
    assertThat(LogText.of("a\rb\u2028c\u0085d\ud800e"))
        .isEqualTo("a\\u000db\\u2028c\\u0085d\\ud800e");
  }

  @Test
  void letters_ofAllLanguages_stayAsTheyAre() {
    for (String text : new String[] {"naïve – 日本語\tעברית", "\ud83d\ude00 ok", ""}) {
      assertThat(LogText.of(text)).isEqualTo(text);
    }
  }

  @Test
  void furtherLines_areNoEntriesOfTheirOwn() {
    assertThat(LogText.of("one\r\ntwo\nthree\n")).isEqualTo("one\n\ttwo\n\tthree");
  }

  @Test
  void console_showsUsersTextsSo_andFailuresToo() {
    LogRecord entry = new LogRecord(Level.INFO, "job \u001b]0;x\u0007\n2026 INFO forged");
    entry.setLoggerName("dev.tempo.test");
    entry.setThrown(new IllegalStateException("bad \u001b[2J"));
    String shown = new ConsoleFormat().format(entry);
    assertThat(shown).doesNotContain("\u001b", "\u0007").contains("\\u001b]0;x", "bad \\u001b[2J");
    assertThat(shown.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("\t"));
  }
}
