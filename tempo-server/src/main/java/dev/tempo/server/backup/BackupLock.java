package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one backup be made at a time in a directory, whichever process makes it: a server and {@code
 * tempo backup} may both. The system gives it back when a process ends, however it does.
 */
final class BackupLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackupLock.class);
  private static final String FILE = ".lock";

  private final FileChannel channel;

  private BackupLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it, and makes the directory if it is not there.
   *
   * @throws BackupException if another one is being made
   * @throws IOException if the directory cannot be written
   */
  static BackupLock take(Path backups) throws IOException {
    return takeIfFree(backups)
        .orElseThrow(
            () ->
                new BackupException(
                    message("api.backup.beingMade", "directory", backups.toString())));
  }

  /** Takes it; empty if somebody has it. */
  static Optional<BackupLock> takeIfFree(Path backups) throws IOException {
    PrivateFiles.createDirectories(backups);
    FileChannel channel =
        FileChannel.open(
            backups.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new BackupLock(channel));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // somebody in this process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The same as {@link #close}; what cannot be closed is closed when the process ends. */
  void giveBack() {
    try {
      close();
    } catch (IOException e) {
      LOG.warn("The lock of backups cannot be given back before this process ends", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
