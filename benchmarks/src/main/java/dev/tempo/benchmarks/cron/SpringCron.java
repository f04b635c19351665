package dev.tempo.benchmarks.cron;

import java.time.Instant;
import java.util.Objects;
import org.springframework.scheduling.support.CronExpression;

/** Spring. */
final class SpringCron implements CronLibrary {

  @Override
  public Search parse(String text) {
    return new Parsed(CronExpression.parse(text));
  }

  private record Parsed(CronExpression cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return Objects.requireNonNull(cron.next(after.atZone(Starts.ZONE))).toInstant();
    }

    @Override
    public Object from(int start) {
      return Objects.requireNonNull(cron.next(Starts.ZONED[start]));
    }
  }
}
