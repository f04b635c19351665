package dev.tempo.log;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
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
 * after a silence is seen at once. A watch costs the script some microseconds at each write; where
 * it floods its file, that is looked at as often without a watch, until it is calm again. Where the
 * system has no watches left, the follower's own poll has to do. Thread-safe.
 */
final class SpoolWatcher {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolWatcher.class);

  private static final long PAUSE_MS = 20;

  /** So many writes within a pause are a flood. */
  private static final int FLOOD = 40;

  /** After so many pauses without a write a flood is over. */
  private static final int CALM = 10;

  private final SpoolReaderThread follower;
  private final Map<WatchKey, Set<ActiveLog>> watched = new ConcurrentHashMap<>();
  private final Map<ActiveLog, Spool> spools = new ConcurrentHashMap<>();
  private final Map<ActiveLog, Flood> floods = new ConcurrentHashMap<>();
  private WatchService service;
  private Thread thread;
  private boolean lookAtAll; // for the watcher's thread
  private boolean stopped;
  private boolean failed;

  /** The files of a log. */
  private record Spool(Path stdout, Path stderr) {
    long size() {
      return size(stdout) + size(stderr);
    }

    private static long size(Path file) {
      try {
        return Files.size(file);
      } catch (IOException e) {
        return 0; // not made yet
      }
    }
  }

  /** How far a flood has come. For the watcher's thread. */
  private static final class Flood {
    private long size;
    private int calm;
  }

  SpoolWatcher(SpoolReaderThread follower) {
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
      Spool spool = new Spool(stdout, stderr);
      spools.put(log, spool);
      watch(log, spool);
      return true;
    } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException e) {
      if (!failed) {
        failed = true;
        LOG.warn("Spool files cannot be watched; they are polled instead", e);
      }
      return false;
    }
  }

  private void watch(ActiveLog log, Spool spool) throws IOException {
    Path directory = directory(spool.stdout());
    watch(log, directory);
    if (!directory.equals(
        directory(spool.stderr()))) { // each registration waits for another thread
      watch(log, directory(spool.stderr()));
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
    if (stopped) {
      throw new IOException("closed");
    }
    if (service == null) {
      service = FileSystems.getDefault().newWatchService();
    }
    if (thread == null) { // there may have been no memory for it
      thread = Thread.ofPlatform().name("tempo-logs-watch").daemon().start(this::run);
    }
  }

  /** Watches a log's files no longer. */
  synchronized void forget(ActiveLog log) {
    spools.remove(log);
    floods.remove(log);
    unwatch(log);
  }

  private void unwatch(ActiveLog log) {
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
      SpoolReaderThread.join(ending);
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
    boolean over = false;
    while (!over) {
      try {
        turn();
      } catch (ClosedWatchServiceException e) {
        over = true; // stopped
      } catch (InterruptedException e) {
        over = isStopped(); // nobody else may end it
      } catch (RuntimeException | Error e) { // out of memory, say: it goes on
        SpoolReaderThread.tell("The thread that watches what runs print failed, and goes on", e);
        lookAtAll = true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void turn() throws InterruptedException {
    if (lookAtAll) { // a key that was taken and not given back would never be heard of again
      watched.keySet().forEach(WatchKey::reset);
      spools.keySet().forEach(follower::wake);
      lookAtAll = false;
    }
    WatchKey key = floods.isEmpty() ? service.take() : service.poll();
    while (key != null) {
      wake(key);
      key = service.poll();
    }
    floods.forEach(this::look);
  }

  private void wake(WatchKey key) {
    int writes = key.pollEvents().stream().mapToInt(WatchEvent::count).sum();
    key.reset();
    Set<ActiveLog> logs = watched.getOrDefault(key, Set.of());
    logs.forEach(follower::wake);
    if (writes >= FLOOD) {
      Set.copyOf(logs).forEach(this::flooded);
    }
  }

  private synchronized void flooded(ActiveLog log) {
    if (spools.containsKey(log)) {
      unwatch(log);
      floods.put(log, new Flood());
    }
  }

  private void look(ActiveLog log, Flood flood) {
    Spool spool = spools.get(log);
    long size = spool == null ? 0 : spool.size();
    if (size != flood.size) {
      flood.size = size;
      flood.calm = 0;
      follower.wake(log);
    } else if (++flood.calm == CALM) {
      debounced(log);
    }
  }

  private synchronized void debounced(ActiveLog log) {
    Spool spool = spools.get(log);
    if (floods.remove(log) != null && spool != null) {
      try {
        watch(log, spool);
      } catch (IOException e) {
        LOG.debug("Run {}: polled from now on: {}", log.key().runId(), e.toString());
      }
      follower.wake(log); // for what came before the watch
    }
  }
}
