package dev.tempo.store.jdbc.files;

import dev.tempo.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Keeps a second process off a data directory. The lock is the operating system's, so it goes with
 * the process, however that ends; the file only says who has it.
 */
public final class ProcessLock implements AutoCloseable {
  private static final String FILE = "tempo.lock";

  private final List<FileChannel> channels;

  private ProcessLock(List<FileChannel> channels) {
    this.channels = channels;
  }

  /** Sees whether a process uses a directory whose lock is free. */
  @FunctionalInterface
  public interface Traces {
    /** None can be seen. */
    Traces NONE = directory -> false;

    /**
     * Whether there is one, and it goes on.
     *
     * @throws IOException if the directory cannot be read
     */
    boolean areIn(Path directory) throws IOException;
  }

  /** Whether a directory was ever taken, so that somebody may have it. */
  public static boolean isKnownIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /**
   * Takes a directory.
   *
   * @param traces are looked for where the lock's file may have been deleted or replaced
   * @throws StoreException if another process has it, which is named, or it cannot be written
   */
  public static ProcessLock take(Path directory, Traces traces) {
    Path file = directory.resolve(FILE);
    OwnerOnly.make(file); // who may open it could lock it, too
    try {
      boolean doubtful = isDoubtful(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (!isFree(channel)) {
          throw taken(directory, file);
        }
        if (doubtful && traces.areIn(directory)) {
          throw used(directory);
        }
        channel.truncate(0);
        String owner = "process " + ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
        return new ProcessLock(List.of(channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  /** Returns why a directory cannot be taken. */
  public static StoreException notWritable(Path directory, IOException cause) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "The data directory %s cannot be written (%s); check that it exists and is yours",
            directory,
            cause),
        cause);
  }

  /** Both locks as one. */
  public ProcessLock and(ProcessLock other) {
    return new ProcessLock(Stream.concat(channels.stream(), other.channels.stream()).toList());
  }

  @Override
  public void close() {
    try {
      for (FileChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw new StoreException("The lock of the data directory could not be released", e);
    }
  }

  /**
   * A lock that is free says nothing if its file is not the one that was locked: it was deleted, or
   * replaced, while somebody had it. It is new then, or names nobody, or somebody who lives.
   */
  private static boolean isDoubtful(Path file) throws IOException {
    if (Files.notExists(file)) {
      return true;
    }
    String owner = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (!owner.matches("process [0-9]{1,18}")) {
      return true;
    }
    long pid = Long.parseLong(owner.substring("process ".length()));
    return pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isPresent();
  }

  private static StoreException used(Path directory) {
    return new StoreException(
        "The databases in "
            + directory
            + " are in use by another process, though tempo.lock does not name it: that file was"
            + " deleted or replaced. Stop that process, or choose another directory");
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static StoreException taken(Path directory, Path file) throws IOException {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "The data directory %s is in use by %s; stop that one, or choose another directory",
            directory,
            Files.readString(file).strip()));
  }
}
