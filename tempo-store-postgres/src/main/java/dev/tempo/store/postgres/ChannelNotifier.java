package dev.tempo.store.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the listeners of all nodes, over a session of its own. Commits that notify wait for each
 * other, all over the database: so those of the work do not, and what is to be told while one
 * notification is on its way is told by the next one, the same only once. Thread-safe.
 */
final class ChannelNotifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelNotifier.class);
  private static final int LONGEST_BYTES = 7_900;
  private static final int MOST_WAITING = 10_000;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final long CLOSE_SECONDS = 5;
  private static final String NOTIFY =
      "SELECT pg_notify(channel, payload)"
          + " FROM unnest(?::text[], ?::text[]) AS u (channel, payload)";

  private final PostgresConnections connections;
  private final Channels channels;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Message> waiting = new LinkedHashSet<>();
  private final Thread thread;
  private boolean closed;

  private record Message(String channel, String payload) {}

  ChannelNotifier(PostgresConnections connections, Channels channels) {
    this.connections = connections;
    this.channels = channels;
    this.thread = Thread.ofPlatform().name("tempo-postgres-notify").daemon().start(this::run);
  }

  /**
   * Sees to it that the listeners of a topic are called.
   *
   * @throws IllegalArgumentException if the payload is too long
   */
  void wake(String topic, String payload) {
    int bytes = payload.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_BYTES) {
      throw new IllegalArgumentException(
          "A payload has " + LONGEST_BYTES + " bytes at most, but got " + bytes);
    }
    lock.lock();
    try {
      if (waiting.size() >= MOST_WAITING) { // nobody was reached for long: they look for themselves
        waiting.clear();
      }
      waiting.add(new Message(channels.of(topic), payload));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Connection session = null;
    List<Message> messages = List.of();
    while (true) {
      if (messages.isEmpty()) {
        messages = next();
        if (messages.isEmpty()) {
          break;
        }
      }
      try {
        session = session == null ? open() : session;
        send(session, messages);
        messages = List.of();
      } catch (SQLException | RuntimeException e) {
        LOG.debug("{}: listeners could not be told; tried again", connections.name(), e);
        discard(session);
        session = null;
        if (isClosedAfterPause()) {
          break;
        }
      }
    }
    discard(session);
  }

  /** Empty once it is closed and nothing is left. */
  private List<Message> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<Message> taken = new ArrayList<>(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosedAfterPause() {
    lock.lock();
    try {
      if (!closed) {
        changed.awaitNanos(PAUSE.toNanos());
      }
      return closed;
    } catch (InterruptedException e) {
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What is lost as the server crashes is not missed: sessions that listen are lost, too. */
  private Connection open() throws SQLException {
    Connection session = connections.control("notifier");
    try (PreparedStatement set =
        session.prepareStatement("SELECT set_config('synchronous_commit', 'off', false)")) {
      set.execute();
      return session;
    } catch (SQLException e) {
      discard(session);
      throw e;
    }
  }

  private static void send(Connection session, List<Message> messages) throws SQLException {
    try (PreparedStatement send = session.prepareStatement(NOTIFY)) {
      Object[] channels = messages.stream().map(Message::channel).toArray(String[]::new);
      Object[] payloads = messages.stream().map(Message::payload).toArray(String[]::new);
      send.setArray(1, session.createArrayOf("text", channels));
      send.setArray(2, session.createArrayOf("text", payloads));
      send.execute();
    }
  }

  private static void discard(@Nullable Connection session) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        LOG.debug("A session had ended already", e);
      }
    }
  }

  /** Sends what waits, if that can be done. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
