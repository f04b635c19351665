package dev.tempo.process;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.internal.message.UnitMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Room on a disk that output must not take, so that what matters more can still be written when the
 * disk is nearly full. Thread-safe.
 */
public final class DiskReserve {
  /** What is kept unless told otherwise, in bytes; on a small disk a fiftieth of it. */
  public static final long DEFAULT_BYTES = 256L << 20;

  private static final int SMALL_PART = 50;
  private static final long FASTEST_BYTES_PER_MS = 2 << 20; // more than a script can print
  private static final long SHORTEST_MS = 20;
  private static final long LONGEST_MS = 2_000;

  private final Path directory;
  private final OptionalLong wanted;

  private DiskReserve(Path directory, OptionalLong requested) {
    this.directory = Objects.requireNonNull(directory, "directory");
    this.wanted = requested;
  }

  /** {@link #DEFAULT_BYTES} on the disk of a directory, or a fiftieth of it if that is less. */
  public static DiskReserve of(Path directory) {
    return new DiskReserve(directory, OptionalLong.empty());
  }

  /**
   * So much on the disk of a directory.
   *
   * @param bytes 0 keeps nothing
   * @throws IllegalArgumentException if it is negative
   */
  public static DiskReserve of(Path directory, long bytes) {
    if (bytes < 0) {
      throw new InvalidValueException(ValueMessages.NEGATIVE.of("diskReserve", bytes));
    }
    return new DiskReserve(directory, OptionalLong.of(bytes));
  }

  /** How much is kept, in bytes. */
  public long bytes() {
    return wanted.orElseGet(() -> Math.min(DEFAULT_BYTES, file().getTotalSpace() / SMALL_PART));
  }

  private File file() {
    return directory.toFile();
  }

  private long spare() {
    return file().getUsableSpace() - bytes();
  }

  /** What is wrong and what to do, in one sentence; empty while there is more room than that. */
  public Optional<String> shortage() {
    boolean unknown = file().getTotalSpace() == 0; // as where the directory is gone
    return unknown || bytes() == 0 || spare() > 0
        ? Optional.empty()
        : Optional.of(
            ProcessMessages.DISK_NEARLY_FULL.text(directory, UnitMessages.mebibytes(bytes())));
  }

  /** How long nothing can happen to what is kept, in nanoseconds. */
  public long calmNanos() {
    long ms = bytes() == 0 ? LONGEST_MS : spare() / FASTEST_BYTES_PER_MS;
    return TimeUnit.MILLISECONDS.toNanos(Math.clamp(ms, SHORTEST_MS, LONGEST_MS));
  }
}
