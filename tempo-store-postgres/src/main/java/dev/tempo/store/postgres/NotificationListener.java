package dev.tempo.store.postgres;

import dev.tempo.store.cluster.ClusterStore.Listening;
import dev.tempo.store.cluster.ClusterStore.WakeUpListener;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for all of this process, over a session of its own and on a thread of its own, which also
 * calls the listeners. The session is asked for a sign of life each second, as a network that was
 * cut looks as one on which nothing happens; when it is lost it is made anew, and then every
 * listener may have missed something. Thread-safe.
 */
final class NotificationListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationListener.class);
  private static final int POLL_MS = 50;
  private static final long ALIVE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();
  private static final long CLOSE_SECONDS = 5;
  private static final Duration FIRST = PostgresConnections.CONTROL_TIMEOUT;

  private final PostgresConnections connections;
  private final Channels channels;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  // Those of the thread alone.
  private final Set<String> heard = new HashSet<>();
  private @Nullable Connection session;
  private long aliveAt;
  private boolean missed;

  private record Subscription(
      Map<String, String> topicsByChannel, WakeUpListener listener, CountDownLatch begun) {}

  NotificationListener(PostgresConnections connections, Channels channels) {
    this.connections = connections;
    this.channels = channels;
    this.thread = Thread.ofPlatform().name("tempo-postgres-listen").daemon().start(this::run);
  }

  /** Returns once it listens, or when that takes long: then the listener is told as it begins. */
  Listening listen(List<String> topics, WakeUpListener listener) {
    Map<String, String> byChannel = new HashMap<>();
    topics.forEach(topic -> byChannel.put(channels.of(topic), topic));
    Subscription added = new Subscription(byChannel, listener, new CountDownLatch(1));
    subscriptions.add(added);
    try {
      if (!added.begun().await(FIRST.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("{}: it is not listened yet", connections.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return () -> subscriptions.remove(added);
  }

  private void run() {
    while (!closed) {
      try {
        step();
      } catch (SQLException | RuntimeException e) {
        LOG.debug("{}: what listens was cut off, and tries again", connections.name(), e);
        missed = true;
        discard();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    discard();
  }

  private void step() throws SQLException {
    if (subscriptions.isEmpty()) {
      LockSupport.parkNanos(Duration.ofMillis(POLL_MS).toNanos());
      return;
    }
    Connection open = session;
    if (open == null) {
      open = connections.control("listener");
      session = open;
      aliveAt = System.nanoTime();
      hear(open);
      if (missed) {
        subscriptions.forEach(each -> call(each.listener()::mayHaveMissed));
      }
      missed = false;
    }
    hear(open);
    if (System.nanoTime() - aliveAt > ALIVE_NANOS) {
      Sql.of(open, "SELECT 1").exists();
      aliveAt = System.nanoTime();
    }
    PGNotification[] found = open.unwrap(PGConnection.class).getNotifications(POLL_MS);
    if (found != null) {
      for (PGNotification each : found) {
        tell(each.getName(), each.getParameter());
      }
    }
  }

  /** Listens to what is new; what nobody listens to any more is heard until the session ends. */
  private void hear(Connection open) throws SQLException {
    for (Subscription each : subscriptions) {
      for (String channel : each.topicsByChannel().keySet()) {
        if (!heard.contains(channel)) {
          try (Statement listen = open.createStatement()) {
            listen.execute("LISTEN \"" + channel.replace("\"", "\"\"") + '"');
          }
          heard.add(channel);
        }
      }
      each.begun().countDown();
    }
  }

  private void tell(String channel, String payload) {
    for (Subscription each : subscriptions) {
      String topic = each.topicsByChannel().get(channel);
      if (topic != null) {
        call(() -> each.listener().wokenUp(topic, payload));
      }
    }
  }

  private void call(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: a listener failed", connections.name(), e);
    }
  }

  private void discard() {
    heard.clear();
    Connection open = session;
    session = null;
    if (open != null) {
      try (open;
          Statement unlisten = open.createStatement()) {
        unlisten.execute("UNLISTEN *"); // the session may be the host's, and go on
      } catch (SQLException e) {
        LOG.debug("A session had ended already", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
