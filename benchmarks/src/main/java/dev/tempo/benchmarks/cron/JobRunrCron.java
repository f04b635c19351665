package dev.tempo.benchmarks.cron;

import java.time.Instant;
import org.jobrunr.scheduling.cron.CronExpression;

/** JobRunr. */
final class JobRunrCron implements CronLibrary {

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
    public Object from(int start) {
      return next(Starts.INSTANTS[start]);
    }
  }
}
