package dev.tempo.engine.upkeep;

import dev.tempo.store.MetricStore;
import dev.tempo.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains the engine's metrics beside its loop: stores samples and counts ended runs. A pass is
 * made a minute after there was something to do, so an idle engine makes none, and a run costs
 * nothing by itself. Thread-safe.
 */
public final class MetricsMaintenance {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsMaintenance.class);
  private static final Duration DELAY = Duration.ofMinutes(1);

  private final MetricStore metrics;
  private final SampleRecorder samples;
  private final Executor executor;
  private final Consumer<Duration> later;
  private final BooleanSupplier counts;
  private final AtomicBoolean requested = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;

  /**
   * An upkeep that does nothing yet.
   *
   * @param executor where passes are made
   * @param later calls {@link #run} after a while
   * @param counts whether runs are counted here, which one engine of a store does
   */
  public MetricsMaintenance(
      MetricStore metrics,
      SampleRecorder samples,
      Executor executor,
      Consumer<Duration> later,
      BooleanSupplier counts) {
    this.counts = counts;
    this.metrics = metrics;
    this.samples = samples;
    this.executor = executor;
    this.later = later;
  }

  /** There is something to do. */
  public void request() {
    if (!requested.get() && requested.compareAndSet(false, true)) {
      later.accept(DELAY);
    }
  }

  /** Makes a pass. */
  public void run() {
    requested.set(false);
    executor.execute(this::pass);
  }

  /** Waits for the pass that is under way, if any, and stores what is left. */
  public void close() {
    closed = true;
    lock.lock();
    try {
      samples.store(metrics);
    } catch (StoreException e) {
      LOG.warn("The last samples could not be stored: {}", e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private void pass() {
    lock.lock();
    try {
      if (!closed) {
        samples.store(metrics);
      }
      boolean more = true;
      while (more && !closed && counts.getAsBoolean()) {
        more = metrics.rollUp();
      }
    } catch (StoreException e) {
      LOG.warn("Metrics could not be stored and wait for the next time: {}", e.getMessage());
      request();
    } finally {
      lock.unlock();
    }
  }
}
