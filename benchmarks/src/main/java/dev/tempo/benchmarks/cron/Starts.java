package dev.tempo.benchmarks.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Random;

/** Instants from which is searched: random ones of four years, the same for everybody. */
final class Starts {
  static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  static final int MASK = 1_023;
  static final Instant[] INSTANTS = new Instant[MASK + 1];
  static final long[] MILLIS = new long[MASK + 1];
  static final ZonedDateTime[] ZONED = new ZonedDateTime[MASK + 1];
  static final Date[] DATES = new Date[MASK + 1];

  static {
    Random random = new Random(20_260_101);
    long first = Instant.parse("2025-01-01T00:00:00Z").getEpochSecond();
    long seconds = 4 * 365 * 86_400L;
    for (int i = 0; i <= MASK; i++) {
      Instant instant = Instant.ofEpochSecond(first + random.nextLong(seconds));
      INSTANTS[i] = instant;
      MILLIS[i] = instant.toEpochMilli();
      ZONED[i] = instant.atZone(ZONE);
      DATES[i] = Date.from(instant);
    }
  }

  private Starts() {}
}
