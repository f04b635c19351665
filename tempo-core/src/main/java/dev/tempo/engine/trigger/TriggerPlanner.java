package dev.tempo.engine.trigger;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Trigger;
import dev.tempo.engine.queue.RunQueues;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.PendingRequests;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.turn.DecisionLog;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry.Range;
import dev.tempo.store.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Plans when triggers are due next, as jobs are edited and clocks are put right. Used by the loop's
 * thread alone.
 *
 * <p>An edit that does not change the instants of a trigger keeps its next one: it may be due and
 * not dealt with yet, since the engine is paused or the trigger has a jitter. An edit that does
 * change them, or that disables or removes the trigger, enters what was due and is dropped in the
 * ledger.
 */
public final class TriggerPlanner {
  private final EngineState state;
  private final UpcomingTriggers near;
  private final RunQueues queues;
  private final DecisionLog ledger;
  private final Duration patience;
  private JobFollower follower;

  /**
   * A planner.
   *
   * @param patience how far the wall clock may be set back while triggers wait for it
   */
  public TriggerPlanner(
      EngineState state,
      UpcomingTriggers near,
      RunQueues queues,
      DecisionLog ledger,
      Duration patience) {
    this.state = state;
    this.near = near;
    this.queues = queues;
    this.ledger = ledger;
    this.patience = patience;
  }

  /** Says who knows which jobs follow which. */
  public void follower(JobFollower known) {
    follower = known;
  }

  /** A trigger of a job as it is at one time. */
  private record Subject(Job job, Trigger trigger) {
    boolean isDriven() {
      return TriggerTimes.isClockDriven(job, trigger);
    }

    boolean waitsForEnd() {
      return TriggerTimes.waitsForEnd(trigger);
    }

    Timetable timetable() {
      return TriggerTimes.timetable(job, trigger);
    }
  }

  /** How far each trigger of a job is, in their order, if the job is saved now. */
  public List<TriggerState> plan(Turn turn, Optional<Job> old, Job saved) {
    follower.check(saved);
    follower.saved(saved);
    Map<UUID, TriggerState> known = new HashMap<>();
    old.ifPresent(
        job ->
            states(job.id()).stream()
                .filter(one -> job.trigger(one.triggerId()).isPresent()) // else it cannot be read
                .forEach(one -> known.put(one.triggerId(), one)));
    old.ifPresent(job -> dropRemoved(turn, job, saved, known));
    List<TriggerState> planned = new ArrayList<>();
    for (Trigger trigger : saved.triggers()) {
      TriggerState before = known.get(trigger.id());
      planned.add(
          before == null
              ? TriggerTimes.beginNew(saved, trigger, turn.now())
              : changed(
                  turn,
                  new Subject(old.orElseThrow(), old.get().trigger(trigger.id()).orElseThrow()),
                  new Subject(saved, trigger),
                  before));
    }
    return planned;
  }

  /** Enters all that is due of a job that is deleted. */
  public void dropAll(Turn turn, Job job) {
    turn.afterCommit(() -> follower.deleted(job));
    for (TriggerState dropped : states(job.id())) {
      job.trigger(dropped.triggerId())
          .map(trigger -> new Subject(job, trigger))
          .ifPresent(subject -> drop(turn, subject, dropped, PendingRequests.DELETED));
    }
  }

  /** Plans those of these jobs' triggers anew that wait for what only a wrong clock has named. */
  void planAnew(Turn turn, Collection<Job> jobs) {
    Map<UUID, Job> byId = new HashMap<>();
    jobs.forEach(job -> byId.put(job.id(), job));
    List<TriggerState> all = state.store().ask(store -> store.triggers().findByJobs(byId.keySet()));
    for (TriggerState one : all) {
      Job job = byId.get(one.jobId());
      job.trigger(one.triggerId())
          .filter(trigger -> TriggerTimes.isClockDriven(job, trigger))
          .ifPresent(trigger -> planAnew(turn, new Subject(job, trigger), one));
    }
  }

  private List<TriggerState> states(UUID jobId) {
    return state.store().ask(all -> all.triggers().findByJob(jobId));
  }

  private void dropRemoved(Turn turn, Job old, Job saved, Map<UUID, TriggerState> known) {
    for (Trigger trigger : old.triggers()) {
      TriggerState last = known.get(trigger.id());
      if (last != null && saved.trigger(trigger.id()).isEmpty()) {
        drop(turn, new Subject(old, trigger), last, RunMessages.TRIGGER_REMOVED.text());
      }
    }
  }

  private TriggerState changed(Turn turn, Subject before, Subject after, TriggerState last) {
    if (after.trigger().schedule().followsJobs()) {
      return follows(turn, before, after, last);
    }
    boolean sameTimes =
        TriggerTimes.sameTimes(before.job(), before.trigger(), after.job(), after.trigger());
    if (before.isDriven() && after.isDriven() && sameTimes) {
      return kept(turn, before, after, last);
    }
    TriggerState dropped = drop(turn, before, last, why(before, after));
    boolean sameInstant = before.trigger().schedule().equals(after.trigger().schedule());
    return sameTimes || sameInstant || !isOneTime(after)
        ? begin(turn, after, dropped)
        : with(dropped, TriggerTimes.beginNew(after.job(), after.trigger(), turn.now()).next());
  }

