package dev.tempo.store.sqlite;

import dev.tempo.log.LogStorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes, and the platform thread that owns it. Operations that wait share
 * a transaction. When one fails, its companions are tried again each on its own, so that nobody
 * pays for another's error. A transaction with an operation that must last is synced to disk in
 * full; that makes all before it last too. Thread-safe.
 */
final class LogWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  private static final int MAX_GROUP = 64;

  /** How an operation is committed. */
  enum Commit {
    /** With others; a power failure may undo it. */
    GROUPED,
    /** With others, on disk for good. */
    DURABLE,
    /** By itself, and not in a transaction. */
    NONE
  }

  /** Something to do with the connection. */
  @FunctionalInterface
  interface Work<T> {

    T run(Connection connection) throws SQLException;
  }

  /** What belongs to the end of every transaction. */
  interface Ending {

    /** Called last within the transaction. */
    void beforeCommit() throws SQLException;

    /** The transaction has come to nothing. */
    void afterRollback() throws SQLException;
  }

  private static final class Operation<T> {
    final Commit commit;
    final Work<T> work;
    final CompletableFuture<T> done = new CompletableFuture<>();
    T result;

    Operation(Commit commit, Work<T> work) {
      this.commit = commit;
      this.work = work;
    }

    void run(Connection connection) throws SQLException {
      result = work.run(connection);
    }

    void succeed() {
      done.complete(result);
    }
  }

  private final Path file;
  private final Connection connection;
  private final Ending ending;
  private final Statement statement;
  private final LinkedBlockingQueue<Operation<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean closed;
  private boolean full;

  LogWriter(Path file, Connection connection, Ending ending) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.ending = ending;
    this.statement = connection.createStatement();
    this.thread = Thread.ofPlatform().name("tempo-logs-store").daemon().start(this::run);
  }

  <T> CompletableFuture<T> submit(Commit commit, Work<T> work) {
    Operation<T> operation = new Operation<>(commit, work);
    synchronized (this) {
      if (closed) {
        operation.done.completeExceptionally(LogErrors.closed(file));
      } else {
        queue.add(operation);
      }
    }
    return operation.done;
  }

  private void run() {
    try {
      while (!isClosed() || !queue.isEmpty()) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void step() throws InterruptedException {
    Operation<?> first = queue.take();
    List<Operation<?>> group = new ArrayList<>();
    group.add(first);
    while (first.commit != Commit.NONE && group.size() < MAX_GROUP && isGroupable(queue.peek())) {
      group.add(queue.poll());
    }
    if (!commit(group)) {
      group.forEach(operation -> commit(List.of(operation)));
    }
  }

  private static boolean isGroupable(Operation<?> operation) {
    return operation != null && operation.commit != Commit.NONE;
  }

  /**
   * Runs operations in one transaction, and tells whoever waits for them.
   *
   * @return false when they have to be tried one by one
   */
  private boolean commit(List<Operation<?>> group) {
    try {
      if (group.getFirst().commit == Commit.NONE) {
        group.getFirst().run(connection);
      } else {
        transact(group);
      }
    } catch (SQLException | RuntimeException e) {
      rollback();
      if (group.size() > 1) {
        return false;
      }
      group.getFirst().done.completeExceptionally(known(e));
      return true;
    }
    group.forEach(Operation::succeed);
    return true;
  }

  private void transact(List<Operation<?>> group) throws SQLException {
    sync(group.stream().anyMatch(operation -> operation.commit == Commit.DURABLE));
    statement.execute("BEGIN IMMEDIATE");
    for (Operation<?> operation : group) {
      operation.run(connection);
    }
    ending.beforeCommit();
    statement.execute("COMMIT");
  }

  private void sync(boolean toBeFull) throws SQLException {
    if (toBeFull != full) {
      statement.execute(toBeFull ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
      full = toBeFull;
    }
  }

  private void rollback() {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("{}: SQLite had rolled back already", file, e);
    }
    try {
      ending.afterRollback();
    } catch (SQLException e) {
      LOG.warn("{}: statements could not be prepared anew", file, e);
    }
  }

  private RuntimeException known(Exception e) {
    return e instanceof SQLException sql ? LogErrors.of(file, sql) : (RuntimeException) e;
  }

  /** Does what was submitted, then closes the connection. */
  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        queue.add(new Operation<>(Commit.NONE, any -> null)); // wakes the thread
      }
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    synchronized (this) {
      closed = true;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("{} could not be closed", file, e);
    }
    LogStorageException reason = LogErrors.closed(file);
    queue.forEach(operation -> operation.done.completeExceptionally(reason));
  }
}
