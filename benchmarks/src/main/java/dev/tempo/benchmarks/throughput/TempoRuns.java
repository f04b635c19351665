package dev.tempo.benchmarks.throughput;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueSettings;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.benchmarks.Patience;
import dev.tempo.store.Store;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Tempo doing nothing as often as it can: one thread asks for runs without waiting for each, but
 * never for more than a few thousand ahead. The clock stops when the store has the end of the last
 * one.
 */
final class TempoRuns {
  /** The thread that decides everything. */
  static final String ENGINE = "tempo-engine";

  /** The thread that writes to SQLite. */
  static final String WRITER = "tempo-tempo.db-writer";

  private static final int AHEAD = 8_192;
  private static final long REST_NANOS = 20_000;

  private final ThreadCosts costs = new ThreadCosts();

  /** Runs a second, on virtual threads. */
  double perSecond(Store store, int runs) {
    return perSecond(store, runs, QueueSettings.Threads.VIRTUAL);
  }

  /** Runs a second, on threads of a kind. */
  double perSecond(Store store, int runs, QueueSettings.Threads threads) {
    AtomicLong done = new AtomicLong();
    try (Tempo tempo =
        Tempo.builder()
            .store(store)
            .queue(new QueueSettings(JobPolicy.DEFAULT_QUEUE, Integer.MAX_VALUE, threads))
            .handler("nothing", context -> done.incrementAndGet())
            .build()
            .start()) {
      Job nothing =
          Job.named("Nothing").task(Task.handler("nothing")).overlap(OverlapPolicy.ALLOW).build();
      UUID job = tempo.save(nothing).id();
      long begin = System.nanoTime();
      for (int asked = 0; asked < runs; asked++) {
        while (asked - done.get() >= AHEAD) {
          LockSupport.parkNanos(REST_NANOS);
        }
        tempo.runAsync(job, RunOptions.DEFAULT);
      }
      Patience.until("the last handler", Duration.ofNanos(REST_NANOS), () -> done.get() == runs);
      Patience.until("the last end", Duration.ofMillis(1), () -> isIdle(store));
      double rate = runs * 1e9 / (System.nanoTime() - begin);
      costs.note(runs, ENGINE, WRITER);
      return rate;
    }
  }

  /** What the threads of this name cost, in microseconds of processor time a run. */
  double micros(String thread) {
    return costs.micros(thread);
  }

  private static boolean isIdle(Store store) {
    return store.runs().running().isEmpty() && store.runs().queuesInUse().isEmpty();
  }
}
