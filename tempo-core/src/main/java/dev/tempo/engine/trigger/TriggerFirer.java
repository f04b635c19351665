package dev.tempo.engine.trigger;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.engine.queue.Admission;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.turn.Backoffs;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.DecisionLog;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Fires due triggers: admits a run for each occurrence and advances the trigger, in one turn and
 * one transaction. Used by the loop's thread alone.
 */
public final class TriggerFirer {
  /** So many triggers fire in one turn, so that a turn stays short. */
  private static final int FIRES_PER_TURN = 2_000;

  private static final String READING = "Reading which triggers are due";

  private final EngineState state;
  private final UpcomingTriggers near;
  private final Admission admission;
  private final DecisionLog ledger;
  private final ClockRepair clock;
  private final Backoffs backoffs;
  private BiConsumer<Turn, Run> onWorkOver = (turn, run) -> {};
  private BiConsumer<Turn, UUID> onDealtWith = (turn, jobId) -> {};

  public TriggerFirer(
      EngineState state,
      UpcomingTriggers near,
      Admission admission,
      DecisionLog ledger,
      ClockRepair clock) {
    this.state = state;
    this.near = near;
    this.admission = admission;
    this.ledger = ledger;
    this.clock = clock;
    this.backoffs = state.deadlines().backoffs();
  }

  /** Says who is told of each run that has ended for good. */
  public void onWorkOver(BiConsumer<Turn, Run> listener) {
    onWorkOver = listener;
  }

  /** Says who is told of each job of which a trigger has no next time for now. */
  public void onDealtWith(BiConsumer<Turn, UUID> listener) {
    onDealtWith = listener;
  }

  /** Fires what is due. */
  public void fireDue(Turn turn, Isolation isolation) {
    if (near.wantsMore(turn.now())) {
      isolation.attempt(turn, reading(), next -> readOn(next.now()));
    }
    for (int fired = 0; fired < FIRES_PER_TURN; fired++) {
      Optional<TriggerState> due = near.pollDue(turn.now());
      if (due.isEmpty()) {
        return;
      }
      isolation.attempt(turn, firing(due.get()), next -> fire(next, due.get()));
    }
  }

  private void readOn(Instant now) {
    near.readOn(now);
    backoffs.over(READING);
  }

  private Decision reading() {
    return Decision.of(
        Decision.Subject.of(READING),
        (turn, failure) -> {
          near.rest();
          backoffs.later(turn, READING, due -> near.wake());
        });
  }

  /** A trigger that fails to fire does not move on, and is tried again a while later. */
  private Decision firing(TriggerState due) {
    UUID id = due.triggerId();
    return Decision.of(
        Decision.Subject.ofJob("Firing a trigger", due.jobId()).trigger(id),
        (turn, failure) -> {
          near.forget(id);
          backoffs.later(turn, id, again -> track(id));
        });
  }

  private void track(UUID triggerId) {
    Optional<TriggerState> state = this.state.store().ask(all -> all.triggers().find(triggerId));
    state.ifPresentOrElse(near::track, () -> backoffs.over(triggerId));
  }

  /** Moves all that is due on without firing it, and enters it in the ledger. */
  public void skipDue(Turn turn, String reason) {
    List<TriggerState> due =
        state.store().ask(all -> all.triggers().due(turn.now(), Integer.MAX_VALUE));
    for (TriggerState passed : due) {
      Optional<Job> job = state.jobs().find(passed.jobId());
      job.flatMap(known -> known.trigger(passed.triggerId()))
          .filter(trigger -> TriggerTimes.isClockDriven(job.get(), trigger))
          .ifPresent(trigger -> passOver(turn, job.get(), trigger, passed, reason));
    }
  }

  /** Fires what fires at the start of the engine. */
  public void fireStartup(Turn turn, Isolation isolation) {
    List<UUID> page = startupJobs(Optional.empty());
    while (!page.isEmpty()) {
      page.forEach(jobId -> startup(turn, isolation, jobId));
      page = startupJobs(Optional.of(page.getLast()));
    }
  }

  /** A run has ended for good: what waited for its end is due a delay later. */
  public void ended(Turn turn, Run run) {
    onWorkOver.accept(turn, run);
    Optional<UUID> triggerId = run.request().origin().triggerId();
    if (triggerId.isEmpty()) {
      return;
    }
    Optional<Job> job = state.jobs().find(run.jobId());
    job.flatMap(known -> known.trigger(triggerId.get()))
        .filter(TriggerTimes::waitsForEnd)
        .ifPresent(trigger -> resume(turn, job.get(), trigger, run.scheduledFor()));
  }

  private List<UUID> startupJobs(Optional<UUID> after) {
    return state.store().ask(all -> all.triggers().jobsToRunAtStartup(after, 1_000));
  }

  private void startup(Turn turn, Isolation isolation, UUID jobId) {
    Decision decision =
        Decision.of(
            Decision.Subject.ofJob("Firing at the start", jobId),
            (failed, failure) ->
                backoffs.later(
                    failed, "start of " + jobId, again -> startup(again, isolation, jobId)));
    isolation.attempt(
        turn,
        decision,
        next -> state.jobs().find(jobId).filter(Job::enabled).ifPresent(job -> startup(next, job)));
  }

  private void startup(Turn turn, Job job) {
    for (Trigger trigger : job.triggers()) {
      if (trigger.enabled() && trigger.schedule().firesAtStartup()) {
        RunOrigin origin = RunOrigin.occurrence(RunCause.STARTUP, trigger.id(), turn.now());
        admission.admit(turn, job, origin);
      }
    }
  }

