package dev.tempo.store.sqlite;

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
final class DirectoryLock implements AutoCloseable {
  private final List<FileChannel> channels;

  private DirectoryLock(List<FileChannel> channels) {
    this.channels = channels;
  }

  /**
   * Takes a directory.
   *
   * @throws StoreException if another process has it, which is named, or it cannot be written
   */
  static DirectoryLock take(Path directory) {
    Path file = directory.resolve("tempo.lock");
    OwnerOnly.make(file); // who may open it could lock it, too
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (!isFree(channel)) {
          throw taken(directory, file);
        }
        channel.truncate(0);
        String owner = "process " + ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
        return new DirectoryLock(List.of(channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "The data directory %s cannot be written (%s); check that it exists and is yours",
              directory,
              e),
          e);
    }
  }

  /** Both locks as one. */
  DirectoryLock and(DirectoryLock other) {
    return new DirectoryLock(Stream.concat(channels.stream(), other.channels.stream()).toList());
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
