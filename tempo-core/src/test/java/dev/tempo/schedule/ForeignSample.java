package dev.tempo.schedule;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Expressions of Quartz and Spring at random, most of them valid. */
final class ForeignSample {
  private static final List<String> MONTHS = List.of("JAN", "mar", "JUL", "DEC");
  private static final List<String> WEEKDAYS = List.of("SUN", "MON", "wed", "FRI", "SAT");
  private static final List<String> MONTH_DAYS = List.of("L", "LW", "L-2", "15W", "1W", "31W");

  private ForeignSample() {}

  static String expression(Random random, Dialect dialect) {
    boolean quartz = dialect == Dialect.QUARTZ;
    boolean byDate = random.nextBoolean();
    String monthDay = quartz && !byDate ? "?" : monthDay(random);
    boolean once = monthDay.contains("W"); // Quartz overlooks later times of a day that it moved
    StringJoiner fields = new StringJoiner(" ");
    fields.add(once || random.nextBoolean() ? "0" : list(random, 0, 59, List.of()));
    fields.add(once ? "0" : list(random, 0, 59, List.of()));
    fields.add(once ? "12" : list(random, 0, 23, List.of()));
    fields.add(monthDay);
    fields.add(random.nextInt(3) > 0 ? "*" : list(random, 1, 12, MONTHS));
    fields.add(quartz && byDate ? "?" : weekday(random, quartz ? 1 : 0));
    return fields.toString();
  }

  private static String monthDay(Random random) {
    int kind = random.nextInt(4);
    return kind == 0 ? oneOf(random, MONTH_DAYS) : list(random, 1, 31, List.of());
  }

  private static String weekday(Random random, int min) {
    return switch (random.nextInt(5)) {
      case 0 ->
          item(random, min, 7, WEEKDAYS).replaceAll("[-/].*", "") + "#" + (1 + random.nextInt(5));
      case 1 -> oneOf(random, WEEKDAYS) + "L";
      default -> list(random, min, 7, WEEKDAYS);
    };
  }

  private static String list(Random random, int min, int max, List<String> names) {
    return Stream.generate(() -> item(random, min, max, names))
        .limit(random.nextInt(4) == 0 ? 2 : 1)
        .collect(Collectors.joining(","));
  }

  private static String item(Random random, int min, int max, List<String> names) {
    String step = "/" + (1 + random.nextInt(max - min + 1));
    return switch (random.nextInt(7)) {
      case 0 -> "*";
      case 1 -> "*" + step;
      case 2 -> number(random, min, max) + step;
      case 3 -> number(random, min, max) + "-" + number(random, min, max);
      case 4 -> number(random, min, max) + "-" + number(random, min, max) + step;
      case 5 -> names.isEmpty() ? number(random, min, max) : names(random, names, step);
      default -> number(random, min, max);
    };
  }

  private static String names(Random random, List<String> names, String step) {
    return switch (random.nextInt(4)) {
      case 0 -> oneOf(random, names) + "-" + oneOf(random, names);
      case 1 -> oneOf(random, names) + step;
      default -> oneOf(random, names);
    };
  }

  private static String number(Random random, int min, int max) {
    return Integer.toString(min + random.nextInt(max - min + 1));
  }

  private static String oneOf(Random random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