  private void fire(Turn turn, TriggerState due) {
    Optional<Job> job = state.jobs().find(due.jobId());
    Optional<Trigger> trigger = job.flatMap(known -> known.trigger(due.triggerId()));
    if (trigger.isEmpty() || !TriggerTimes.isClockDriven(job.get(), trigger.get())) {
      rest(turn, due);
    } else if (TriggerTimes.waitsForEnd(trigger.get())) {
      fireOnce(turn, job.get(), trigger.get(), due);
    } else {
      fireBacklog(turn, job.get(), trigger.get(), due);
    }
  }

  /** A trigger that is gone, off or cannot be read is not due again until its job is saved. */
  private void rest(Turn turn, TriggerState due) {
    move(turn, new TriggerState(due.triggerId(), due.jobId(), Optional.empty(), due.lastFiredAt()));
  }

  private void fireBacklog(Turn turn, Job job, Trigger trigger, TriggerState due) {
    Instant first = due.next().orElseThrow().nominal();
    Instant nominalNow = turn.now().minus(TriggerTimes.jitter(trigger));
    DueOccurrences backlog =
        DueOccurrences.of(
            TriggerTimes.timetable(job, trigger), trigger.firing(), first, nominalNow);
    backlog.missed().ifPresent(range -> misfired(turn, job, trigger, range));
    Instant last = backlog.missed().map(DecisionEntry.Range::to).orElse(first);
    for (Instant nominal : backlog.toRun()) {
      if (!hasRun(trigger, nominal)) {
        admit(turn, job, trigger, nominal);
      }
      last = nominal;
    }
    Optional<TriggerState.Due> next =
        backlog.next().map(nominal -> TriggerTimes.due(trigger, nominal));
    move(turn, new TriggerState(trigger.id(), job.id(), next, Optional.of(last)));
  }

  /** A trigger that waits for the end of its run has no next time until then. */
  private void fireOnce(Turn turn, Job job, Trigger trigger, TriggerState due) {
    Instant nominal = due.next().orElseThrow().nominal();
    if (hasRun(trigger, nominal)) {
      resume(turn, job, trigger, due.lastFiredAt());
      return;
    }
    Run run = admit(turn, job, trigger, nominal);
    boolean waits =
        run.status() == RunStatus.QUEUED && run.scheduledFor().equals(Optional.of(nominal));
    if (waits) {
      move(turn, new TriggerState(trigger.id(), job.id(), Optional.empty(), Optional.of(nominal)));
    } else {
      resume(turn, job, trigger, Optional.of(nominal));
    }
  }

  /** A clock that was set back must not let an instant have a second run. */
  private boolean hasRun(Trigger trigger, Instant nominal) {
    return clock.mayHaveRun(nominal)
        && state.store().ask(all -> all.runs().findByOccurrence(trigger.id(), nominal)).isPresent();
  }

  private void resume(Turn turn, Job job, Trigger trigger, Optional<Instant> fired) {
    TriggerState fresh = TriggerTimes.begin(job, trigger, turn.now());
    move(turn, new TriggerState(trigger.id(), job.id(), fresh.next(), fired));
  }

  private void passOver(Turn turn, Job job, Trigger trigger, TriggerState due, String reason) {
    Instant first = due.next().orElseThrow().nominal();
    if (TriggerTimes.waitsForEnd(trigger)) {
      DecisionEntry.Range one = new DecisionEntry.Range(first, first, 1);
      ledger.suppressed(turn, job, trigger, one, reason);
      resume(turn, job, trigger, due.lastFiredAt());
      return;
    }
    Instant nominalNow = turn.now().minus(TriggerTimes.jitter(trigger));
    DueOccurrences backlog =
        DueOccurrences.passedOver(TriggerTimes.timetable(job, trigger), first, nominalNow);
    backlog.missed().ifPresent(range -> ledger.suppressed(turn, job, trigger, range, reason));
    Optional<TriggerState.Due> next =
        backlog.next().map(nominal -> TriggerTimes.due(trigger, nominal));
    Optional<Instant> last = backlog.missed().map(DecisionEntry.Range::to).or(due::lastFiredAt);
    move(turn, new TriggerState(trigger.id(), job.id(), next, last));
  }

  private Run admit(Turn turn, Job job, Trigger trigger, Instant nominal) {
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, trigger.id(), nominal);
    return admission.admit(turn, job, origin);
  }

  /** What was folded before and what is folded later are two ranges, since this lies between. */
  private void misfired(Turn turn, Job job, Trigger trigger, DecisionEntry.Range range) {
    state.activities().find(job.id()).ifPresent(JobActivity::endFolded);
    Duration late = Duration.between(range.to(), turn.now());
    String reason =
        RunMessages.MISFIRED.text(
            DurationFormat.inWords(late),
            DurationFormat.inWords(trigger.firing().grace()),
            trigger.firing().misfire());
    ledger.misfired(turn, job, trigger, range, reason);
  }

  private void move(Turn turn, TriggerState moved) {
    turn.change(new Change.MoveTrigger(moved));
    near.track(moved);
    if (moved.next().isEmpty()) {
      onDealtWith.accept(turn, moved.jobId());
    }
    if (backoffs.isKnown(moved.triggerId())) {
      turn.afterCommit(() -> backoffs.over(moved.triggerId()));
    }
  }
}
