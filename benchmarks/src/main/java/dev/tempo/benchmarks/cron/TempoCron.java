package dev.tempo.benchmarks.cron;

import dev.tempo.schedule.CronSchedule;
import java.time.Instant;

/** Tempo's schedules, as everybody calls them. */
final class TempoCron implements CronLibrary {

  @Override
  public Search parse(String text) {
    return new Parsed(CronSchedule.parse(text));
  }

  private record Parsed(CronSchedule cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return cron.next(after, Starts.ZONE).orElseThrow();
    }

    @Override
    public Object from(int start) {
      return cron.next(Starts.INSTANTS[start], Starts.ZONE);
    }
  }
}
