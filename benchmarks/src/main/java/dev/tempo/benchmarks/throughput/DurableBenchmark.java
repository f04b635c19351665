package dev.tempo.benchmarks.throughput;

import dev.tempo.QueueSettings;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
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

/**
 * Runs of something that does nothing through SQLite, all durable, each iteration in an empty
 * database. One invocation is as many runs as JMH counts operations in it ({@code -opi}), and ends
 * when the end of the last one is stored; an iteration is short, so that it is one invocation.
 */
@BenchmarkMode(Mode.Throughput)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 1, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 2, time = 1, timeUnit = TimeUnit.MILLISECONDS)
public class DurableBenchmark {
  private static final int TEMPO_RUNS = 200_000;
  private static final int DB_SCHEDULER_RUNS = 20_000;
  private static final int JOBRUNR_RUNS = 6_000;

  /** An empty directory. */
  @State(Scope.Benchmark)
  public static class Place {
    private Scratch scratch;

    /** Makes it. */
    @Setup(Level.Iteration)
    public void make() throws IOException {
      scratch = Scratch.in(BenchmarkSettings.onDisk());
    }

    /** Deletes it. */
    @TearDown(Level.Iteration)
    public void delete() {
      scratch.close();
    }
  }

  /** An engine over an empty database. */
  @State(Scope.Benchmark)
  public static class Engine {
    private TempoRuns tempo;

    /** Starts it. */
    @Setup(Level.Iteration)
    public void start(Place place) {
      tempo = new TempoRuns(SqliteStore.open(place.scratch.path()), QueueSettings.Threads.VIRTUAL);
    }

    /** Closes it. */
    @TearDown(Level.Iteration)
    public void close() {
      tempo.close();
    }
  }

  /** The commits that an engine made for as many runs. */
  @State(Scope.Benchmark)
  public static class Commits {
    private List<CommitShape> shapes;

    /** Lets an engine make them. */
    @Setup
    public void record(BenchmarkParams parameters) throws IOException {
      try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
        ObservedStore store = new ObservedStore(SqliteStore.open(scratch.path()));
        try (TempoRuns tempo = new TempoRuns(store, QueueSettings.Threads.VIRTUAL)) {
          tempo.run(parameters.getOpsPerInvocation());
        }
        shapes = store.shapes();
      }
    }
  }

  /** Tempo: each is asked for alone, queued, started and finished. */
  @Benchmark
  @OperationsPerInvocation(TEMPO_RUNS)
  public void tempo(Engine engine, ThreadCosts costs, BenchmarkParams parameters) {
    engine.tempo.run(parameters.getOpsPerInvocation());
    costs.note(parameters.getOpsPerInvocation());
  }

  /** The floor: the same writes in the same groups, by one thread with no engine. */
  @Benchmark
  @OperationsPerInvocation(TEMPO_RUNS)
  public int bare(Place place, Commits commits) throws SQLException {
    return BarePipeline.replay(place.scratch.path(), commits.shapes);
  }

  /** db-scheduler: a batch is scheduled in one transaction, and executed with ten threads. */
  @Benchmark
  @OperationsPerInvocation(DB_SCHEDULER_RUNS)
  public void runDbScheduler(Place place, BenchmarkParams parameters) throws SQLException {
    DbSchedulerRuns.run(place.scratch.path(), parameters.getOpsPerInvocation());
  }

  /** JobRunr: a batch is enqueued, and works as it comes. */
  @Benchmark
  @OperationsPerInvocation(JOBRUNR_RUNS)
  public void runJobRunr(Place place, BenchmarkParams parameters) {
    JobRunrRuns.run(place.scratch.path(), parameters.getOpsPerInvocation());
  }
}
