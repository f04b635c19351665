package dev.tempo.benchmarks.grow;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunOptions;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.Store;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A Tempo with so many runs that wait for an instant each, of which a hundred are due every 100 ms,
 * whatever their number; as many are asked for again then, outside of what is measured. Its clock
 * is moved by hand, so all it does is done at once on the thread that measures.
 */
final class WaitingOneOffs implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(100);
  private static final int AT_ONCE = 100;
  private static final int BATCH = 10_000;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final Instant firstDue = now.plus(Duration.ofHours(2));
  private final VirtualClock clock = VirtualClock.at(now);
  private final Supplier<Store> opened;
  private final int waiting;
  private final UUID job;
  private Store store;
  private Tempo tempo;
  private long fired;
  private final double askMicros;
  private final double startMillis;
  private final double heapMegabytes;

  /**
   * Asks for them, and starts once more with them.
   *
   * @param opened opens the store; the same each time
   */
  WaitingOneOffs(Supplier<Store> opened, int waiting) {
    this.opened = opened;
    this.waiting = waiting;
    start();
    this.job =
        tempo
            .save(
                Job.named("once")
                    .task(Task.handler("nothing"))
                    .overlap(OverlapPolicy.ALLOW)
                    .build())
            .id();
    long began = System.nanoTime();
    for (int first = 0; first < waiting; first += BATCH) {
      ask(first, Math.min(BATCH, waiting - first));
    }
    this.askMicros = (System.nanoTime() - began) / 1e3 / waiting;
    UUID other = tempo.save(Job.named("other").task(Task.handler("nothing")).build()).id();
    close();
    store = null; // what is closed must not be counted
    tempo = null;
    long before = usedHeap();
    began = System.nanoTime();
    store = opened.get();
    tempo = builder().build().start(); // by the machine's clock, by which none of them is due
    tempo.run(other).await(Duration.ofMinutes(5));
    this.startMillis = (System.nanoTime() - began) / 1e6;
    this.heapMegabytes = (usedHeap() - before) / 1e6;
    close();
    start();
    clock.advanceTo(firstDue);
  }

  private void start() {
    store = opened.get();
    tempo = builder().timeSource(clock).build().start();
  }

  private TempoBuilder builder() {
    return Tempo.builder().store(store).handler("nothing", context -> fired++);
  }

  private void ask(int first, int count) {
    List<RunSubmission> all =
        IntStream.range(first, first + count)
            .mapToObj(number -> firstDue.plus(STEP.multipliedBy(1 + number / AT_ONCE)))
            .map(at -> new RunSubmission(job, RunOptions.DEFAULT.withNotBefore(at)))
            .toList();
    tempo.runAll(all);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    runtime.gc(); // what cleaners and references have let go of in the first
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** What asking for one has taken, in microseconds. */
  double askMicros() {
    return askMicros;
  }

  /** From a start with them to the end of another job's run, in milliseconds. */
  double startMillis() {
    return startMillis;
  }

  /** What an engine and a store that are started with them keep of them. */
  double heapMegabytes() {
    return heapMegabytes;
  }

  /** Lets about so many fire; what one costs, in microseconds. */
  double micros(int fires) {
    long before = fired;
    long spent = 0;
    while (fired - before < fires) {
      long already = fired;
      long began = System.nanoTime();
      clock.advance(STEP);
      spent += System.nanoTime() - began;
      if (fired > already) {
        ask(waiting + (int) already, (int) (fired - already));
      }
    }
    return spent / 1e3 / (fired - before);
  }

  @Override
  public void close() {
    tempo.close();
    store.close();
  }
}
