package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Valid expressions with one item spoiled: the error points at that item of the text. */
class CronPositionTest {
  /** What no field of any dialect takes. */
  private static final List<String> BAD =
      List.of(
          "99999",
          "x",
          "FOO",
          "1-",
          "-1",
          "1--2",
          "1/0",
          "*/",
          "*/0",
          "1-2/x",
          "*5",
          "**",
          "!",
          "é",
          "5%",
          "1.5",
          "@daily",
          "\uD83D\uDE00",
          "1#",
          "##",
          "LL",
          "W",
          "1/2/3",
          "1-2-3",
          "1+");

  private static final int TURNS = Boolean.getBoolean("tempo.long") ? 20_000 : 5_000;

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anError_pointsAtTheSpoiltItem(Dialect dialect) {
    Random random = new Random(dialect.ordinal());
    for (int i = 0; i < TURNS; i++) {
      String[] fields = valid(random, dialect).strip().split("\\s+");
      int field = random.nextInt(fields.length);
      String bad = BAD.get(random.nextInt(BAD.size()));
      String[] items = fields[field].split(",");
      int item = random.nextInt(items.length);
      if (dialect == Dialect.QUARTZ && items[item].equals("?")) {
        continue; // without it, the other day field is at fault as well
      }
      items[item] = bad;
      check(fields, field, items, item, dialect, random);
    }
  }

  private static void check(
      String[] fields, int field, String[] items, int item, Dialect dialect, Random random) {
    StringBuilder text = new StringBuilder(" \t".substring(0, random.nextInt(3)));
    int start = 0;
    for (int f = 0; f < fields.length; f++) {
      if (f == field) {
        start = text.length() + String.join(",", List.of(items).subList(0, item)).length();
        start += item > 0 ? 1 : 0;
      }
      text.append(f == field ? String.join(",", items) : fields[f]);
      text.append(f == fields.length - 1 ? "" : random.nextInt(4) == 0 ? " \t " : " ");
    }
    String expression = text.toString();
    CronSyntaxException error =
        catchThrowableOfType(
            CronSyntaxException.class, () -> CronSchedule.parse(expression, dialect));
    assertThat(error).as("%s in %s", expression, dialect).isNotNull();
    assertThat(error.expression()).isEqualTo(expression);
    assertThat(error.position())
        .as("%s, item %d of field %d in %s", error.getMessage(), item, field, dialect)
        .isBetween(start, start + items[item].length());
  }

  private static String valid(Random random, Dialect dialect) {
    while (true) {
      String expression =
          dialect == Dialect.OCPS
              ? Sample.cron(random, 9, true).schedule.toString()
              : ForeignSample.expression(random, dialect);
      List<String> fields = new ArrayList<>(List.of(expression.split(" ")));
      try {
        CronSchedule.parse(expression, dialect);
        return String.join(" ", fields);
      } catch (CronSyntaxException refused) {
        // by chance not valid: the next
      }
    }
  }
}
