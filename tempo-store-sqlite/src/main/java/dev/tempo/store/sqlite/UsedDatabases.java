package dev.tempo.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees whether a process has databases of a directory open, by the lock that each connection to a
 * database in WAL mode holds on one byte of its file {@code -shm} (sqlite.org/walformat.html, "the
 * dead man's switch"). To be asked before this process opens them: closing a file gives up all
 * locks that the process has on it.
 */
final class UsedDatabases {
  private static final long SWITCH = 128;
  private static final int LOOKS = 50;
  private static final long BETWEEN_NANOS = Duration.ofMillis(100).toNanos();

  private UsedDatabases() {}

  /** False as soon as nobody uses them; whoever does gets five seconds to notice and to end. */
  static boolean stayIn(Path directory) throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      if (!isIn(directory)) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
    return true;
  }

  private static boolean isIn(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*-shm")) {
      for (Path file : files) {
        if (isUsed(file)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isUsed(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.tryLock(SWITCH, 1, false) == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (NoSuchFileException e) {
      return false; // its last user has just ended
    }
  }
}
