package dev.tempo.store.jdbc.commit;

import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a database over one session, on a platform thread that owns it. Operations that wait
 * share a transaction. When one fails, its companions are tried again each on its own, so that
 * nobody pays for another's error; so is one whose session was lost before it was committed.
 * Thread-safe.
 */
public final class GroupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
  private static final int MAX_GROUP = 64;
  private static final long CLOSE_SECONDS = 30;

  private final WriteSession session;
  private final LinkedBlockingQueue<Operation<?>> queue = new LinkedBlockingQueue<>();
  private final Operation<Boolean> wakeUp = new Operation<>(Commit.ALONE, any -> true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread thread;
  private boolean closed;
  private @Nullable RuntimeException refusal;

  /**
   * Starts the thread.
   *
   * @param name of the thread
   * @param session is closed with this
   */
  public GroupWriter(String name, WriteSession session) {
    this.session = session;
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /**
   * Does something; done once that is committed.
   *
   * @param work may be called again after a failure of others
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      Commit commit, SqlFunction<Connection, T> work) {
    Operation<T> operation = new Operation<>(commit, work);
    lock.lock();
    try {
      if (refusal != null) {
        operation.done.completeExceptionally(refusal);
      } else if (closed) {
        operation.done.completeExceptionally(session.closed());
      } else {
        queue.add(operation);
      }
    } finally {
      lock.unlock();
    }
    return operation.done;
  }

  /** Waits for what was submitted, and throws what went wrong as it was thrown. */
  public static <T extends @Nullable Object> T await(CompletableFuture<T> submitted) {
    try {
      return submitted.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** From now on, whoever submits something gets this exception, and nothing is done. */
  public void refuse(RuntimeException why) {
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
        queue.add(wakeUp);
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
          LOG.warn("{}: its writer was interrupted, and goes on", session.name());
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
      LOG.error("{}: its writer failed, and goes on", session.name(), failure);
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
    if (first == wakeUp) {
      return;
    }
    List<Operation<?>> group = List.of(first);
    try {
      group = group(first);
      if (!commit(group)) {
        for (Operation<?> operation : group) {
          // Once more where the session was lost.
          if (!commit(List.of(operation))) {
            commit(List.of(operation));
          }
        }
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
      make(group);
    } catch (SQLException | RuntimeException | Error e) {
      boolean again = session.isWorthRetrying(e);
      boolean doubtful = session.isInDoubt(e);
      session.rollback();
      if (doubtful) {
        group.forEach(operation -> operation.done.completeExceptionally(session.translate(e)));
        return true;
      }
      return group.size() == 1 && failed(group.getFirst(), e, again);
    }
    group.forEach(Operation::succeed);
    return true;
  }

  /** True when nothing is left to do but to tell; false for another attempt, the last. */
  private boolean failed(Operation<?> operation, Throwable failure, boolean again) {
    if (again && !operation.repeated) {
      operation.repeated = true;
      return false;
    }
    operation.done.completeExceptionally(session.translate(failure));
    return true;
  }

  private void make(List<Operation<?>> group) throws SQLException {
    Operation<?> first = group.getFirst();
    if (!isShared(first)) {
      first.run(session.alone());
      return;
    }
    Set<Commit> kinds = EnumSet.of(first.commit);
    group.forEach(operation -> kinds.add(operation.commit));
    Connection connection = session.begin(kinds);
    for (Operation<?> operation : group) {
      operation.run(connection);
    }
    session.commit();
  }

  private void end() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    try {
      session.close();
    } catch (SQLException e) {
      LOG.warn("{} could not be closed", session.name(), e);
    }
    queue.forEach(operation -> operation.done.completeExceptionally(session.closed()));
  }

  /** Something to do, and who waits for it. */
  private static final class Operation<T extends @Nullable Object> {
    private final Commit commit;
    private final SqlFunction<Connection, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private boolean repeated;

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
