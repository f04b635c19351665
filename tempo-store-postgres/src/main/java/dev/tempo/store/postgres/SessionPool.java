package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that read, opened when they are needed and kept for the next reads; those that are not
 * needed for minutes are closed, and those that turn out to be gone are forgotten with all that
 * wait beside them. Thread-safe.
 */
final class SessionPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionPool.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long IDLE_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long TRUSTED_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int CHECK_SECONDS = 2;

  private final DataSource source;
  private final Semaphore free;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<Connection> used = new HashSet<>();
  private volatile boolean closed;

  private record Idle(Connection session, long sinceNanos) {}

  /**
   * Opens nothing yet.
   *
   * @param limit how many there are at most
   */
  SessionPool(DataSource source, int limit) {
    this.source = source;
    this.free = new Semaphore(limit, true);
  }

  /**
   * Reads with one of the sessions.
   *
   * @param work leaves it as it was given
   * @throws SQLException if it fails, if none is free for long, or if the pool is closed
   */
  <T extends @Nullable Object> T use(SqlFunction<Connection, T> work) throws SQLException {
    acquire();
    try {
      Connection session = take();
      boolean sound = false;
      try {
        T result = work.apply(session);
        sound = true;
        return result;
      } catch (SQLException e) {
        sound = !PostgresErrors.isLost(e);
        throw e;
      } finally {
        giveBack(session, sound);
      }
    } finally {
      free.release();
    }
  }

  /** Whoever was interrupted gets one, too: reading takes no longer for it. */
  private void acquire() throws SQLException {
    if (!free.tryAcquire() && !acquireLater()) {
      throw new SQLException(
          "None of the sessions that read was free within " + PATIENCE.toSeconds() + " s",
          PostgresErrors.BUSY);
    }
  }

  private boolean acquireLater() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Connection take() throws SQLException {
    Connection kept = kept();
    Connection session = kept == null ? source.getConnection() : kept;
    lock.lock();
    try {
      if (!closed) {
        used.add(session);
        return session;
      }
    } finally {
      lock.unlock();
    }
    close(session);
    throw new SQLException("The sessions that read are closed");
  }

  /** What has waited for long may have been cut off meanwhile without a word. */
  private @Nullable Connection kept() throws SQLException {
    Idle newest = newest();
    while (newest != null
        && System.nanoTime() - newest.sinceNanos() > TRUSTED_NANOS
        && !newest.session().isValid(CHECK_SECONDS)) {
      close(newest.session());
      newest = newest();
    }
    return newest == null ? null : newest.session();
  }

  private @Nullable Idle newest() throws SQLException {
    lock.lock();
    try {
      if (closed) {
        throw new SQLException("The sessions that read are closed");
      }
      return idle.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** One that failed otherwise than by a statement is not given to anybody else. */
  private void giveBack(Connection session, boolean sound) {
    List<Connection> ending = new ArrayList<>();
    lock.lock();
    try {
      used.remove(session);
      if (sound && !closed) {
        idle.addFirst(new Idle(session, System.nanoTime()));
      } else {
        ending.add(session);
      }
      while (!idle.isEmpty() && System.nanoTime() - idle.peekLast().sinceNanos() > IDLE_NANOS) {
        ending.add(idle.removeLast().session());
      }
    } finally {
      lock.unlock();
    }
    ending.forEach(SessionPool::close);
  }

  /** Closes those that nobody uses. */
  void forget() {
    List<Connection> ending = new ArrayList<>();
    lock.lock();
    try {
      idle.forEach(each -> ending.add(each.session()));
      idle.clear();
    } finally {
      lock.unlock();
    }
    ending.forEach(SessionPool::close);
  }

  boolean isClosed() {
    return closed;
  }

  private static void close(Connection session) {
    try {
      session.close();
    } catch (SQLException e) {
      LOG.debug("A session had ended already", e);
    }
  }

  /** Ends all, those in use, too. */
  @Override
  public void close() {
    List<Connection> inUse;
    lock.lock();
    try {
      closed = true;
      inUse = List.copyOf(used);
    } finally {
      lock.unlock();
    }
    forget();
    inUse.forEach(SessionPool::abort);
  }

  private static void abort(Connection session) {
    try {
      session.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("A session had ended already", e);
    }
  }
}
