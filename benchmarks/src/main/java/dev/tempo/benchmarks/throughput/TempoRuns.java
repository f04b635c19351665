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
 * A Tempo that does nothing as often as it can: one thread asks for runs without waiting for each,
 * but never for more than a few thousand ahead.
 */
final class TempoRuns implements AutoCloseable {
  private static final int AHEAD = 8_192;
  private static final long REST_NANOS = 20_000;

  private final AtomicLong done = new AtomicLong();
  private final Store store;
  private final Tempo tempo;
  private final UUID job;

  /** Over a store, with handlers on threads of a kind. */
  TempoRuns(Store store, QueueSettings.Threads threads) {
    this.store = store;
    this.tempo =
        Tempo.builder()
            .store(store)
            .queue(new QueueSettings(JobPolicy.DEFAULT_QUEUE, Integer.MAX_VALUE, threads))
            .handler("nothing", context -> done.incrementAndGet())
            .build()
            .start();
    Job nothing =
        Job.named("Nothing").task(Task.handler("nothing")).overlap(OverlapPolicy.ALLOW).build();
    this.job = tempo.save(nothing).id();
  }

  /** So many runs, until the store has the end of the last one. */
  void run(int runs) {
    done.set(0);
    for (int asked = 0; asked < runs; asked++) {
      while (asked - done.get() >= AHEAD) {
        LockSupport.parkNanos(REST_NANOS);
      }
      tempo.runAsync(job, RunOptions.DEFAULT);
    }
    Patience.until("the last handler", Duration.ofNanos(REST_NANOS), () -> done.get() == runs);
    Patience.until("the last end", Duration.ofMillis(1), this::isIdle);
  }

  private boolean isIdle() {
    return store.runs().running().isEmpty() && store.runs().queuesInUse().isEmpty();
  }

  /** Closes the store, too. */
  @Override
  public void close() {
    tempo.close();
    store.close();
  }
}
