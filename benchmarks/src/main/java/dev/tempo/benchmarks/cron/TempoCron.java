package dev.tempo.benchmarks.cron;

import dev.tempo.schedule.Cron;
import java.time.Instant;

/** Tempo's schedules, as everybody calls them. */
final class TempoCron implements CronLibrary {
  static final String NAME = "Tempo";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Search parse(String text) {
    return new Parsed(Cron.parse(text));
  }

  private record Parsed(Cron cron) implements Search {
    @Override
    public Instant next(Instant after) {
      return cron.next(after, Starts.ZONE).orElseThrow();
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
