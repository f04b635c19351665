package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an error says to write is valid where the mistake stood, and keeps the step. */
class CronHintTest {
  private static final Pattern HINT = Pattern.compile("; write (\\S+)(?: or (\\S+))?");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everyHint_isValidAndKeepsTheStep(Dialect dialect) {
    int hints = 0;
    for (CronField field : CronField.values()) {
      if (field != CronField.YEAR || dialect != Dialect.SPRING) {
        for (String item : items(field, dialect)) {
          hints += check(item, field, dialect);
        }
      }
    }
    assertThat(hints).isGreaterThan(dialect == Dialect.QUARTZ ? 50 : 500);
  }

  /** Ranges and values, forwards and backwards, with and without steps, by number and by name. */
  private static List<String> items(CronField field, Dialect dialect) {
    List<String> values = new ArrayList<>();
    int min = field == CronField.YEAR ? 2019 : field.min(dialect);
    int max = field == CronField.YEAR ? 2031 : field.max;
    for (int value = min; value <= max; value += max > 31 ? 3 : 1) {
      values.add(Integer.toString(value));
    }
    if (field == CronField.DAY_OF_WEEK) {
      values.addAll(List.of("SUN", "TUE", "SAT"));
    } else if (field == CronField.MONTH) {
      values.addAll(List.of("JAN", "DEC"));
    }
    List<String> items = new ArrayList<>(List.of("/7", "1,/2"));
    for (String step : List.of("", "/1", "/2", "/3", "/6")) {
      values.forEach(value -> items.add(value + step));
      values.forEach(from -> values.forEach(to -> items.add(from + "-" + to + step)));
    }
    return items;
  }

  private static int check(String item, CronField field, Dialect dialect) {
    Optional<CronSyntaxException> error = error(expression(item, field, dialect), dialect);
    Matcher hint = HINT.matcher(error.map(Throwable::getMessage).orElse(""));
    if (!hint.find()) {
      return 0;
    }
    for (int group = 1; group <= 2 && hint.group(group) != null; group++) {
      String better = hint.group(group);
      assertThat(error(expression(better, field, dialect), dialect))
          .as("%s of %s in %s: %s", item, field, dialect, error.get().getMessage())
          .isEmpty();
      int slash = item.indexOf('/');
      if (slash >= 0 && !item.endsWith("/1")) {
        assertThat(better).as(item).contains(item.substring(slash));
      }
      if (group == 1 && item.matches("[0-9]+-[0-9]+(/[0-9]+)?")) {
        assertMeansTheRound(item, better, field, dialect);
      }
    }
    return 1;
  }

  /** A range that runs over the end of its cycle, counted by hand, is what the hint selects. */
  private static void assertMeansTheRound(
      String item, String better, CronField field, Dialect dialect) {
    if (field != CronField.HOUR) {
      return; // the same code serves all fields
    }
    String[] parts = item.split("[-/]");
    int step = parts.length > 2 ? Integer.parseInt(parts[2]) : 1;
    List<String> wanted = new ArrayList<>();
    for (int hour = Integer.parseInt(parts[0]);
        hour <= 24 + Integer.parseInt(parts[1]);
        hour += step) {
      wanted.add(Integer.toString(hour % 24));
    }
    assertThat(upcoming(expression(better, field, dialect), dialect))
        .as(item)
        .isEqualTo(upcoming(expression(String.join(",", wanted), field, dialect), dialect));
  }

  private static List<Instant> upcoming(String expression, Dialect dialect) {
    return CronSchedule.parse(expression, dialect).upcoming(START, ZoneOffset.UTC, 30);
  }

  private static Optional<CronSyntaxException> error(String expression, Dialect dialect) {
    try {
      CronSchedule.parse(expression, dialect);
      return Optional.empty();
    } catch (CronSyntaxException e) {
      return Optional.of(e);
    }
  }

  private static String expression(String item, CronField field, Dialect dialect) {
    List<String> fields = new ArrayList<>(List.of("0", "0", "0", "*", "*", "*"));
    if (dialect == Dialect.QUARTZ) {
      fields.set(field == CronField.DAY_OF_WEEK ? 3 : 5, "?");
    }
    if (field == CronField.YEAR) {
      fields.add(item);
    } else {
      fields.set(field.ordinal(), item);
    }
    return String.join(" ", fields);
  }
}
