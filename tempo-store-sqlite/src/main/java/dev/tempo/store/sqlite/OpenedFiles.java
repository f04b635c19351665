package dev.tempo.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second whether files that are open are still those of their names. Deleted or replaced
 * ones go on to be written as long as they are open, and all of that would be lost in the end
 * without anybody noticing; and whoever opens the new ones would be a second owner. Thread-safe.
 *
 * <p>Only what proves it counts: that there is nothing of the name, or something of another device
 * and number. That a file cannot be looked at does not.
 */
final class OpenedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedFiles.class);
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<Path, Object> keys = new LinkedHashMap<>();
  private final Consumer<String> onLost;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Watches files and directories that are there now.
   *
   * @param onLost is told once, on a thread of its own, which one is not there any more
   */
  OpenedFiles(List<Path> files, Consumer<String> onLost) {
    this.onLost = onLost;
    files.forEach(file -> key(file).ifPresent(key -> keys.put(file, key)));
    this.thread = Thread.ofPlatform().name("tempo-files").daemon().start(this::watch);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!closed) {
      Thread.interrupted();
      LockSupport.parkNanos(this, EVERY_NANOS);
      Optional<String> lost = look();
      if (!closed && lost.isPresent()) {
        onLost.accept(lost.get());
        return;
      }
    }
  }

  private Optional<String> look() {
    try {
      for (Map.Entry<Path, Object> file : keys.entrySet()) {
        if (!isStill(file.getKey(), file.getValue())) {
          return Optional.of(file.getKey().toString());
        }
      }
      return Optional.empty();
    } catch (RuntimeException | Error e) { // out of memory or descriptors: looks again
      LOG.debug("The files could not be looked at", e);
      return Optional.empty();
    }
  }

  private static boolean isStill(Path file, Object key) {
    try {
      Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key.equals(now);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true; // not known
    }
  }

  private static Optional<Object> key(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
