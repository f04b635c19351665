package dev.tempo.benchmarks.throughput;

import dev.tempo.QueueSettings;
import dev.tempo.store.memory.MemoryStore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.quartz.SchedulerException;

/**
 * Runs of something that does nothing, in memory. One invocation is as many runs as JMH counts
 * operations in it ({@code -opi}), until the last has ended; an iteration is short, so that it is
 * one invocation.
 */
@BenchmarkMode(Mode.Throughput)
@Fork(2)
@Warmup(iterations = 2, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
public class MemoryBenchmark {
  private static final int TEMPO_RUNS = 2_000_000;
  private static final int QUARTZ_RUNS = 100_000;

  /** An engine over an empty store. */
  @State(Scope.Benchmark)
  public static class Engine {
    private TempoRuns tempo;

    /** Starts it. */
    @Setup(Level.Iteration)
    public void start() {
      tempo = new TempoRuns(new MemoryStore(), QueueSettings.Threads.VIRTUAL);
    }

    /** Closes it. */
    @TearDown(Level.Iteration)
    public void close() {
      tempo.close();
    }
  }

  /** Tempo: each is asked for alone, queued, started and finished. */
  @Benchmark
  @OperationsPerInvocation(TEMPO_RUNS)
  public void tempo(Engine engine, ThreadCosts costs, BenchmarkParams parameters) {
    engine.tempo.run(parameters.getOpsPerInvocation());
    costs.note(parameters.getOpsPerInvocation());
  }

  /** Quartz with its {@code RAMJobStore} and ten threads: a job for each. */
  @Benchmark
  @OperationsPerInvocation(QUARTZ_RUNS)
  public void runQuartz(BenchmarkParams parameters) throws SchedulerException {
    QuartzRuns.run(parameters.getOpsPerInvocation());
  }
}
