package dev.tempo.benchmarks.throughput;

import dev.tempo.benchmarks.report.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk itself costs. */
final class Fsync {
  private static final int TIMES = 500;
  private static final int PAGE_BYTES = 4_096;

  private Fsync() {}

  /** The median time to add a page to a file and sync it, in microseconds. */
  static double micros(Path directory) throws IOException {
    Samples samples = new Samples();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < TIMES; i++) {
        long begin = System.nanoTime();
        file.write(ByteBuffer.allocate(PAGE_BYTES));
        file.force(false);
        samples.add((System.nanoTime() - begin) / 1e3);
      }
    }
    return samples.median();
  }
}
