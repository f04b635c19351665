package dev.tempo.benchmarks.grow;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What pages and the API read, among so many runs that have ended: one, lists, counts. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ReadBenchmark {
  private static final int PAGE = 1_000;

  /** A store with runs. */
  @State(Scope.Thread)
  public static class Stored {
    /** How many. */
    @Param("10000")
    public int runs;

    /** Where. */
    @Param({"sqlite", "memory"})
    public String store;

    private Scratch scratch;
    private Store open;
    private ManyRuns many;
    private List<UUID> ids;
    private int at;

    /** Fills it. */
    @Setup
    public void fill() throws IOException {
      scratch = Scratch.in(BenchmarkSettings.onDisk());
      open = store.equals("memory") ? new MemoryStore(runs) : SqliteStore.open(scratch.path());
      many = new ManyRuns(open, runs);
      RunPage newest = open.runs().list(RunQuery.ALL.withLimit(PAGE));
      ids = newest.runs().stream().map(run -> run.id()).toList();
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() {
      open.close();
      scratch.close();
    }

    private UUID nextId() {
      return ids.get(at++ % ids.size());
    }
  }

  /** A list. */
  @State(Scope.Thread)
  public static class Query {
    /** Which. */
    @Param({
      "all",
      "of a job",
      "of the job with the oldest",
      "succeeded",
      "failed",
      "timed out, the oldest",
      "of a job, failed"
    })
    public String list;

    private RunQuery query;

    /** Makes it. */
    @Setup
    public void make(Stored stored) {
      query = stored.many.queries().get(list);
    }
  }

  /** One run. */
  @Benchmark
  public Optional<?> find(Stored stored) {
    return stored.open.runs().find(stored.nextId());
  }

  /** The newest hundred of a list. */
  @Benchmark
  public RunPage list(Stored stored, Query query) {
    return stored.open.runs().list(query.query);
  }

  /** How many there are in all, as far as pages count. */
  @Benchmark
  public RunCount count(Stored stored) {
    return stored.open.runs().count(RunQuery.ALL, PAGE);
  }

  /** All of them in sums. */
  @Benchmark
  public RunSummary summary(Stored stored) {
    return stored.open.runs().summary(RunQuery.ALL);
  }
}
