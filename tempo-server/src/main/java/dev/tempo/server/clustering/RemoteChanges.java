package dev.tempo.server.clustering;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.caching.Caches;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusterStore.Listening;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Migrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the caches of this process what other nodes have changed in the database. Triggers on the
 * tables tell of it by notifications, which come if and when a transaction is committed, in the
 * order of commits; so nothing that writes needs to know of other nodes. What this process has
 * changed itself comes back to it, too, which does no harm. When notifications or events may have
 * been missed, all is dropped. Does nothing where no others share the database. Thread-safe.
 */
public final class RemoteChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteChanges.class);
  private static final Migrations MIGRATIONS = new Migrations(RemoteChanges.class, "changes", 1);
  private static final String TOPIC = "changes";
  private static final String MARK = "mark:";
  private static final String MISSED = "missed";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration MOST = Duration.ofSeconds(10);

  private final JdbcStore store;
  private final Caches caches;
  private final Optional<ClusterStore> cluster;
  private final Map<String, CompletableFuture<Void>> marks = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> told = new LinkedHashSet<>();
  private final List<AutoCloseable> sources = new ArrayList<>();
  private boolean closed;

  /** Listens from now on, so before any cache is filled, and tells those that are there by then. */
  public RemoteChanges(Tempo tempo, JdbcStore store, Caches caches) {
    this.store = store;
    this.caches = caches;
    this.cluster =
        tempo.nodes().isShared()
            ? Optional.of(((ClusteredStore) store).cluster())
            : Optional.empty();
    cluster.ifPresent(shared -> begin(tempo, shared));
  }

  private void begin(Tempo tempo, ClusterStore shared) {
    Thread.ofVirtual().name("tempo-changes").start(this::run);
    Listening listening = shared.listen(List.of(TOPIC), new Told());
    Subscription events =
        tempo.onEvent(
            event -> {
              if (event instanceof Event.EventsMissed) {
                add(MISSED);
              }
            });
    sources.add(listening);
    sources.add(events);
  }

  /** Has the tables tell of changes; once all of them are there. */
  public void watchTables() {
    if (cluster.isPresent()) {
      store.database().migrate(MIGRATIONS);
      add(MISSED); // what was read before could not be told of
    }
  }

  /** Returns once the caches know all that was committed by anybody before this was called. */
  public void catchUp() {
    if (cluster.isEmpty()) {
      return;
    }
    String mark = MARK + UUID.randomUUID();
    CompletableFuture<Void> reached = new CompletableFuture<>();
    marks.put(mark, reached);
    try {
      cluster.get().wake(TOPIC, mark);
      reached.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("Notifications do not come; all that is kept in memory is read anew", e);
      caches.invalidateAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      caches.invalidateAll();
    } finally {
      marks.remove(mark);
    }
  }

  /** Is called by the thread that listens for all, which must not wait for caches. */
  private final class Told implements ClusterStore.WakeUpListener {
    @Override
    public void wokenUp(String topic, String payload) {
      if (!payload.startsWith(MARK) || marks.containsKey(payload)) {
        add(payload);
      }
    }

    @Override
    public void mayHaveMissed() {
      add(MISSED);
    }
  }

  private void add(String change) {
    lock.lock();
    try {
      told.add(change);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Duration wait = AGAIN;
    List<String> some = next();
    while (!some.isEmpty()) {
      try {
        tell(some);
        wait = AGAIN;
      } catch (RuntimeException e) {
        if (wait.equals(AGAIN)) {
          LOG.warn(
              "Changes of other nodes are not known yet; that is tried again: {}", e.toString());
        }
        add(MISSED);
        pause(wait);
        wait = wait.multipliedBy(2).compareTo(MOST) < 0 ? wait.multipliedBy(2) : MOST;
      }
      some = next();
    }
  }

  /** Empty once this is closed. */
  private List<String> next() {
    lock.lock();
    try {
      while (told.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<String> taken = closed ? List.of() : List.copyOf(told);
      told.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void tell(List<String> payloads) {
    if (payloads.contains(MISSED)) {
      caches.invalidateAll();
    } else {
      ChangeReader.read(payloads.stream().filter(each -> !each.startsWith(MARK)).toList())
          .forEach(caches::invalidate);
    }
    payloads.stream()
        .map(marks::get)
        .filter(mark -> mark != null)
        .forEach(mark -> mark.complete(null));
  }

  private void pause(Duration wait) {
    lock.lock();
    try {
      if (!closed) {
        changed.awaitNanos(wait.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    for (AutoCloseable source : sources) {
      try {
        source.close();
      } catch (Exception e) {
        LOG.debug("What was listened to had ended already", e);
      }
    }
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
