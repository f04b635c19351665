package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** What the tests of the specification ask again and again. */
final class OcpsChecks {
  private OcpsChecks() {}

  static void assertValid(String expression) {
    assertThatCode(() -> CronSchedule.parse(expression)).doesNotThrowAnyException();
  }

  static void assertInvalid(String expression) {
    assertThatThrownBy(() -> CronSchedule.parse(expression))
        .isInstanceOf(CronSyntaxException.class);
  }

  static void assertInvalid(String expression, String field) {
    assertThatThrownBy(() -> CronSchedule.parse(expression))
        .isInstanceOfSatisfying(
            CronSyntaxException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  /** Asserts that two expressions have the same occurrences for a good while. */
  static void assertSame(String one, String other) {
    Instant after = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(CronSchedule.parse(one).upcoming(after, ZoneOffset.UTC, 200))
        .isEqualTo(CronSchedule.parse(other).upcoming(after, ZoneOffset.UTC, 200));
  }

  static List<String> times(String expression, String after, int count) {
    Instant from = LocalDateTime.parse(after).toInstant(ZoneOffset.UTC);
    return CronSchedule.parse(expression).upcoming(from, ZoneOffset.UTC, count).stream()
        .map(instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString())
        .toList();
  }
}
