package dev.tempo.benchmarks.cron;

import dev.tempo.schedule.Cron;
import dev.tempo.schedule.DstPolicy;
import java.time.Instant;

/** Tempo's schedules by the method that allocates nothing, as its engine calls them. */
final class TempoMillisCron implements CronLibrary {
  static final String NAME = "nextEpochMilli";

  private static final long[] MILLIS = new long[Starts.MASK + 1];

  static {
    for (int i = 0; i <= Starts.MASK; i++) {
      MILLIS[i] = Starts.INSTANTS[i].toEpochMilli();
    }
  }

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
      return Instant.ofEpochMilli(next(after.toEpochMilli()));
    }

    @Override
    public long search(int times) {
      long sum = 0;
      for (int i = 0; i < times; i++) {
        sum += next(MILLIS[i & Starts.MASK]);
      }
      return sum;
    }

    private long next(long afterMs) {
      return cron.nextEpochMilli(afterMs, Starts.ZONE, DstPolicy.VIXIE);
    }
  }
}
