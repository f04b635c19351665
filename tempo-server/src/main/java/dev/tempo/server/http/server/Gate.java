package dev.tempo.server.http.server;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets few requests of a costly kind through at a time, so that many of them together take no more
 * memory than few. The others wait for a while, and are then told to come again. Thread-safe.
 */
public final class Gate {
  private static final long PATIENCE_SECONDS = 20;

  private final Semaphore places;

  /** For so many at a time. */
  public Gate(int atATime) {
    this.places = new Semaphore(atATime, true);
  }

  /**
   * Does something costly when there is a place.
   *
   * @throws ApiException 503 with {@code Retry-After} if there is none for 20 seconds
   */
  public <T> T pass(Supplier<T> work) {
    enter();
    try {
      return work.get();
    } finally {
      places.release();
    }
  }

  private void enter() {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  private static ApiException busy() {
    return ApiException.of(ErrorCode.UNAVAILABLE, message("api.costlyElsewhere"))
        .header("Retry-After", "5");
  }
}
