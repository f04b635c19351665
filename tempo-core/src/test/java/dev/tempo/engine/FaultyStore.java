package dev.tempo.engine;

import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.ForwardingStore;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/**
 * A store whose commits fail, before or after they took place, and during which the process dies.
 */
final class FaultyStore extends ForwardingStore {
  private final Store store;
  private final SplittableRandom random;
  private final Function<List<Change>, Set<UUID>> committer;
  private double failures;
  private double crashes;
  private boolean dead;

  /** The process is gone: nothing that it still does has an effect. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("the process died", null, false, false);
    }
  }

  FaultyStore(Store store, SplittableRandom random, Function<List<Change>, Set<UUID>> committer) {
    super(store);
    this.store = store;
    this.random = random;
    this.committer = committer;
  }

  /** The same data as a new process sees it. */
  FaultyStore reopened() {
    return new FaultyStore(store, random.split(), committer);
  }

  /** How often commits fail, and how often the process dies in one. */
  void fail(double failureRate, double crashRate) {
    failures = failureRate;
    crashes = crashRate;
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    boolean before = random.nextBoolean();
    if (dead) {
      throw new Crash();
    }
    if (random.nextDouble() < crashes) {
      dead = true;
      if (!before) {
        committer.apply(changes);
      }
      throw new Crash();
    }
    if (random.nextDouble() < failures) {
      if (!before) {
        committer.apply(changes);
      }
      throw new StoreException("The disk is full, says the test");
    }
    return committer.apply(changes);
  }
}
