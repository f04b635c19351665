package dev.tempo.server.mail;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what others make take long. A time-out for each read does not: whoever sends a byte now
 * and then holds on for ever. What work has open is closed when its time is over, which ends it. It
 * is done on a thread of the platform, since a look-up of a name or the mail library may hold the
 * one that it is on.
 */
public final class Deadline {
  private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

  private Deadline() {}

  /** What is to be done in time. */
  @FunctionalInterface
  public interface Work<T> {

    /**
     * Does it.
     *
     * @param open where it tells each connection before it waits for the other end
     */
    T run(Open open) throws Exception;
  }

  /**
   * Does something, and ends it when it takes longer.
   *
   * @throws TimeoutException if it took longer
   * @throws ExecutionException with what it threw
   * @throws InterruptedException if the caller was interrupted; the work is ended then, too
   */
  public static <T> T within(Duration patience, Work<T> work)
      throws TimeoutException, ExecutionException, InterruptedException {
    Open open = new Open();
    FutureTask<T> task = new FutureTask<>(() -> work.run(open));
    Thread.ofPlatform().daemon().name("tempo-delivery").start(task);
    try {
      return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      open.end();
    }
  }

  /** The connections of work that may have to end. Thread-safe. */
  public static final class Open {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Closeable> connections = new ArrayList<>();
    private boolean ended;

    private Open() {}

    /**
     * Has a connection closed when the time is over.
     *
     * @throws IOException if it is over already; the connection is closed
     */
    public void add(Closeable connection) throws IOException {
      lock.lock();
      try {
        if (ended) {
          connection.close();
          throw new IOException("it took too long");
        }
        connections.add(connection);
      } finally {
        lock.unlock();
      }
    }

    private void end() {
      lock.lock();
      try {
        ended = true;
        connections.forEach(Open::close);
      } finally {
        lock.unlock();
      }
    }

    private static void close(Closeable connection) {
      try {
        connection.close();
      } catch (IOException e) {
        LOG.debug("A connection could not be closed: {}", e.toString());
      }
    }
  }
}
