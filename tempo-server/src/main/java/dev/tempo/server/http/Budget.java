package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much memory all requests together may take for what they were sent: bodies, and the trees
 * that are made of them. Whoever finds none left waits for a moment, and is then told to come
 * again; so a flood of large bodies is slow, and never the end of the server. Thread-safe.
 */
public final class Budget {
  private static final int UNIT = 1_024;
  private static final long LEAST_BYTES = 16L << 20;
  private static final long PATIENCE_MS = 2_000;

  private final Semaphore units;

  /** Of so many bytes. */
  Budget(long bytes) {
    this.units = new Semaphore((int) Math.min(bytes / UNIT, Integer.MAX_VALUE), true);
  }

  /** Five sixteenths of the heap; the rest is for what runs, and for answers. */
  public static Budget ofThisProcess() {
    return new Budget(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / 16 * 5));
  }

  /** A request's share, to be closed when it has been answered. */
  public Share share() {
    return new Share();
  }

  /** What one request has taken. For one thread. */
  public final class Share implements AutoCloseable {
    private int taken;

    /**
     * Takes more.
     *
     * @throws ApiException 503 with {@code Retry-After} if there is none for a while
     */
    void take(long bytes) {
      int wanted = Math.toIntExact((bytes + UNIT - 1) / UNIT);
      try {
        if (!units.tryAcquire(wanted, PATIENCE_MS, TimeUnit.MILLISECONDS)) {
          throw busy();
        }
        taken += wanted;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw busy();
      }
    }

    /** Gives some of it back. */
    void give(long bytes) {
      int given = (int) Math.min(bytes / UNIT, taken);
      units.release(given);
      taken -= given;
    }

    @Override
    public void close() {
      units.release(taken);
      taken = 0;
    }

    private static ApiException busy() {
      return ApiException.of(ErrorCode.UNAVAILABLE, message("api.noMemoryForRequests"))
          .header("Retry-After", "2");
    }
  }
}
