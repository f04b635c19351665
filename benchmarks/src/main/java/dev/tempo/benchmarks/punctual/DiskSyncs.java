package dev.tempo.benchmarks.punctual;

import dev.tempo.benchmarks.report.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What the disk itself costs while something else is measured: every ten milliseconds, as many
 * pages as a commit writes are written over and synced, in a file beside the store's.
 */
final class DiskSyncs implements AutoCloseable {
  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final int WRITTEN_BYTES = 8 * 4_096;
  private static final int FILE_BYTES = 1 << 22;

  private final Samples millis = new Samples();
  private final Path file;
  private final Thread thread;
  private volatile boolean closed;

  private DiskSyncs(Path file) {
    this.file = file;
    this.thread = Thread.ofPlatform().name("disk-syncs").daemon().start(this::sync);
  }

  /** Begins, in a file in this directory. */
  static DiskSyncs in(Path directory) {
    return new DiskSyncs(directory.resolve("syncs"));
  }

  /** Ends, and says how long each took. */
  Samples millis() throws InterruptedException {
    close();
    thread.join();
    return millis;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void sync() {
    try (FileChannel disk =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      disk.write(ByteBuffer.allocate(FILE_BYTES));
      for (long at = 0; !closed; at = (at + WRITTEN_BYTES) % FILE_BYTES) {
        LockSupport.parkNanos(PAUSE_NANOS);
        disk.write(ByteBuffer.allocate(WRITTEN_BYTES), at);
        long begin = System.nanoTime();
        disk.force(true);
        millis.add((System.nanoTime() - begin) / 1e6);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
