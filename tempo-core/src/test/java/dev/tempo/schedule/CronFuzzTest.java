package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Arbitrary text: the parser gives a schedule or a {@link CronSyntaxException} whose place lies in
 * the text, and nothing else; and whatever it gives can be searched and described.
 */
class CronFuzzTest {
  private static final String[] TOKENS = {
    "*",
    "*",
    "?",
    ",",
    "-",
    "/",
    "#",
    "+",
    "L",
    "W",
    "LW",
    "0",
    "1",
    "5",
    "7",
    "12",
    "23",
    "31",
    "59",
    "60",
    "99999999999",
    "1970",
    "2199",
    "2026",
    "MON",
    "fri",
    "JAN",
    "DEC",
    "SUN",
    "@",
    "@daily",
    "*/5",
    "1-5",
    "10-20/3",
    "15W",
    "5#L",
    "2#3",
    "\t",
    "\n",
    "é",
    "\uD83D",
    "\u0000",
    "x",
    "l"
  };
  private static final String[] ITEMS = {
    "*", "*/2", "*/7", "0", "1", "2", "3", "5", "6", "7", "1-5", "2-6/2", "1,3", "4,5-7"
  };
  private static final List<ZoneId> ZONES =
      List.of(ZoneOffset.UTC, ZoneId.of("Europe/Paris"), ZoneId.of("Australia/Lord_Howe"));

  private int valid;

  @Test
  void arbitraryText_isAScheduleOrASyntaxError() {
    fuzz(new Random(5), 60_000);
    assertThat(valid).as("the fuzz reaches beyond the parser").isGreaterThan(3_000);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void muchArbitraryText_isAScheduleOrASyntaxError() {
    fuzz(new Random(Long.getLong("tempo.seed", 7)), 30_000_000);
  }

  @Test
  void arbitraryTextInOtherDialects_isAScheduleOrASyntaxError() {
    Random random = new Random(6);
    for (int i = 0; i < 30_000; i++) {
      parse(random, text(random), i % 2 == 0 ? Dialect.QUARTZ : Dialect.SPRING);
    }
    assertThat(valid).isGreaterThan(100);
  }

  private void fuzz(Random random, int count) {
    for (int i = 0; i < count; i++) {
      parse(random, text(random), Dialect.OCPS);
    }
  }

  private static String text(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> characters(random);
      case 1, 2 -> tokens(random);
      default -> almostValid(random);
    };
  }

  private static String characters(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(24); i > 0; i--) {
      text.append((char) (random.nextInt(20) == 0 ? random.nextInt(65_536) : random.nextInt(128)));
    }
    return text.toString();
  }

  private static String tokens(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(16); i > 0; i--) {
      text.append(TOKENS[random.nextInt(TOKENS.length)]);
      text.append(random.nextInt(3) == 0 ? "" : " ");
    }
    return text.toString();
  }

  /** Five to seven fields of valid items, with a token put in now and then. */
  private static String almostValid(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 5 + random.nextInt(3); i > 0; i--) {
      text.append(ITEMS[random.nextInt(ITEMS.length)]);
      if (random.nextInt(12) == 0) {
        text.append(TOKENS[random.nextInt(TOKENS.length)]);
      }
      text.append(' ');
    }
    return text.toString();
  }

  private void parse(Random random, String text, Dialect dialect) {
    CronSchedule cron;
    try {
      cron = CronSchedule.parse(text, dialect);
    } catch (CronSyntaxException e) {
      assertPlace(e, text);
      return;
    } catch (RuntimeException | StackOverflowError e) {
      fail("the parser broke on \"" + text + "\"", e);
      return;
    }
    valid++;
    if (valid % 8 == 0 || dialect != Dialect.OCPS) {
      search(cron, random);
    }
  }

  private static void assertPlace(CronSyntaxException e, String text) {
    if (e.position() < 0 || e.position() > text.length() || !e.expression().equals(text)) {
      fail("a place outside of \"" + text + "\"", e);
    }
  }

  private static void search(CronSchedule cron, Random random) {
    ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
    DstPolicy policy = DstPolicy.values()[random.nextInt(3)];
    Instant at = Instant.ofEpochSecond(random.nextLong(7_258_118_400L));
    long started = System.nanoTime();
    long next = cron.nextEpochMilli(at.toEpochMilli(), zone, policy);
    long previous = cron.previousEpochMilli(at.toEpochMilli(), zone, policy);
    long took = System.nanoTime() - started;
    if (next <= at.toEpochMilli() || previous >= at.toEpochMilli() || took > 2_000_000_000L) {
      fail(cron + " in " + zone + " at " + at + ": " + previous + ", " + next + " in " + took);
    }
    if (random.nextInt(16) == 0) {
      assertThat(cron.describe(Locale.ITALIAN)).isNotBlank();
      assertThat(CronSchedule.parse(cron.expression(), cron.dialect())).isEqualTo(cron);
    }
  }
}
