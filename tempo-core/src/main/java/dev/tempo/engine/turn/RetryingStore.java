package dev.tempo.engine.turn;

import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.TurnResult;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries the store's operations for the loop. A full or locked disk must not lose what the loop
 * has decided, and the loop cannot go on without a store, so every call is repeated until it works;
 * commits may be repeated since they state what is true afterwards. The first failure and the
 * recovery are reported, and whoever asks for something meanwhile is told at once instead of being
 * kept waiting.
 *
 * <p>An exception that is no {@link StoreException} may mean the same, or that the store cannot
 * cope with what it was given. It is repeated a few times, and then thrown as an {@link
 * UnexpectedStoreException}, for which one decision pays; a store that throws nothing else is
 * reported as failing, too.
 */
public final class RetryingStore {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingStore.class);
  private static final long FIRST_WAIT_MS = 10;
  private static final long LONGEST_WAIT_MS = 2_000;
  private static final int ODD_TRIES = 3;
  private static final int ODD_IN_A_ROW = 3;
  private static final long PROBE_NANOS = Duration.ofSeconds(2).toNanos();

  private final Store store;
  private final TimeSource time;
  private final EventBus events;
  private final Pause pause;
  private final Committer committer;
  private final Side reads = new Side();
  private final Side commits = new Side();
  private volatile boolean givingUp;
  private volatile long patienceMillis = Long.MAX_VALUE;

  /** Waits; virtual in tests. */
  @FunctionalInterface
  public interface Pause {
    void millis(long millis);
  }

  public RetryingStore(Store store, TimeSource time, EventBus events, Pause pause) {
    this(store, time, events, pause, Committer.ALONE);
  }

  /** One whose turns are made durable in another way. */
  public RetryingStore(
      Store store, TimeSource time, EventBus events, Pause pause, Committer committer) {
    this.committer = committer;
    this.store = store;
    this.time = time;
    this.events = events;
    this.pause = pause;
  }

  /**
   * Commits, as {@link #ask} asks.
   *
   * @throws UnexpectedStoreException if the store cannot cope with these changes
   */
  public TurnResult commit(List<Change> changes, List<Mail> mail) {
    return commits.ask(all -> committer.commit(all, changes, mail));
  }

  /**
   * Asks until there is an answer.
   *
   * @throws UnexpectedStoreException if the store cannot cope with the question
   * @throws StoreException if there is none and the store is lost, or {@link #giveUp} was called
   */
  public <T> T ask(Function<Store, T> question) {
    return reads.ask(question);
  }

  /** True while every call is repeated in vain. */
  public boolean isStuck() {
    return failure().filter(failure -> !(failure instanceof UnexpectedStoreException)).isPresent();
  }

  /** What is wrong with the store; empty while it works. */
  public Optional<StoreException> failure() {
    return Optional.ofNullable(commits.failure).or(() -> Optional.ofNullable(reads.failure));
  }

  /** Whether the store will never work again. */
  public boolean isLost() {
    return store.lost().isPresent();
  }

  /**
   * Notices a store that is lost, and finds out whether one that was given up on by each who asked
   * works again.
   */
  public void probe(long nanos) {
    store.lost().ifPresent(commits::failed);
    commits.probe(nanos, all -> all.commit(List.of()));
    reads.probe(nanos, all -> all.triggers().nextDue());
  }

  /** From now on a call that has failed for so long is final, and gives the store up. */
  public void giveUpAfter(Duration patience) {
    patienceMillis = patience.toMillis();
  }

  /** From now on calls are repeated for as long as they fail. */
  public void neverGiveUp() {
    patienceMillis = Long.MAX_VALUE;
  }

  /** From now on a failure is final. */
  public void giveUp() {
    givingUp = true;
  }

  public boolean isGivenUp() {
    return givingUp;
  }

  /** Reading and writing can fail each without the other. */
  private final class Side {
    private volatile StoreException failure;
    private int oddInARow;
    private long probedNanos;

    <T> T ask(Function<Store, T> question) {
      long wait = FIRST_WAIT_MS;
      long waited = 0;
      for (int tries = 1; true; tries++) {
        try {
          T answer = question.apply(store);
          recovered();
          return answer;
        } catch (FencedException e) {
          givingUp = true; // to repeat what another leader must not see is what a fence is against
          throw e;
        } catch (StoreException e) {
          failed(e);
          if (waited >= patienceMillis) {
            givingUp = true;
          }
          if (givingUp || isLost()) {
            throw e;
          }
        } catch (RuntimeException e) {
          if (tries >= ODD_TRIES || givingUp || isLost()) {
            throw odd(e);
          }
        }
        pause.millis(wait);
        waited += wait;
        wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      }
    }

    void probe(long nanos, Function<Store, ?> question) {
      if (failure instanceof UnexpectedStoreException && nanos - probedNanos >= PROBE_NANOS) {
        probedNanos = nanos;
        try {
          question.apply(store);
          recovered();
        } catch (RuntimeException e) {
          LOG.debug("The store still fails", ExceptionText.loggable(e));
        }
      }
    }

    private UnexpectedStoreException odd(RuntimeException e) {
      UnexpectedStoreException odd = new UnexpectedStoreException(e);
      committer.givenUp();
      oddInARow++;
      if (oddInARow >= ODD_IN_A_ROW) {
        failed(odd);
      }
      return odd;
    }

    private void failed(StoreException e) {
      if (failure == null) {
        String message = ExceptionText.message(e);
        if (givingUp) {
          LOG.debug("The store fails: {}", message, ExceptionText.loggable(e));
        } else if (patienceMillis < Long.MAX_VALUE) { // whoever waits is given what it throws
          LOG.warn("The store fails, it is tried for some seconds: {}", message);
        } else {
          LOG.error(
              "The store fails, the engine waits for it: {}", message, ExceptionText.loggable(e));
        }
        events.publish(new Event.StoreHealth(time.nowMillis(), false, message));
      }
      failure = e;
    }

    private void recovered() {
      oddInARow = 0;
      if (failure != null) {
        failure = null;
        LOG.info("The store works again");
        events.publish(new Event.StoreHealth(time.nowMillis(), true, ""));
      }
    }
  }
}