  /** Which jobs have ended counts only for what waits for them all the same. */
  private TriggerState follows(Turn turn, Subject before, Subject after, TriggerState last) {
    if (before.trigger().schedule().equals(after.trigger().schedule())) {
      return last;
    }
    drop(turn, before, last, why(before, after));
    return TriggerTimes.begin(after.job(), after.trigger(), turn.now());
  }

  private static boolean isOneTime(Subject subject) {
    return subject.trigger().schedule() instanceof OneTimeSchedule;
  }

  /** The next occurrence stays; only its jitter may be another one. */
  private TriggerState kept(Turn turn, Subject before, Subject after, TriggerState last) {
    if (last.next().isEmpty()) {
      return after.waitsForEnd() ? begin(turn, after, last) : last;
    }
    boolean sameJitter =
        TriggerTimes.jitter(before.trigger()).equals(TriggerTimes.jitter(after.trigger()));
    return sameJitter
        ? last
        : with(last, last.next().map(due -> TriggerTimes.due(after.trigger(), due.nominal())));
  }

  /**
   * From now on; but where the clock was set back a little, what was dealt with before stays so.
   */
  private TriggerState begin(Turn turn, Subject subject, TriggerState last) {
    if (!subject.isDriven()) {
      return with(last, Optional.empty());
    }
    Instant from = turn.now();
    if (subject.waitsForEnd()) {
      return hasUnfinished(subject)
          ? with(last, Optional.empty())
          : with(last, TriggerTimes.begin(subject.job(), subject.trigger(), from).next());
    }
    Instant dealtWith = last.lastFiredAt().orElse(from);
    boolean setBack =
        dealtWith.isAfter(from) && Duration.between(from, dealtWith).compareTo(patience) <= 0;
    return with(
        last,
        TriggerTimes.begin(subject.job(), subject.trigger(), setBack ? dealtWith : from).next());
  }

  private void planAnew(Turn turn, Subject subject, TriggerState last) {
    Optional<TriggerState.Due> fresh =
        TriggerTimes.begin(subject.job(), subject.trigger(), turn.now()).next();
    boolean isAhead =
        last.next().isPresent()
            ? fresh.isPresent() && last.next().get().nominal().isAfter(fresh.get().nominal())
            : !subject.waitsForEnd() || !hasUnfinished(subject);
    if (isAhead && !fresh.equals(last.next())) {
      TriggerState moved = with(last, fresh);
      turn.change(new Change.MoveTrigger(moved));
      near.track(moved);
    }
  }

  private boolean hasUnfinished(Subject subject) {
    Optional<UUID> id = Optional.of(subject.trigger().id());
    UUID jobId = subject.job().id();
    return state.active().ofJob(jobId).stream().map(ActiveRun::run).anyMatch(run -> isOf(run, id))
        || queues.waiting(jobId).stream().anyMatch(run -> isOf(run, id));
  }

  private static boolean isOf(Run run, Optional<UUID> triggerId) {
    return run.request().origin().triggerId().equals(triggerId);
  }

  /** Enters what is due by now and will not be dealt with; that is what was dealt with last. */
  private TriggerState drop(Turn turn, Subject subject, TriggerState last, String why) {
    Optional<Range> dropped = subject.isDriven() ? due(turn, subject, last) : Optional.empty();
    if (dropped.isEmpty()) {
      return last;
    }
    String reason = RunMessages.BEFORE_IT_FIRED.text(why);
    ledger.suppressed(turn, subject.job(), subject.trigger(), dropped.get(), reason);
    return new TriggerState(last.triggerId(), last.jobId(), last.next(), dropped.map(Range::to));
  }

  private static Optional<Range> due(Turn turn, Subject subject, TriggerState last) {
    Optional<Instant> first = last.next().map(TriggerState.Due::nominal);
    return subject.waitsForEnd()
        ? first.filter(one -> !one.isAfter(turn.now())).map(one -> new Range(one, one, 1))
        : first.flatMap(
            one -> DueOccurrences.passedOver(subject.timetable(), one, turn.now()).missed());
  }

  private static String why(Subject before, Subject after) {
    if (before.job().enabled() && !after.job().enabled()) {
      return PendingRequests.DISABLED;
    }
    if (before.trigger().enabled() && !after.trigger().enabled()) {
      return PendingRequests.TRIGGER_DISABLED;
    }
    return RunMessages.SCHEDULE_CHANGED.text();
  }

  private static TriggerState with(TriggerState last, Optional<TriggerState.Due> next) {
    return new TriggerState(last.triggerId(), last.jobId(), next, last.lastFiredAt());
  }
}
