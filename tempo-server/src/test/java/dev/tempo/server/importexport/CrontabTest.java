package dev.tempo.server.importexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables that are made to take long. */
final class CrontabTest {
  @Test
  @Timeout(60)
  void linesOfSpaces_areReadInLinearTime() {
    String spaces = " ".repeat(500_000);
    for (String line : new String[] {"A=b" + spaces + "c", spaces + "=", "A" + spaces + "b=c"}) {
      assertThat(Crontab.read(line + "\n", Optional.of(false), Set.of())).isNotNull();
    }
  }
}
