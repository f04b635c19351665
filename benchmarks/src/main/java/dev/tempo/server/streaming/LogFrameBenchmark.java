package dev.tempo.server.streaming;

import dev.tempo.log.LogLine;
import dev.tempo.server.message.Translation;
import dev.tempo.server.transport.Frame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A hundred new lines as the WebSocket frames that each of a run's readers is sent. It stands in
 * the server's package of live logs, as nobody else may touch the texts that readers share.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class LogFrameBenchmark {
  private static final int LINES = 100;
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  /** How many are sent the same lines. */
  @Param({"1", "10", "100"})
  public int readers;

  private final UUID runId = UUID.randomUUID();
  private final String text = "12:00:00.000 INFO fetched \"invoice\" of user\t17 ".repeat(2);
  private final LogLineJson texts = new LogLineJson();
  private LogLineJson.OfRun shared;
  private long last;

  /** The readers share the texts of a run. */
  @Setup(Level.Iteration)
  public void open() {
    shared = texts.open(runId);
  }

  /** Nobody reads any more. */
  @TearDown(Level.Iteration)
  public void close() {
    shared.close();
  }

  /** New lines, sent to all. */
  @Benchmark
  public void encode(Blackhole frames) {
    List<LogLine> lines = new ArrayList<>(LINES);
    for (int i = 0; i < LINES; i++) {
      lines.add(new LogLine(++last, TIME, LogLine.Stream.STDOUT, text, Set.of()));
    }
    for (int reader = 0; reader < readers; reader++) {
      StringBuilder frame = new StringBuilder();
      for (LogLine line : lines) {
        frame.append(frame.isEmpty() ? '[' : ',').append(shared.of(line, Translation.ENGLISH));
      }
      frames.consume(Frame.text(frame.append(']').toString()));
    }
  }
}
