package dev.tempo.benchmarks.throughput;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueSettings;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Handlers on queues of virtual and of platform threads, through the store in memory: those that do
 * nothing, and those that wait at once, until the last has begun.
 */
@BenchmarkMode(Mode.Throughput)
@Fork(2)
@Warmup(iterations = 1, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class ThreadsBenchmark {
  private static final int RUNS = 50_000;
  private static final int WAITING = 5_000;

  /** On which threads handlers work. */
  @Param public QueueSettings.Threads threads;

  private TempoRuns idle;
  private MemoryStore store;
  private Tempo waiting;
  private UUID job;
  private volatile CountDownLatch begun;
  private volatile CountDownLatch end;

  /** Starts an engine whose handlers do nothing, and one whose handlers wait. */
  @Setup(Level.Iteration)
  public void start() {
    idle = new TempoRuns(new MemoryStore(), threads);
    store = new MemoryStore();
    waiting =
        Tempo.builder()
            .store(store)
            .queue(new QueueSettings(JobPolicy.DEFAULT_QUEUE, Integer.MAX_VALUE, threads))
            .handler("wait", context -> await())
            .build()
            .start();
    job =
        waiting
            .save(Job.named("Wait").task(Task.handler("wait")).overlap(OverlapPolicy.ALLOW).build())
            .id();
  }

  /** Closes both. */
  @TearDown(Level.Iteration)
  public void close() {
    idle.close();
    waiting.close();
    store.close();
  }

  /** Handlers that do nothing, started and finished. */
  @Benchmark
  @OperationsPerInvocation(RUNS)
  public void nothing(BenchmarkParams parameters) {
    idle.run(parameters.getOpsPerInvocation());
  }

  /** Handlers that all wait, started until the last has begun, and then let go. */
  @Benchmark
  @OperationsPerInvocation(WAITING)
  public void allWait(BenchmarkParams parameters) throws InterruptedException {
    int count = parameters.getOpsPerInvocation();
    begun = new CountDownLatch(count);
    end = new CountDownLatch(1);
    for (int i = 0; i < count; i++) {
      waiting.runAsync(job, RunOptions.DEFAULT);
    }
    begun.await();
    end.countDown();
  }

  private void await() throws InterruptedException {
    CountDownLatch open = end;
    begun.countDown();
    open.await();
  }
}
