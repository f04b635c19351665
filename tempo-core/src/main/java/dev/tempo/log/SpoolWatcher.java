package dev.tempo.log;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes logs when their spool files change. Events within {@value #PAUSE_MS} ms become one wake-up,
 * so that a script that prints without pause costs fifty of them a second, while the first line
 * after a silence is seen at once. Where the system has no watches left, the follower's own poll
 * has to do. Thread-safe.
 */
final class SpoolWatcher {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolWatcher.class);

  private static final long PAUSE_MS = 20;

  private final Follower follower;
  private final Map<WatchKey, Set<ActiveLog>> watched = new ConcurrentHashMap<>();
  private WatchService service;
  private Thread thread;
  private boolean stopped;
  private boolean failed;

  SpoolWatcher(Follower follower) {
    this.follower = follower;
  }

  /**
   * Watches the directories of two files.
   *
   * @return false when they cannot be watched and must be polled
   */
  synchronized boolean watch(ActiveLog log, Path stdout, Path stderr) {
    try {
      start();
      Path directory = directory(stdout);
      watch(log, directory);
      if (!directory.equals(directory(stderr))) { // each registration waits for another thread
        watch(log, directory(stderr));
      }
      return true;
    } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException e) {
      if (!failed) {
        failed = true;
        LOG.warn("Spool files cannot be watched; they are polled instead", e);
      }
      return false;
    }
  }

  private static Path directory(Path file) {
    return file.toAbsolutePath().getParent();
  }

  private void watch(ActiveLog log, Path directory) throws IOException {
    WatchKey key =
        directory.register(
            service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    watched.computeIfAbsent(key, unknown -> ConcurrentHashMap.newKeySet()).add(log);
  }

  private void start() throws IOException {
    if (service == null) {
      if (stopped) {
        throw new IOException("closed");
      }
      service = FileSystems.getDefault().newWatchService();
      thread = Thread.ofPlatform().name("tempo-logs-watch").daemon().start(this::run);
    }
  }

  /** Watches a log's files no longer. */
  synchronized void forget(ActiveLog log) {
    watched.forEach(
        (key, logs) -> {
          if (logs.remove(log) && logs.isEmpty()) {
            watched.remove(key);
            key.cancel();
          }
        });
  }

  /** Ends the thread, and waits for that a moment. */
  void stop() {
    Thread ending = close();
    if (ending != null) {
      LockSupport.unpark(ending);
      Follower.join(ending);
    }
  }

  private synchronized Thread close() {
    stopped = true;
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        LOG.warn("The watch on spool files could not be closed", e);
      }
    }
    return thread;
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        while (key != null) {
          wake(key);
          key = service.poll();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
      }
    } catch (ClosedWatchServiceException e) {
      // stopped
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake(WatchKey key) {
    key.pollEvents();
    key.reset();
    watched.getOrDefault(key, Set.of()).forEach(follower::wake);
  }
}
