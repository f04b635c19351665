package dev.tempo.log;

import dev.tempo.internal.message.HealthMessages;
import dev.tempo.internal.message.UnitMessages;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all spool files on one thread and acknowledges what was stored. Logs that have something to
 * do wait in a queue, and each has a bounded turn, so that a flood in one delays the others by no
 * more than such a turn. It is a platform thread, because file reads would pin the carrier of a
 * virtual one; it starts with the first line of any run, and sleeps while no log is open.
 */
final class SpoolReaderThread implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolReaderThread.class);

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final LinkedBlockingQueue<ActiveLog> queue = new LinkedBlockingQueue<>();
  private final Set<ActiveLog> open = ConcurrentHashMap.newKeySet();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private Thread thread;
  private boolean stopped;
  private long tickAtNanos;
  private volatile long beatNanos = System.nanoTime();

  /** Serves a log from now on. */
  void add(ActiveLog log) {
    open.add(log);
    start();
    wake(log);
  }

  void remove(ActiveLog log) {
    open.remove(log);
  }

  /** Gives a log a turn soon, if it is served. */
  void wake(ActiveLog log) {
    if (open.contains(log) && log.enqueue()) {
      queue.add(log);
    }
  }

  private synchronized void start() {
    if (thread == null && !stopped) {
      thread = Thread.ofPlatform().name("tempo-logs").daemon().start(this);
    }
  }

  /** Ends the thread after its present turn, and waits for that a moment. */
  void stop() {
    Thread ending;
    synchronized (this) {
      stopped = true;
      ending = thread;
    }
    if (ending != null) {
      ending.interrupt();
      join(ending);
    }
  }

  static void join(Thread ending) {
    try {
      ending.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    tickAtNanos = System.nanoTime() + TICK_NANOS;
    while (!isStopped()) {
      try {
        beatNanos = System.nanoTime();
        turn();
      } catch (InterruptedException e) {
        // only stop() interrupts; the loop's condition decides
      } catch (RuntimeException | Error e) { // out of memory: what waits is served later
        tell("The thread that reads what runs print failed, and goes on", e);
        LockSupport.parkNanos(TICK_NANOS);
      }
    }
  }

  static void tell(String what, Throwable failure) {
    try {
      LOG.error("{}", what, failure);
    } catch (RuntimeException | Error e) {
      Thread.onSpinWait(); // no memory for that either
    }
  }

  /** What is wrong if it has served no log for longer than so, though some are open. */
  synchronized Optional<String> stallReason(Duration timeout) {
    if (thread == null || stopped || open.isEmpty()) {
      return Optional.empty();
    }
    boolean late = System.nanoTime() - beatNanos > timeout.toNanos();
    return late || !thread.isAlive()
        ? Optional.of(HealthMessages.LOGS_SLOW.text(UnitMessages.seconds(timeout)))
        : Optional.empty();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void turn() throws InterruptedException {
    ActiveLog log = next();
    if (log != null) {
      log.dequeued();
      serve(log);
    }
    long now = System.nanoTime();
    if (now - tickAtNanos >= 0) {
      open.forEach(each -> each.tick(now));
      tickAtNanos = now + TICK_NANOS;
    }
  }

  private ActiveLog next() throws InterruptedException {
    return open.isEmpty()
        ? queue.take()
        : queue.poll(tickAtNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void serve(ActiveLog log) {
    try {
      if (log.serve(buffer)) {
        wake(log);
      }
    } catch (RuntimeException e) {
      LOG.error("Run {}: its log could not be served; trying on", log.key().runId(), e);
    }
  }
}
