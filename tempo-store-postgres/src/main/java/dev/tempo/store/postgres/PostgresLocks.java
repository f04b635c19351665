package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.LockTimeoutException;
import dev.tempo.store.jdbc.NamedLocks;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks by their names, which all processes that use the schema share: advisory locks of sessions
 * of their own, so that they are free as soon as their process has ended. Whoever waits in this
 * process does so in memory. Thread-safe.
 */
final class PostgresLocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLocks.class);
  private static final String WAIT = "SELECT set_config('lock_timeout', ?, false)";

  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final NamedLocks inMemory = new NamedLocks();
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final ThreadLocal<Set<String>> held = ThreadLocal.withInitial(HashSet::new);
  private boolean closed;

  PostgresLocks(PostgresConnections connections, PostgresErrors errors) {
    this.connections = connections;
    this.errors = errors;
  }

  /**
   * Does something under a lock, as {@link dev.tempo.store.jdbc.Database#exclusively} says.
   *
   * @throws LockTimeoutException if it is not free in time, or the thread is interrupted
   */
  <T extends @Nullable Object> T exclusively(String name, Duration timeout, Supplier<T> work) {
    long end = System.nanoTime() + timeout.toNanos();
    return inMemory.exclusively(
        name,
        timeout,
        () -> {
          if (!held.get().add(name)) {
            return work.get();
          }
          try {
            return locked(name, Duration.ofNanos(end - System.nanoTime()), timeout, work);
          } finally {
            held.get().remove(name);
            if (held.get().isEmpty()) {
              held.remove();
            }
          }
        });
  }

  private <T extends @Nullable Object> T locked(
      String name, Duration left, Duration timeout, Supplier<T> work) {
    EngineLock key = EngineLock.of(connections.options().schema(), "lock/" + name);
    Connection session = take(key, name, left, timeout);
    try {
      return work.get();
    } finally {
      giveBack(key, name, session);
    }
  }

  /** Once more where a session that was kept turns out to be gone. */
  private Connection take(EngineLock key, String name, Duration left, Duration timeout) {
    try {
      Connection kept = kept();
      if (kept != null) {
        try {
          return take(kept, key, left);
        } catch (SQLException e) {
          if (!PostgresErrors.isLost(e)) {
            throw e;
          }
        }
      }
      return take(connections.control("lock"), key, left);
    } catch (SQLException e) {
      if (PostgresErrors.isLockTimeout(e)) {
        throw new LockTimeoutException(
            "The lock '" + name + "' was not free within " + timeout.toMillis() + " ms");
      }
      throw errors.of(e);
    }
  }

  private static Connection take(Connection session, EngineLock key, Duration left)
      throws SQLException {
    long millis = Math.max(1, left.toMillis());
    Duration answer = PostgresConnections.CONTROL_TIMEOUT.plusMillis(millis);
    try {
      session.setNetworkTimeout(
          Runnable::run, (int) Math.min(Integer.MAX_VALUE, answer.toMillis()));
      Sql.of(session, WAIT, Long.toString(millis)).exists();
      key.await(session);
      session.setNetworkTimeout(
          Runnable::run, (int) PostgresConnections.CONTROL_TIMEOUT.toMillis());
      return session;
    } catch (SQLException | RuntimeException e) {
      close(session);
      throw e;
    }
  }

  /** A session that has ended has given its lock back, and perhaps too early. */
  private void giveBack(EngineLock key, String name, Connection session) {
    try {
      key.release(session, SchemaUse.CLAIMED);
    } catch (SQLException e) {
      LOG.warn("{}: the session that had the lock '{}' has ended", connections.name(), name, e);
      close(session);
      return;
    }
    lock.lock();
    try {
      if (!closed && idle.isEmpty()) {
        idle.add(session);
        return;
      }
    } finally {
      lock.unlock();
    }
    close(session);
  }

  private @Nullable Connection kept() {
    lock.lock();
    try {
      return idle.poll();
    } finally {
      lock.unlock();
    }
  }

  private static void close(Connection session) {
    try {
      session.close();
    } catch (SQLException e) {
      LOG.debug("A session had ended already", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.forEach(PostgresLocks::close);
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
