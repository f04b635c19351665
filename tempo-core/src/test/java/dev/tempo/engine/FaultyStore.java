package dev.tempo.engine;

import dev.tempo.engine.turn.ChangeSubjects;
import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.conformance.ForwardingStore;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A store whose commits fail, before or after they took place, and during which the process dies;
 * and one that cannot cope with a job, whose row it cannot read, and of which it can write nothing.
 */
final class FaultyStore extends ForwardingStore {
  private final Store store;
  private final SplittableRandom random;
  private final Function<List<Change>, Set<UUID>> committer;
  private double failures;
  private double crashes;
  private boolean dead;
  private Optional<UUID> poison = Optional.empty();

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

  /** With this job it cannot cope. */
  void poison(Optional<UUID> jobId) {
    poison = jobId;
  }

  @Override
  public JobStore jobs() {
    return (JobStore) unreadable(super.jobs(), JobStore.class);
  }

  @Override
  public TriggerStore triggers() {
    return (TriggerStore) unreadable(super.triggers(), TriggerStore.class);
  }

  /** Whoever names the job gets an exception that is none of a store. */
  private Object unreadable(Object part, Class<?> type) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (poison.isPresent() && names(arguments, poison.get())) {
            throw new IllegalArgumentException("Poison, says the test");
          }
          return method.invoke(part, arguments);
        });
  }

  private static boolean names(Object[] arguments, UUID jobId) {
    return arguments != null
        && Stream.of(arguments)
            .anyMatch(
                argument ->
                    argument.equals(jobId)
                        || argument instanceof Collection<?> many && many.contains(jobId));
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
    if (poison.filter(ChangeSubjects.jobsOf(changes)::contains).isPresent()) {
      if (!before) {
        committer.apply(changes);
      }
      throw new ArithmeticException("Poison, says the test");
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
