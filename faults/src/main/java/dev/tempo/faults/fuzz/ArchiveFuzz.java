package dev.tempo.faults.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Gives archives to what reads them, and looks how long that takes and what it throws. */
final class ArchiveFuzz {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int MOST_TOLD = 20;

  private final ArchiveKind kind;
  private final ByteGenerator bytes;
  private final Path scratch;
  private final List<String> wrong = new ArrayList<>();
  private long slowestNanos;

  ArchiveFuzz(ArchiveKind kind, SplittableRandom random, Path scratch) throws IOException {
    this.kind = kind;
    this.scratch = scratch;
    byte[] seed = kind.seed(scratch);
    if (!kind.read(seed, scratch)) {
      throw new IllegalStateException(kind + " refuses what is as it should be");
    }
    this.bytes = new ByteGenerator(random, seed);
  }

  /** What was wrong, at most the first of it. */
  List<String> run(long times) {
    for (long time = 0; time < times && wrong.size() < MOST_TOLD; time++) {
      read(bytes.next());
    }
    return wrong;
  }

  double slowestMillis() {
    return slowestNanos / 1e6;
  }

  private void read(byte[] input) {
    long began = THREADS.getCurrentThreadCpuTime();
    try {
      kind.read(input, scratch);
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      wrong.add(kind + " threw " + e + " for " + HexFormat.of().formatHex(input));
    }
    long took = THREADS.getCurrentThreadCpuTime() - began;
    if (took > SECOND_NANOS) {
      wrong.add(kind + " took " + took / 1_000_000 + " ms for " + HexFormat.of().formatHex(input));
    }
    slowestNanos = Math.max(slowestNanos, took);
  }
}
