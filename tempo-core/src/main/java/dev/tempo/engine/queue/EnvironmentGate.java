package dev.tempo.engine.queue;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Holds back runs whose job's environment is not ready. Used by the loop's thread alone, but for
 * {@link #reason} and {@link #take}.
 *
 * <p>A run that could start comes here first. If its environment has to be looked after, it leaves
 * its queue, stays {@code queued}, and takes no slot, so that those behind it go on; when the
 * environment is ready, or has failed for good, it goes back to its old place, which is the first
 * among those that wait. All runs of one version of a job wait for one preparation. A job that was
 * changed meanwhile is looked at anew.
 */
public final class EnvironmentGate {
  /** Why a run that is held back waits. */
  static final Message REASON = RunMessages.BUILDING.of();

  /** Which jobs pass here, and what they wait for. */
  public interface Environments {

    /** Whether a job's runs need an environment. */
    boolean needs(Job job);

    /** Sees to it that a job has its environment; returns at once. */
    CompletableFuture<?> prepare(Job job);
  }

  private record Need(UUID jobId, long version) {
    static Need of(Job job) {
      return new Need(job.id(), job.version());
    }
  }

  private record Prepared(Need need, Optional<Throwable> failure) {}

  private final Environments environments;
  private final Consumer<LoopCommand> loop;
  private final Map<Need, Map<UUID, Run>> held = new HashMap<>();
  private final Map<UUID, Need> needs = new ConcurrentHashMap<>();
  private final Map<UUID, Prepared> prepared = new ConcurrentHashMap<>();
  private Consumer<Run> letGo = run -> {};

  /**
   * A gate.
   *
   * @param loop takes what is to be done when an environment is ready; called by any thread
   */
  public EnvironmentGate(Environments environments, Consumer<LoopCommand> loop) {
    this.environments = environments;
    this.loop = loop;
  }

  /** Says where runs go that need not wait any more. */
  void onReady(Consumer<Run> queue) {
    letGo = queue;
  }

  /** Whether a run may start now; one that may not is let go later. */
  boolean admits(Run run, Job job) {
    if (!environments.needs(job)) {
      return true;
    }
    Need need = Need.of(job);
    Prepared done = prepared.get(run.id());
    if (done != null && done.need().equals(need)) {
      return true;
    }
    prepared.remove(run.id());
    hold(run, job, need);
    return false;
  }

  private void hold(Run run, Job job, Need need) {
    needs.put(run.id(), need);
    Map<UUID, Run> others = held.get(need);
    if (others != null) {
      others.put(run.id(), run);
      return;
    }
    Map<UUID, Run> first = new LinkedHashMap<>();
    first.put(run.id(), run);
    held.put(need, first);
    environments
        .prepare(job)
        .whenComplete(
            (environment, failure) ->
                loop.accept(turn -> finished(need, Optional.ofNullable(failure))));
  }

  private void finished(Need need, Optional<Throwable> failure) {
    for (Run run : held.remove(need).values()) {
      needs.remove(run.id());
      prepared.put(run.id(), new Prepared(need, failure.map(EnvironmentGate::cause)));
      letGo.accept(run);
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Forgets a run that will not start. */
  void forget(UUID runId) {
    prepared.remove(runId);
    Need need = needs.remove(runId);
    if (need != null) {
      held.get(need).remove(runId);
    }
  }

  /** Why a queued run waits; empty if it waits for its turn. Safe for all threads. */
  public Optional<Message> reason(UUID runId) {
    return needs.containsKey(runId) ? Optional.of(REASON) : Optional.empty();
  }

  /**
   * What went wrong before a run was let go; empty if nothing did. To be asked once, when the run
   * has started. Safe for all threads.
   */
  public Optional<Throwable> take(UUID runId) {
    Prepared done = prepared.remove(runId);
    return done == null ? Optional.empty() : done.failure();
  }
}
