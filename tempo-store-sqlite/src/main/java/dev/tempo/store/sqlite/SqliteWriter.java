package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;
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
 * nobody pays for another's error. A transaction with an operation that must last is synced to disk
 * in full; that makes all before it last, too. Thread-safe.
 */
final class SqliteWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);
  private static final int MAX_GROUP = 64;
  private static final long CLOSE_SECONDS = 30;

  private final SqliteErrors errors;
  private final Connection connection;
  private final Ending ending;
  private final LinkedBlockingQueue<Operation<?>> queue = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread thread;
  private boolean synced;
  private boolean closed;
  private RuntimeException refusal;

  /** How an operation is committed. */
  enum Commit {
    /** With others; a power failure may undo it, unless the file is always synced. */
    GROUPED,
    /** With others, on disk for good. */
    DURABLE,
    /** By itself and not in a transaction, as {@code VACUUM} wants it. */
    ALONE
  }

  /** What belongs to the end of every transaction. */
  interface Ending {

    /** Called last within the transaction. */
    void beforeCommit(Connection connection) throws SQLException;

    /** The transaction has come to nothing; statements that failed are closed. */
    void afterRollback();
  }

  SqliteWriter(SqliteErrors errors, Connection connection, Ending ending) {
    this.errors = errors;
    this.connection = connection;
    this.ending = ending;
    this.synced = errors.profile().isSyncedAlways();
    String name = "tempo-" + errors.file().getFileName() + "-writer";
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Does something; done once that is committed. */
  <T> CompletableFuture<T> submit(Commit commit, SqlFunction<Connection, T> work) {
    Operation<T> operation = new Operation<>(commit, work);
    lock.lock();
    try {
      if (refusal != null) {
        operation.done.completeExceptionally(refusal);
      } else if (closed) {
        operation.done.completeExceptionally(errors.closed());
      } else {
        queue.add(operation);
      }
    } finally {
      lock.unlock();
    }
    return operation.done;
  }

  /** From now on, whoever submits something gets this exception, and nothing is done. */
  void refuse(RuntimeException why) {
    lock.lock();
    try {
      refusal = why;
    } finally {
      lock.unlock();
    }
  }

  /** Does what was submitted, then closes the connection. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        queue.add(new Operation<>(Commit.ALONE, any -> true)); // wakes the thread
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
        try {
          step();
        } catch (InterruptedException e) {
          LOG.warn("{}: its writer was interrupted, and goes on", errors.file());
        } catch (RuntimeException | Error e) { // out of memory, even outside of an operation
          tell(e);
        }
      }
    } finally {
      end();
    }
  }

  private void tell(Throwable failure) {
    try {
      LOG.error("{}: its writer failed, and goes on", errors.file(), failure);
    } catch (RuntimeException | Error e) {
      Thread.onSpinWait(); // no memory for that either
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
    List<Operation<?>> group = List.of(first);
    try {
      group = group(first);
      if (!commit(group)) {
        group.forEach(operation -> commit(List.of(operation)));
      }
    } catch (RuntimeException | Error e) { // whoever waits must not wait for ever
      group.forEach(operation -> operation.done.completeExceptionally(e));
      throw e;
    }
  }

  private List<Operation<?>> group(Operation<?> first) {
    List<Operation<?>> group = new ArrayList<>(MAX_GROUP);
    group.add(first);
    while (isShared(first) && group.size() < MAX_GROUP && isShared(queue.peek())) {
      group.add(queue.poll());
    }
    return group;
  }

  private static boolean isShared(Operation<?> operation) {
    return operation != null && operation.commit != Commit.ALONE;
  }

  /** False when the operations have to be tried one by one. */
  private boolean commit(List<Operation<?>> group) {
    try {
      if (isShared(group.getFirst())) {
        transact(group);
      } else {
        group.getFirst().run(connection);
      }
    } catch (SQLException | RuntimeException | Error e) {
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
    sync(
        errors.profile().isSyncedAlways()
            || group.stream().anyMatch(operation -> operation.commit == Commit.DURABLE));
    SqliteTransaction.begin(connection);
    for (Operation<?> operation : group) {
      operation.run(connection);
    }
    ending.beforeCommit(connection);
    SqliteTransaction.commit(connection);
  }

  private void sync(boolean toBeSynced) throws SQLException {
    if (toBeSynced != synced) {
      SqliteDatabase.execute(
          connection, "PRAGMA synchronous = " + (toBeSynced ? "FULL" : "NORMAL"));
      synced = toBeSynced;
    }
  }

  private void rollback() {
    SqliteTransaction.rollback(connection);
    ending.afterRollback();
  }

  private void end() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("{} could not be closed", errors.file(), e);
    }
    queue.forEach(operation -> operation.done.completeExceptionally(errors.closed()));
  }

  /** Something to do, and who waits for it. */
  private static final class Operation<T> {
    private final Commit commit;
    private final SqlFunction<Connection, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private T result;

    Operation(Commit commit, SqlFunction<Connection, T> work) {
      this.commit = commit;
      this.work = work;
    }

    void run(Connection connection) throws SQLException {
      result = work.apply(connection);
    }

    void succeed() {
      done.complete(result);
    }
  }
}
