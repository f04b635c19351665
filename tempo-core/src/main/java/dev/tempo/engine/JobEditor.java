package dev.tempo.engine;

import dev.tempo.ConflictException;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.Trigger;
import dev.tempo.engine.queue.RunQueues;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.PendingRequests;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.trigger.TriggerPlanner;
import dev.tempo.engine.trigger.UpcomingTriggers;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.SecretVault;
import dev.tempo.event.Event;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.store.Change;
import dev.tempo.store.TriggerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Saves and deletes jobs, and keeps their triggers in step. Used by the loop's thread alone. */
final class JobEditor {
  private final EngineState state;
  private final UpcomingTriggers near;
  private final RunQueues queues;
  private final TriggerPlanner planner;
  private final SecretVault vault;

  JobEditor(
      EngineState state,
      UpcomingTriggers near,
      RunQueues queues,
      TriggerPlanner planner,
      SecretVault vault) {
    this.vault = vault;
    this.state = state;
    this.near = near;
    this.queues = queues;
    this.planner = planner;
  }

  /**
   * Inserts or changes a job. One that was never saved changes the job of the same key, if there is
   * one; nothing is written if nothing would change.
   *
   * @param strict whether its version must be the stored one
   * @throws ConflictException if it is not, or if the key belongs to another job
   */
  Job save(Turn turn, Job requested, boolean strict) {
    Optional<Job> ofKey = state.store().ask(all -> all.jobs().findByKey(requested.key()));
    Optional<Job> old = state.jobs().find(requested.id());
    if (old.isEmpty() && requested.version() == 0 && !strict) {
      old = ofKey;
    }
    check(requested, old, ofKey, strict);
    return old.isPresent()
        ? change(turn, old.get(), requested)
        : write(turn, Optional.empty(), vault.seal(requested, Optional.empty()));
  }

  /** Inserts a job; if there is one of its key, or of its id, that one is the answer. */
  Job saveIfAbsent(Turn turn, Job requested) {
    return state
        .store()
        .ask(all -> all.jobs().findByKey(requested.key()))
        .or(() -> state.jobs().find(requested.id()))
        .orElseGet(() -> save(turn, requested, true));
  }

  /** Lets a job run, or not. */
  Job enable(Turn turn, Job job, boolean enabled) {
    return change(turn, job, job.toBuilder().enabled(enabled).build());
  }

  /** Deletes a job, cancels what waits and stops what runs of it. */
  void delete(Turn turn, Job job) {
    String reason = PendingRequests.DELETED;
    planner.dropAll(turn, job);
    queues.waiting(job.id()).forEach(run -> queues.cancel(turn, run, reason));
    StopCause cause = new StopCause(StopCause.Kind.CANCEL, reason);
    state.active().ofJob(job.id()).forEach(run -> state.active().stop(turn, run, cause));
    job.triggers().forEach(trigger -> near.forget(trigger.id()));
    state.jobs().remove(job.id());
    turn.change(new Change.DeleteJob(job.id()));
    turn.publish(() -> new Event.JobDeleted(turn.now(), job.id()));
  }

  private static void check(Job requested, Optional<Job> old, Optional<Job> ofKey, boolean strict) {
    if (ofKey.isPresent() && !ofKey.equals(old)) {
      throw new ConflictException(
          JobMessages.KEY_TAKEN.of(requested.key(), ofKey.get().id()), ofKey.get());
    }
    if (!strict) {
      return;
    }
    if (old.isPresent() && old.get().version() != requested.version()) {
      throw new ConflictException(
          JobMessages.CHANGED.of(requested.key(), old.get().version(), requested.version()),
          old.get());
    }
  }

  private Job change(Turn turn, Job old, Job requested) {
    Job same =
        requested.toBuilder()
            .id(old.id())
            .version(old.version())
            .triggers(matched(old, requested))
            .build();
    Job merged = Declarations.merged(old, same, requested.isDeclaring());
    Job sealed = vault.seal(merged, Optional.of(old));
    return sealed.sameDefinition(old) ? old : write(turn, Optional.of(old), sealed);
  }

  /** What waits and has lost its reason to start; what runs goes on. */
  private void withdraw(Turn turn, Job old, Job saved) {
    if (PendingRequests.mayBeLost(old, saved)) {
      for (Run run : queues.waiting(old.id())) {
        PendingRequests.reasonAgainst(Optional.of(saved), run)
            .ifPresent(reason -> queues.cancel(turn, run, reason));
      }
    }
  }

  /**
   * Triggers that name the same instants keep their identity, whoever made them; before others,
   * those that say the same in everything. An instant that is named again stays the one that it
   * was, whatever else is said of it, so that it does not fire twice.
   */
  private static List<Trigger> matched(Job old, Job requested) {
    List<Trigger> free = new ArrayList<>(old.triggers());
    free.removeIf(known -> requested.trigger(known.id()).isPresent());
    List<Trigger> result = new ArrayList<>(requested.triggers());
    adopt(result, old, free, Trigger::sameTiming);
    adopt(
        result,
        old,
        free,
        (made, known) ->
            made.firing().jitter().equals(known.firing().jitter())
                && TriggerTimes.sameTimes(requested, made, old, known));
    adopt(
        result,
        old,
        free,
        (made, known) ->
            made.schedule() instanceof OneTimeSchedule && made.schedule().equals(known.schedule()));
    return result;
  }

  /** Gives triggers that are new the identity of those that are free and alike. */
  private static void adopt(
      List<Trigger> made, Job old, List<Trigger> free, BiPredicate<Trigger, Trigger> alike) {
    made.replaceAll(
        trigger -> {
          boolean isNew = old.trigger(trigger.id()).isEmpty();
          Optional<Trigger> twin =
              isNew
                  ? free.stream().filter(known -> alike.test(trigger, known)).findFirst()
                  : Optional.empty();
          twin.ifPresent(free::remove);
          return twin.map(known -> trigger.withId(known.id())).orElse(trigger);
        });
  }

  /** Whether a run of it reckons with its others. */
  private static boolean meets(Job job) {
    return job.policy().overlap() != OverlapPolicy.ALLOW;
  }

  private Job write(Turn turn, Optional<Job> old, Job requested) {
    Job saved = requested.toBuilder().version(requested.version() + 1).build();
    old.ifPresent(job -> withdraw(turn, job, saved));
    List<TriggerState> states = planner.plan(turn, old, saved);
    turn.change(new Change.SaveJob(saved, states)); // which may refuse it
    old.ifPresent(job -> job.triggers().forEach(trigger -> near.forget(trigger.id())));
    states.forEach(near::track);
    state.jobs().put(saved);
    queues.jobChanged(saved.id());
    if (old.isPresent() && !meets(old.get()) && meets(saved)) {
      queues.heed(turn, saved.id());
    }
    turn.afterCommit(() -> state.jobs().forget(saved.id())); // what counts is what the store gives
    turn.publish(() -> new Event.JobSaved(turn.now(), saved));
    return saved;
  }
}
