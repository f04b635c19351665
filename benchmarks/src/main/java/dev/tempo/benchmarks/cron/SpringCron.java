package dev.tempo.benchmarks.cron;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.springframework.scheduling.support.CronExpression;

/** Spring. */
final class SpringCron implements CronLibrary {
  static final String NAME = "Spring";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Search parse(String text) {
    return new Parsed(CronExpression.parse(text));
  }

  private record Parsed(CronExpression cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return next(after.atZone(Starts.ZONE)).toInstant();
    }

    @Override
    public long search(int times) {
      long sum = 0;
      for (int i = 0; i < times; i++) {
        sum += next(Starts.ZONED[i & Starts.MASK]).getMinute();
      }
      return sum;
    }

    private ZonedDateTime next(ZonedDateTime after) {
      return Objects.requireNonNull(cron.next(after));
    }
  }
}
