package dev.tempo.store.postgres;

import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An advisory lock of a session of its own, which is made anew when it is lost. */
final class PostgresDeathLock implements LeaseStore.DeathLock {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDeathLock.class);
  private static final String WAIT = "SELECT set_config('lock_timeout', ?, false)";

  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final DeathLocks all;
  private final EngineLock key;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private EngineLock.@Nullable SessionId session;
  private boolean held;
  private volatile boolean closed;

  PostgresDeathLock(
      PostgresConnections connections, PostgresErrors errors, DeathLocks all, String lease) {
    this.connections = connections;
    this.errors = errors;
    this.all = all;
    this.key = all.of(lease);
    all.opened(this);
  }

  @Override
  public boolean await(Duration timeout) {
    lock.lock();
    try {
      if (held && answers()) {
        return true;
      }
      held = take(Math.max(1, timeout.toMillis()));
      return held;
    } catch (SQLException e) {
      throw errors.of(e);
    } finally {
      if (closed) {
        discard();
      }
      lock.unlock();
    }
  }

  private boolean take(long millis) throws SQLException {
    if (closed) {
      return false;
    }
    Connection open = opened();
    try {
      long answer = millis + PostgresConnections.CONTROL_TIMEOUT.toMillis();
      open.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, answer));
      Sql.of(open, WAIT, Long.toString(millis)).exists();
      key.await(open);
      open.setNetworkTimeout(Runnable::run, (int) PostgresConnections.CONTROL_TIMEOUT.toMillis());
      return true;
    } catch (SQLException e) {
      if (PostgresErrors.isLockTimeout(e)) {
        return false;
      }
      discard();
      throw e;
    }
  }

  private Connection opened() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = connections.control("watch");
      connection = open;
      session = EngineLock.session(open);
      all.add(session);
    }
    return open;
  }

  @Override
  public boolean isHeld() {
    lock.lock();
    try {
      return held && answers();
    } finally {
      lock.unlock();
    }
  }

  private boolean answers() {
    Connection open = connection;
    try {
      if (open != null && Sql.of(open, "SELECT 1").exists()) {
        return true;
      }
    } catch (SQLException e) {
      LOG.debug("The session that had a lock has ended", e);
    }
    discard();
    return false;
  }

  private void discard() {
    boolean wasHeld = held;
    held = false;
    Connection open = connection;
    connection = null;
    if (session != null) {
      all.remove(session);
      session = null;
    }
    if (open != null) {
      try (open) {
        if (wasHeld) {
          key.release(open, SchemaUse.CLAIMED); // the session may be the host's, and go on
        }
      } catch (SQLException e) {
        LOG.debug("A session had ended already", e);
      }
    }
  }

  /** If somebody waits, once that has come to its end. */
  @Override
  public void close() {
    closed = true;
    all.closed(this);
    if (lock.tryLock()) {
      try {
        discard();
      } finally {
        lock.unlock();
      }
    }
  }
}
