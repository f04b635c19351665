package dev.tempo.benchmarks.throughput;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.Ids;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.peer.DbSchedulerTables;
import dev.tempo.benchmarks.peer.SqliteSource;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
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

/**
 * One commit with so many runs that somebody asked for. On SQLite it is over when the disk has it;
 * the peers write theirs to SQLite, each in one transaction.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CommitBenchmark {

  /** How much one commit holds, and where. */
  @State(Scope.Thread)
  public static class Size {
    /** How many runs. */
    @Param({"1", "100", "1000"})
    public int runs;

    private Scratch scratch;

    /** Makes an empty directory. */
    @Setup
    public void make() throws IOException {
      scratch = Scratch.in(BenchmarkSettings.onDisk());
    }

    /** Deletes it. */
    @TearDown
    public void delete() {
      scratch.close();
    }
  }

  /** Tempo's stores. */
  @State(Scope.Thread)
  public static class Ours {
    /** Which. */
    @Param({"sqlite", "memory"})
    public String store;

    private final UUID engineId = Ids.next();
    private final Run.JobRef job = new Run.JobRef(Ids.next(), "Nothing", 1, "default");
    private Store open;

    /** Opens it. */
    @Setup
    public void open(Size size) {
      open = store.equals("memory") ? new MemoryStore() : SqliteStore.open(size.scratch.path());
    }

    /** Closes it. */
    @TearDown
    public void close() {
      open.close();
    }

    private List<Change> runs(int count) {
      Instant now = TimeSource.system().nowMillis();
      RunRequest request =
          RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of());
      List<Change> changes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        Run run = new Run(Ids.next(), job, request, RunTimeline.queued(now), RunResult.NONE);
        changes.add(new Change.AddRun(run, engineId));
      }
      return changes;
    }
  }

  /** db-scheduler's table. */
  @State(Scope.Thread)
  public static class DbScheduler {
    private final OneTimeTask<Void> task = Tasks.oneTime("nothing").execute((instance, at) -> {});
    private HikariDataSource source;
    private long last;

    /** Makes it. */
    @Setup
    public void open(Size size) throws SQLException {
      source = SqliteSource.pool(size.scratch.path().resolve("db-scheduler.db"), 1);
      DbSchedulerTables.create(source);
    }

    /** Closes it. */
    @TearDown
    public void close() {
      source.close();
    }
  }

  /** JobRunr's tables. */
  @State(Scope.Thread)
  public static class JobRunrTables {
    private HikariDataSource source;
    private JobScheduler scheduler;

    /** Makes them. */
    @Setup
    public void open(Size size) {
      source = SqliteSource.pool(size.scratch.path().resolve("jobrunr.db"), 1);
      scheduler =
          JobRunr.configure()
              .useJsonMapper(new JacksonJsonMapper())
              .useStorageProvider(new SqLiteStorageProvider(source))
              .initialize()
              .getJobScheduler();
    }

    /** Closes them. */
    @TearDown
    public void close() {
      JobRunr.destroy();
      source.close();
    }
  }

  /** Tempo. */
  @Benchmark
  public Set<UUID> commit(Size size, Ours ours) {
    return ours.open.commit(ours.runs(size.runs));
  }

  /** db-scheduler: tasks that are due once. */
  @Benchmark
  public void commitDbScheduler(Size size, DbScheduler theirs) throws SQLException {
    Stream<TaskInstance<?>> instances =
        Stream.generate(() -> theirs.task.instance(Long.toString(theirs.last++)));
    OneTransaction.in(
        theirs.source,
        single ->
            SchedulerClient.Builder.create(single, theirs.task)
                .build()
                .scheduleBatch(instances.limit(size.runs), TimeSource.system().instant()));
  }

  /** JobRunr: jobs that are enqueued. */
  @Benchmark
  public void commitJobRunr(Size size, JobRunrTables theirs) {
    theirs.scheduler.enqueue(
        Stream.generate(() -> "").limit(size.runs), any -> JobRunrRuns.nothing());
  }
}
