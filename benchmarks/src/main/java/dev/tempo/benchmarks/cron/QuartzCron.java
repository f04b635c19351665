package dev.tempo.benchmarks.cron;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** Quartz. */
final class QuartzCron implements CronLibrary {
  static final String NAME = "Quartz";

  private static final TimeZone ZONE = TimeZone.getTimeZone(Starts.ZONE);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Search parse(String text) throws ParseException {
    CronExpression cron = new CronExpression(text);
    cron.setTimeZone(ZONE);
    return new Parsed(cron);
  }

  private record Parsed(CronExpression cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return cron.getNextValidTimeAfter(Date.from(after)).toInstant();
    }

    @Override
    public long search(int times) {
      long sum = 0;
      for (int i = 0; i < times; i++) {
        sum += cron.getNextValidTimeAfter(Starts.DATES[i & Starts.MASK]).getTime();
      }
      return sum;
    }
  }
}
