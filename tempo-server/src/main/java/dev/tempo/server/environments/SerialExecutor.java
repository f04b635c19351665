package dev.tempo.server.environments;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes slow tasks one after the other on a thread that ends when it is idle. Thread-safe. */
final class SerialExecutor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);
  private static final long IDLE_SECONDS = 10;
  private static final long LAST_SECONDS = 2;

  private final ThreadPoolExecutor thread;

  SerialExecutor(String name) {
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name).factory());
    thread.allowCoreThreadTimeOut(true);
  }

  /** Does something soon; after the end it is left. A failure is logged. */
  void later(Runnable work) {
    try {
      thread.execute(() -> guarded(work));
    } catch (RejectedExecutionException e) {
      LOG.debug("The server ends; this is left", e);
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("Something about the environments of jobs failed", e);
    }
  }

  /** Ends what is being done, and leaves what was not begun. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("The last work on environments goes on without the server");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
