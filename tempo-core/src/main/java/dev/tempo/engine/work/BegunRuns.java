package dev.tempo.engine.work;

import dev.tempo.process.BootMark;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which runs have begun and whose end is not durable yet, beyond the death of this
 * process. A handler that is not among them has never begun, and may be queued again. Of scripts
 * their supervisor knows more; but one that is among them has begun, though it may have lost its
 * directory since.
 *
 * <p>A small file that is mapped into memory holds the ids of their runs. Writing one costs no
 * system call, and survives the process, since the pages belong to the kernel; it does not survive
 * the machine, so after another boot nothing is known. Where there is no directory, nothing is
 * known either. Thread-safe.
 */
public final class BegunRuns {
  private static final Logger LOG = LoggerFactory.getLogger(BegunRuns.class);
  private static final int SLOTS = 4_096;
  private static final int SLOT_BYTES = 16;

  /** The slot of a run for which there was none; its use says that nothing is known. */
  private static final int OVERFLOW = 0;

  private static final UUID SOME = new UUID(-1, -1);

  private final Path directory;
  private final Optional<MappedByteBuffer> file;
  private final ConcurrentLinkedQueue<Integer> free = new ConcurrentLinkedQueue<>();
  private final Optional<Set<UUID>> before;

  private BegunRuns(Path directory, Optional<MappedByteBuffer> file, boolean known) {
    this.directory = directory;
    this.file = file;
    this.before = known ? file.flatMap(BegunRuns::read) : Optional.empty();
  }

  /** Where nothing is remembered. */
  static BegunRuns none() {
    return new BegunRuns(Path.of(""), Optional.empty(), false);
  }

  /** Opens the file in a directory, which is made if need be. */
  static BegunRuns open(Path directory) {
    try {
      makeClosed(directory);
      Path path = directory.resolve("runs");
      boolean known =
          BootMark.isIn(directory) && Files.exists(path) && Files.size(path) == SLOTS * SLOT_BYTES;
      try (FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        MappedByteBuffer mapped =
            channel.map(FileChannel.MapMode.READ_WRITE, 0, SLOTS * SLOT_BYTES);
        return new BegunRuns(directory, Optional.of(mapped), known);
      }
    } catch (IOException e) {
      LOG.warn("After a crash, handlers that had not begun will be lost: {}", e.toString());
      return none();
    }
  }

  /** A directory that nobody else may look into; what it lies in is for others, too. */
  private static void makeClosed(Path directory) throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Whether it is known that a run which an earlier process was to start has never begun. */
  public boolean neverBegun(UUID runId) {
    return before.isPresent() && !before.get().contains(runId);
  }

  /** Whether it is known that a run had begun in an earlier process, and had not ended durably. */
  boolean hadBegun(UUID runId) {
    return before.isPresent() && before.get().contains(runId);
  }

  /** What the earlier process had begun is dealt with, and that is durable. */
  void forgetEarlier() {
    for (int slot = 0; slot < SLOTS; slot++) {
      put(slot, new UUID(0, 0));
    }
    free.clear();
    IntStream.range(1, SLOTS).forEach(free::add);
    leaveMark();
  }

  private void leaveMark() {
    try {
      if (file.isPresent()) {
        BootMark.leave(directory);
      }
    } catch (IOException e) {
      LOG.warn("After a crash, handlers that had not begun will be lost: {}", e.toString());
    }
  }

  /**
   * A run is about to begin.
   *
   * @return to be done when its end is durable
   */
  Runnable begin(UUID runId) {
    Integer slot = free.poll();
    if (slot == null) {
      put(OVERFLOW, SOME);
      return () -> {};
    }
    put(slot, runId);
    return () -> {
      put(slot, new UUID(0, 0));
      free.add(slot);
    };
  }

  private void put(int slot, UUID id) {
    if (file.isPresent()) {
      file.get().putLong(slot * SLOT_BYTES, id.getMostSignificantBits());
      file.get().putLong(slot * SLOT_BYTES + Long.BYTES, id.getLeastSignificantBits());
      VarHandle.fullFence();
    }
  }

  private static Optional<Set<UUID>> read(MappedByteBuffer file) {
    Set<UUID> begun = new HashSet<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      long high = file.getLong(slot * SLOT_BYTES);
      long low = file.getLong(slot * SLOT_BYTES + Long.BYTES);
      if (high != 0 || low != 0) {
        begun.add(new UUID(high, low));
      }
    }
    return begun.contains(SOME) ? Optional.empty() : Optional.of(begun);
  }
}
