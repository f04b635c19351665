package dev.tempo.benchmarks.cron;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** Quartz. */
final class QuartzCron implements CronLibrary {
  private static final TimeZone ZONE = TimeZone.getTimeZone(Starts.ZONE);

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
    public Object from(int start) {
      return cron.getNextValidTimeAfter(Starts.DATES[start]);
    }
  }
}
