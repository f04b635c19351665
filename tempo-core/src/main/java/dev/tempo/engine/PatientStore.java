package dev.tempo.engine;

import dev.tempo.event.Event;
import dev.tempo.event.EventBus;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store as the loop uses it. A full or locked disk must not lose what the loop has decided, and
 * the loop cannot go on without a store, so every call is repeated until it works; commits may be
 * repeated since they state what is true afterwards. The first failure and the recovery are
 * reported, and whoever asks for something meanwhile is told at once instead of being kept waiting.
 */
final class PatientStore {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStore.class);
  private static final long FIRST_WAIT_MS = 10;
  private static final long LONGEST_WAIT_MS = 2_000;

  private final Store store;
  private final TimeSource time;
  private final EventBus events;
  private final Pause pause;
  private volatile StoreException failure;
  private volatile boolean givingUp;

  /** Waits; virtual in tests. */
  @FunctionalInterface
  interface Pause {
    void millis(long millis);
  }

  PatientStore(Store store, TimeSource time, EventBus events, Pause pause) {
    this.store = store;
    this.time = time;
    this.events = events;
    this.pause = pause;
  }

  Set<UUID> commit(List<Change> changes) {
    return ask(all -> all.commit(changes));
  }

  /**
   * Asks until there is an answer.
   *
   * @throws StoreException if there is none and {@link #giveUp} was called
   */
  <T> T ask(Function<Store, T> question) {
    long wait = FIRST_WAIT_MS;
    while (true) {
      try {
        T answer = question.apply(store);
        recovered();
        return answer;
      } catch (StoreException e) {
        failed(e);
        if (givingUp) {
          throw e;
        }
      }
      pause.millis(wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }

  /** What is wrong with the store; empty while it works. */
  Optional<StoreException> failure() {
    return Optional.ofNullable(failure);
  }

  /** From now on a failure is final. */
  void giveUp() {
    givingUp = true;
  }

  private void failed(StoreException e) {
    if (failure == null) {
      LOG.error("The store fails, the engine waits for it: {}", e.getMessage(), e);
      events.publish(
          new Event.StoreHealth(time.nowMillis(), false, String.valueOf(e.getMessage())));
    }
    failure = e;
  }

  private void recovered() {
    if (failure != null) {
      failure = null;
      LOG.info("The store works again");
      events.publish(new Event.StoreHealth(time.nowMillis(), true, ""));
    }
  }
}
