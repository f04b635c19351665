package dev.tempo.server.groups.discovery;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls when something in the groups may have changed: at once where the file system tells, which
 * shared and bound directories do not, and after a while in any case. On a thread of its own.
 */
public final class GroupWatcher implements AutoCloseable {
  /** How long after a call that was not the last one the next one is. */
  private static final Duration AGAIN = SettledFiles.SETTLE.dividedBy(2);

  private static final Logger LOG = LoggerFactory.getLogger(GroupWatcher.class);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private final GroupsRoot root;
  private final Supplier<Duration> poll;
  private final Listener listener;
  private final Optional<WatchService> service;
  private final Map<WatchKey, String> keys = new ConcurrentHashMap<>();

  /** How long ago all groups were looked at, or less; of the thread. */
  private Duration sinceAll = Duration.ZERO;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("tempo-groups").unstarted(this::watch);

  /** Is told of groups at which to look. */
  @FunctionalInterface
  public interface Listener {

    /**
     * Looks at groups.
     *
     * @param groups which; empty for all, and for those that came or went
     * @return groups at which to look again soon, since files in them were still being written
     */
    Set<String> look(Optional<Set<String>> groups);
  }

  /**
   * A watcher that is not begun yet.
   *
   * @param poll how long after the last look at all groups the next one is; asked each time
   */
  public GroupWatcher(GroupsRoot root, Supplier<Duration> poll, Listener listener) {
    this(root, poll, listener, service(root.path()));
  }

  /** The same, told of changes by a service, if there is one. */
  GroupWatcher(
      GroupsRoot root, Supplier<Duration> poll, Listener listener, Optional<WatchService> service) {
    this.root = root;
    this.poll = poll;
    this.listener = listener;
    this.service = service;
  }

  private static Optional<WatchService> service(Path root) {
    try {
      return Optional.of(root.getFileSystem().newWatchService());
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("Changes in {} are only found by looking from time to time: {}", root, e.toString());
      return Optional.empty();
    }
  }

  /** Begins with a look at all groups. */
  public void begin() {
    thread.start();
  }

  /** Watches a group's directory, if it does not do so already. */
  private void register(String group) {
    Path directory = root.path().resolve(group);
    register(directory, group);
    for (String name : List.of("scripts", "examples")) {
      Path below = directory.resolve(name);
      if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
        register(below, group);
      }
    }
  }

  private void register(Path directory, String group) {
    if (service.isEmpty()) {
      return;
    }
    try {
      WatchKey key =
          directory.register(
              service.get(),
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY);
      keys.put(key, group);
    } catch (IOException e) {
      LOG.debug("{} is not watched, and looked at from time to time", directory, e);
    }
  }

  private void watch() {
    Optional<Set<String>> due = Optional.empty(); // all
    try {
      while (closed.getCount() > 0) {
        Set<String> again = call(due);
        due = next(again);
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.debug("Groups are not watched any more", e);
    }
  }

  /** Registers first, so that nothing is missed that happens after the look. */
  private Set<String> call(Optional<Set<String>> groups) {
    try {
      if (groups.isEmpty()) {
        sinceAll = Duration.ZERO;
        root.look(); // makes the directory if there is none
        register(root.path(), "");
      }
      groups.orElseGet(() -> new HashSet<>(root.look().ids())).forEach(this::register);
      return listener.look(groups);
    } catch (RuntimeException e) {
      if (closed.getCount() > 0) {
        LOG.error("Groups could not be looked at; that is tried again", e);
      }
      return Set.of();
    }
  }

  /** Waits for what is to be looked at next; empty for all groups. */
  private Optional<Set<String>> next(Set<String> again) throws InterruptedException {
    Duration left = poll.get().minus(sinceAll);
    Duration wait = again.isEmpty() ? left : AGAIN;
    sinceAll = sinceAll.plus(wait);
    if (!left.isPositive()) {
      return Optional.empty(); // others, too, though one group is written to without an end
    }
    Set<String> changed = new HashSet<>(again);
    if (service.isEmpty()) {
      boolean ended = closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
      return ended || again.isEmpty() ? Optional.empty() : Optional.of(changed);
    }
    WatchKey key = service.get().poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (key == null && again.isEmpty()) {
      return Optional.empty();
    }
    boolean all = false;
    while (key != null) {
      all |= take(key, changed);
      key = service.get().poll();
    }
    return all ? Optional.empty() : Optional.of(changed);
  }

  /** Takes the events of one directory; true if all groups are to be looked at. */
  private boolean take(WatchKey key, Set<String> groupIds) {
    List<WatchEvent<?>> events = key.pollEvents();
    boolean valid = key.reset();
    String group = valid ? keys.get(key) : keys.remove(key);
    if (group == null || group.isEmpty()) {
      return true; // the root: groups came or went
    }
    boolean overflow =
        events.stream().anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW);
    groupIds.add(group);
    return overflow || !valid;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (service.isPresent()) {
        service.get().close();
      }
      if (thread.isAlive()) {
        thread.join(LONGEST_CALL);
      }
    } catch (IOException e) {
      LOG.warn("The watch over {} could not be ended", root.path(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
