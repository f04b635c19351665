package dev.tempo.engine.work;

import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what is asked of the store before a run begins, for as long as the store does not answer:
 * a database that restarts just then must not fail the run for good. Thread-safe; waits in real
 * time.
 *
 * <p>A question that fails although the store answers another one, and not since that is
 * unavailable, is repeated for {@value #PATIENCE_MS} ms, and then fails: what it asks for may be
 * damaged, or be kept elsewhere.
 */
final class StoreRetry {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);
  private static final long FIRST_WAIT_MS = 10;
  private static final long LONGEST_WAIT_MS = 1_000;
  static final long PATIENCE_MS = 5_000;
  private static final int CAUSES = 10;
  private static final UUID NO_RUN = new UUID(0, 0);

  private final Store store;
  private final BooleanSupplier closed;
  private final LongConsumer pause;

  /**
   * Over a store.
   *
   * @param closed whether the engine is closed; then nothing is repeated any more
   */
  StoreRetry(Store store, BooleanSupplier closed) {
    this(store, closed, millis -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  /** One that waits in another way, of so many milliseconds. */
  StoreRetry(Store store, BooleanSupplier closed, LongConsumer pause) {
    this.store = store;
    this.closed = closed;
    this.pause = pause;
  }

  /** As {@link #ask(Supplier, BooleanSupplier, Consumer)}, for as long as the engine is open. */
  <T> T ask(Supplier<T> question) {
    return ask(question, () -> true, failure -> {});
  }

  /**
   * Asks until there is an answer. What the question throws that is not the store's, directly or as
   * a cause, is thrown at once.
   *
   * @param meant whether the answer is still of use; else the last failure is thrown
   * @param onWait is told of the first failure, if it is waited for the store
   */
  <T> T ask(Supplier<T> question, BooleanSupplier meant, Consumer<RuntimeException> onWait) {
    long wait = FIRST_WAIT_MS;
    long refused = 0;
    while (true) {
      try {
        return question.get();
      } catch (RuntimeException e) {
        if (!isOfStore(e) || refused >= PATIENCE_MS || isOver() || !meant.getAsBoolean()) {
          throw e;
        }
        if (wait == FIRST_WAIT_MS) {
          onWait.accept(e);
        }
        pause.accept(wait);
        if (Thread.currentThread().isInterrupted() || isOver() || !meant.getAsBoolean()) {
          throw e;
        }
        refused += comesBack(e) || !answers() ? 0 : wait;
        wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      }
    }
  }

  private boolean isOver() {
    return closed.getAsBoolean() || store.lost().isPresent();
  }

  private boolean answers() {
    try {
      store.runs().find(NO_RUN);
      return true;
    } catch (RuntimeException e) {
      LOG.debug("The store does not answer: {}", ExceptionText.message(e));
      return false;
    }
  }

  /** Whether something failed since the store, or what keeps the logs, did. */
  static boolean isOfStore(Throwable failure) {
    return causes(failure)
        .anyMatch(one -> one instanceof StoreException || one instanceof LogStorageException);
  }

  /** Logs may be kept elsewhere than what else the store has, which may be read and not written. */
  private static boolean comesBack(Throwable failure) {
    return causes(failure)
        .anyMatch(
            one ->
                one instanceof LogStorageException logs && logs.reason().isTemporary()
                    || one instanceof StoreException store
                        && store.reason() == StoreException.Reason.UNAVAILABLE);
  }

  /** They may go in circles, so only the nearest are looked at. */
  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(CAUSES);
  }
}
