package dev.tempo.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Recognises levels in the lines to which the pages are held, too. */
final class LogLevelTest {

  @Test
  void lines_haveTheLevelThatLoggersWrote_andProseHasNone() throws IOException {
    try (InputStream in =
        LogLevelTest.class.getResourceAsStream("/dev/tempo/server/log-levels.tsv")) {
      String cases = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(cases.lines()).hasSizeGreaterThan(30);
      cases
          .lines()
          .map(row -> row.split("\t", 2))
          .forEach(row -> assertThat(levelOf(row[1])).as(row[1]).isEqualTo(row[0]));
    }
  }

  @Test
  void colours_areNoPartOfALine() {
    assertThat(LogLevel.of("\u001b[31mERROR\u001b[0m: red")).contains(LogLevel.ERROR);
    assertThat(LogLevel.of("")).isEmpty();
  }

  private static String levelOf(String line) {
    Optional<LogLevel> level = LogLevel.of(line);
    return level.map(one -> one.name().toLowerCase(Locale.ROOT)).orElse("none");
  }
}
