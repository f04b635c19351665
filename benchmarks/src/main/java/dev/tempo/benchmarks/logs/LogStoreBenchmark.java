package dev.tempo.benchmarks.logs;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.LogStore;
import dev.tempo.store.memory.MemoryLogStore;
import dev.tempo.store.sqlite.SqliteLogStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
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
 * What a script has printed into its file, until all lines are stored and can be searched for; the
 * file is there before, so that no script takes part.
 */
@BenchmarkMode(Mode.Throughput)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class LogStoreBenchmark {
  private static final int LINES = 200_000;

  /** Where lines are stored. */
  @Param({"sqlite", "memory"})
  public String store;

  private Scratch scratch;
  private Path printed;
  private LogStore open;

  /** Prints. */
  @Setup
  public void print(BenchmarkParams parameters) throws IOException {
    scratch = Scratch.in(BenchmarkSettings.onDisk());
    printed = scratch.path().resolve("out");
    ServiceLines lines = new ServiceLines(new SplittableRandom(2026));
    try (BufferedWriter out = Files.newBufferedWriter(printed, StandardCharsets.US_ASCII)) {
      for (int number = 0; number < parameters.getOpsPerInvocation(); number++) {
        out.write(lines.line(number));
        out.write('\n');
      }
    }
  }

  /** Opens an empty store. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    Path directory = Files.createTempDirectory(scratch.path(), "logs");
    open =
        store.equals("memory")
            ? new MemoryLogStore()
            : SqliteLogStore.open(directory.resolve("logs.db"));
  }

  /** Closes the store. */
  @TearDown(Level.Iteration)
  public void close() {
    open.close();
  }

  /** Deletes everything. */
  @TearDown
  public void delete() {
    scratch.close();
  }

  /** Lines stored a second. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long storeAll(BenchmarkParams parameters) {
    UUID runId = UUID.randomUUID();
    RunLogInfo key =
        new RunLogInfo(
            runId, UUID.randomUUID(), Optional.empty(), InstantSource.system().instant());
    try (RunLogService logs = RunLogService.builder(open, InstantSource.system()).build()) {
      RunLogWriter log = logs.open(key);
      log.follow(printed, printed.resolveSibling("none"));
      log.finish().join();
      log.close();
    }
    long stored = open.count(runId);
    if (stored != parameters.getOpsPerInvocation()) {
      throw new IllegalStateException("Stored " + stored + " lines, not all");
    }
    return stored;
  }
}
