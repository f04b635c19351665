package dev.tempo.log;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a script prints, cut into lines: a thousand lines in reads of 64 KiB. It stands in the log's
 * package, as nobody else may touch the splitter.
 */
@BenchmarkMode(Mode.Throughput)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class LineSplitterBenchmark {
  private static final int LINES = 1_000;
  private static final int READ_BYTES = 64 * 1024;

  /** How long a line is, with its end. */
  @Param({"20", "100", "1000"})
  public int lineBytes;

  private byte[] printed;
  private LineSplitter splitter;

  /** Prints. */
  @Setup
  public void print() {
    String line = "x".repeat(lineBytes - 1) + "\n";
    printed = line.repeat(LINES).getBytes(StandardCharsets.US_ASCII);
    splitter = new LineSplitter(SpoolPosition.START.stdout());
  }

  /** Lines a second. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void split(Blackhole lines) {
    for (int from = 0; from < printed.length; from += READ_BYTES) {
      int to = Math.min(printed.length, from + READ_BYTES);
      splitter.feed(printed, from, to, (text, utf8, continued) -> lines.consume(text));
    }
  }
}
