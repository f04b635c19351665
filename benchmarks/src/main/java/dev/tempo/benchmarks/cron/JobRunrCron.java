package dev.tempo.benchmarks.cron;

import java.time.Instant;
import org.jobrunr.scheduling.cron.CronExpression;

/** JobRunr. */
final class JobRunrCron implements CronLibrary {
  static final String NAME = "JobRunr";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Search parse(String text) {
    return new Parsed(new CronExpression(text));
  }

  private record Parsed(CronExpression cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return cron.next(after, after, Starts.ZONE);
    }

    @Override
    public long search(int times) {
      long sum = 0;
      for (int i = 0; i < times; i++) {
        sum += next(Starts.INSTANTS[i & Starts.MASK]).getEpochSecond();
      }
      return sum;
    }
  }
}
