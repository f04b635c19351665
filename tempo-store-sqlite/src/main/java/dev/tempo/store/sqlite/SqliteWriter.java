package dev.tempo.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes to a file, and the platform thread that owns it. Operations that
 * wait share a transaction. When one fails, its companions are tried again each on its own, so that
 * nobody pays for another's error. Thread-safe.
 */
final class SqliteWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);
  private static final int MAX_GROUP = 64;
  private static final long CLOSE_SECONDS = 30;

  private final SqliteErrors errors;
  private final Connection connection;
  private final Statement statement;
  private final LinkedBlockingQueue<Operation<?>> queue = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread thread;
  private boolean closed;

  SqliteWriter(SqliteErrors errors, Connection connection, String name) throws SQLException {
    this.errors = errors;
    this.connection = connection;
    this.statement = connection.createStatement();
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Does something in a transaction; done once that is committed. */
  <T> CompletableFuture<T> submit(SqlFunction<Connection, T> work) {
    Operation<T> operation = new Operation<>(work, true);
    lock.lock();
    try {
      if (closed) {
        operation.done.completeExceptionally(errors.closed());
      } else {
        queue.add(operation);
      }
    } finally {
      lock.unlock();
    }
    return operation.done;
  }

  /** Does something that cannot be done in a transaction, as {@code VACUUM INTO}. */
  <T> CompletableFuture<T> submitAlone(SqlFunction<Connection, T> work) {
    Operation<T> operation = new Operation<>(work, false);
    queue.add(operation);
    return operation.done;
  }

  /** Does what was submitted, then closes the connection. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        queue.add(new Operation<>(any -> true, false)); // wakes the thread
      }
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isClosed() || !queue.isEmpty()) {
        step();
      }
    } catch (InterruptedException e) {
      LOG.error("{}: its writer was interrupted and ends", errors.file());
    } finally {
      end();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void step() throws InterruptedException {
    Operation<?> first = queue.take();
    List<Operation<?>> group = new ArrayList<>();
    group.add(first);
    while (first.shared && group.size() < MAX_GROUP && isShared(queue.peek())) {
      group.add(queue.poll());
    }
    if (!commit(group)) {
      group.forEach(operation -> commit(List.of(operation)));
    }
  }

  private static boolean isShared(Operation<?> operation) {
    return operation != null && operation.shared;
  }

  /** False when the operations have to be tried one by one. */
  private boolean commit(List<Operation<?>> group) {
    try {
      if (group.getFirst().shared) {
        transact(group);
      } else {
        group.getFirst().run(connection);
      }
    } catch (SQLException | RuntimeException e) {
      rollback();
      if (group.size() > 1) {
        return false;
      }
      group.getFirst().done.completeExceptionally(errors.translate(e));
      return true;
    }
    group.forEach(Operation::succeed);
    return true;
  }

  private void transact(List<Operation<?>> group) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    for (Operation<?> operation : group) {
      operation.run(connection);
    }
    statement.execute("COMMIT");
  }

  private void rollback() {
    try {
      if (!connection.isClosed()) {
        statement.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      LOG.debug("{}: SQLite had rolled back already", errors.file(), e);
    }
  }

  private void end() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("{} could not be closed", errors.file(), e);
    }
    queue.forEach(operation -> operation.done.completeExceptionally(errors.closed()));
  }

  /** Something to do, and who waits for it. */
  private static final class Operation<T> {
    private final SqlFunction<Connection, T> work;
    private final boolean shared;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private T result;

    Operation(SqlFunction<Connection, T> work, boolean shared) {
      this.work = work;
      this.shared = shared;
    }

    void run(Connection connection) throws SQLException {
      result = work.apply(connection);
    }

    void succeed() {
      done.complete(result);
    }
  }
}
