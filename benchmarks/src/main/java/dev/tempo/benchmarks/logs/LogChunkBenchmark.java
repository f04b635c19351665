package dev.tempo.benchmarks.logs;

import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Packing lines as stores keep them, and reading them again: 500 lines of some 110 bytes. */
@BenchmarkMode(Mode.Throughput)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class LogChunkBenchmark {
  private static final int LINES = 500;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private List<LogLine> lines;
  private LogChunk chunk;

  /** Prints, and packs. */
  @Setup
  public void print() {
    ServiceLines printed = new ServiceLines(new SplittableRandom(2026));
    lines = new ArrayList<>();
    for (int number = 1; number <= LINES; number++) {
      Instant at = START.plusMillis(number);
      lines.add(new LogLine(number, at, LogLine.Stream.STDOUT, printed.line(number), Set.of()));
    }
    chunk = LogChunk.pack(lines, true);
  }

  /** Lines packed a second. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public LogChunk pack() {
    return LogChunk.pack(lines, true);
  }

  /** Lines read a second. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public List<LogLine> read() {
    return chunk.lines();
  }

  /** Lines looked through a second, for a text that none has. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public List<LogLine> find() {
    return chunk.linesContaining("segmentation fault");
  }
}
