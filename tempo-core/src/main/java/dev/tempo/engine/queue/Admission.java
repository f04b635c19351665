package dev.tempo.engine.queue;

import dev.tempo.DuplicateRunException;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunLabels;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunPredecessor;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.RunType;
import dev.tempo.Trigger;
import dev.tempo.Uniqueness;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.task.Arguments;
import dev.tempo.task.ScriptText;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides what becomes of an occurrence or a request: a run that is queued, a run that is skipped,
 * or nothing but a line in the ledger, since it is folded into a run that already waits. Used by
 * the loop's thread alone.
 */
public final class Admission {
  private final EngineState state;
  private final RunQueues queues;
  private final Ids ids;
  private final Duplicates duplicates;
  private final WaitingFollowers followers;
  private final OutboxAdmission requests;
  private volatile RunLabels labels = job -> Optional.empty();

  public Admission(EngineState state, RunQueues queues, Ids ids) {
    this.state = state;
    this.queues = queues;
    this.ids = ids;
    this.duplicates = new Duplicates(state, queues);
    this.followers = new WaitingFollowers(state, queues);
    this.requests = new OutboxAdmission(state, queues, duplicates, ids);
  }

  /** Admits what was asked for in transactions. */
  OutboxAdmission requests() {
    return requests;
  }

  /** The runs that wait for the end of others. */
  public WaitingFollowers followers() {
    return followers;
  }

  /** Sets under which labels the runs of triggers are filed; by any thread. */
  public void labels(RunLabels source) {
    labels = source;
  }

  /** Admits an occurrence of a trigger. */
  public Run admit(Turn turn, Job job, RunOrigin occurrence) {
    RunAttributes attributes =
        attributes(job, labels.of(job).map(RunAttributes.DEFAULT::withLabel));
    RunRequest request = RunRequest.first(occurrence, job.task().triggeredArguments(), attributes);
    return admit(turn, job, request);
  }

  /**
   * Admits a first attempt.
   *
   * @return the run that stands for it: a new one, or the one into which it was folded
   */
  public Run admit(Turn turn, Job job, RunRequest request) {
    JobActivity activity = state.activities().of(job.id());
    return switch (job.policy().overlap()) {
      case ALLOW -> enqueue(turn, job, request); // it meets no other one, nor any it
      case SKIP -> activity.isBusy() ? skip(turn, job, request) : await(turn, job, request);
      case QUEUE -> foldOrEnqueue(turn, job, request, activity);
      case REPLACE -> {
        queues.replace(turn, job.id(), activity);
        yield await(turn, job, request);
      }
    };
  }

  /**
   * Admits what somebody asks for.
   *
   * @param arguments those of the job and those that were given, encrypted where they are secret
   * @throws JobDisabledException if the job is disabled, unless a text is tried out
   * @throws IllegalArgumentException if one is to be tried out, and the job has no script
   * @throws DuplicateRunException if it was asked for before, and is to be rejected then
   */
  public Run admit(Turn turn, Job job, RunOptions options, Arguments arguments) {
    RunOrigin origin = RunOrigin.request(options.cause(), options.startedBy());
    RunRequest request = RunRequest.first(origin, arguments, attributes(job, options));
    if (options.script().isPresent()) {
      return admitUnsaved(turn, job, request, options.script().get());
    }
    if (!job.enabled()) {
      throw new JobDisabledException(job);
    }
    if (options.attributes().type() == RunType.SERVICE) {
      return admitService(turn, job, request);
    }
    Optional<Uniqueness> unique = options.queueing().uniqueness();
    Optional<Run> earlier =
        unique.isEmpty() ? Optional.empty() : duplicates.standIn(turn, job, unique.get());
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Optional<Instant> notBefore = options.notBefore();
    boolean isLater = notBefore.isPresent() && notBefore.get().isAfter(turn.now());
    Run run = isLater ? admitLater(turn, job, request, notBefore.get()) : admit(turn, job, request);
    duplicates.admitted(turn, run);
    return run;
  }

  private static RunAttributes attributes(Job job, Optional<RunAttributes> known) {
    RunAttributes attributes = known.orElse(RunAttributes.DEFAULT);
    int priority = job.policy().priority();
    return priority == 0 ? attributes : attributes.withPriority(priority);
  }

  static RunAttributes attributes(Job job, RunOptions options) {
    RunAttributes attributes =
        options.queueing().priority().isPresent()
            ? options.attributes().withPriority(options.queueing().priority().getAsInt())
            : attributes(job, Optional.of(options.attributes()));
    Optional<Uniqueness> unique = options.queueing().uniqueness();
    return unique.isEmpty() ? attributes : attributes.withUniqueKey(unique.get().key());
  }

  /** It meets no other run before its time has come; then it waits for its turn. */
  private Run admitLater(Turn turn, Job job, RunRequest request, Instant notBefore) {
    RunTimeline waiting = RunTimeline.queued(turn.now(), notBefore);
    Run run = new Run(newId(turn), Run.JobRef.of(job), request, waiting, RunResult.NONE);
    turn.queued(run);
    queues.add(turn, run);
    return run;
  }

  /**
   * Admits a run that comes after another one, and waits until {@link WaitingFollowers} lets it go.
   * It meets no other run before.
   */
  public Run admitAfter(
      Turn turn, Job job, RunOptions options, Arguments arguments, RunPredecessor predecessor) {
    if (!job.enabled()) {
      throw new JobDisabledException(job);
    }
    RunOrigin origin =
        RunOrigin.request(options.cause(), options.startedBy()).withPredecessor(predecessor);
    RunRequest request = RunRequest.first(origin, arguments, attributes(job, options));
    Run run = admitLater(turn, job, request, TimeBounds.MAX_INSTANT);
    return run;
  }

  /** It goes on until somebody stops it, so nothing waits for it, and it for nothing. */
  private Run admitService(Turn turn, Job job, RunRequest request) {
    Run.JobRef beside = Run.JobRef.of(job).withQueue(JobPolicy.SERVICE_QUEUE);
    Run run = new Run(newId(turn), beside, request, RunTimeline.queued(turn.now()), RunResult.NONE);
    turn.queued(run);
    queues.add(turn, run);
    return run;
  }

  /**
   * Whatever the overlap policy, what tries out a text runs beside the job's other runs: it does
   * not wait for them, and none of them is skipped, folded or replaced for it.
   */
  private Run admitUnsaved(Turn turn, Job job, RunRequest request, String content) {
    ScriptText.Language language =
        ScriptText.of(job.task()).map(ScriptText::language).orElseThrow(() -> noScript(job));
    ScriptText script = new ScriptText(language, content);
    Run run = newRun(turn, job, request.withScript(script));
    turn.queued(run);
    turn.change(new Change.KeepScript(run.id(), script));
    queues.add(turn, run);
    return run;
  }

  private static IllegalArgumentException noScript(Job job) {
    return new InvalidValueException(JobMessages.NO_SCRIPT.of(job.key()));
  }

  /** Admits another attempt, which is neither skipped nor folded. */
  public Run readmit(Turn turn, Run failed, RunRequest next, Instant notBefore) {
    RunTimeline waiting = RunTimeline.queued(turn.now(), notBefore);
    Run run = new Run(newId(turn), failed.job(), next, waiting, RunResult.NONE);
    turn.queued(run);
    duplicates.admitted(turn, run);
    queues.add(turn, run);
    return run;
  }

  /**
   * Admits work that was done before once more, at the request of somebody.
   *
   * @throws DuplicateRunException if another run with its unique key has not ended
   */
  public Run admitAgain(Turn turn, Run ended, RunRequest request) {
    duplicates.checkAgain(turn, ended);
    return readmit(turn, ended, request, turn.now());
  }

  private Run foldOrEnqueue(Turn turn, Job job, RunRequest request, JobActivity activity) {
    Optional<Run> waiting = activity.waitingLike(request);
    if (waiting.isPresent()) {
      fold(turn, job, request.origin(), waiting.get());
      return waiting.get();
    }
    return await(turn, job, request);
  }

  private void fold(Turn turn, Job job, RunOrigin origin, Run waiting) {
    if (origin.triggerId().isEmpty()) {
      return;
    }
    UUID trigger = origin.triggerId().get();
    JobActivity activity = state.activities().of(job.id());
    Instant nominal = origin.scheduledFor().orElse(turn.now());
    DecisionEntry entry =
        activity
            .folded(waiting)
            .filter(last -> last.subject().triggerId().equals(trigger))
            .filter(last -> follows(job, trigger, last.range().to(), nominal))
            .map(last -> last.and(nominal))
            .orElseGet(() -> firstFolded(turn, waiting, trigger, nominal));
    activity.folded(waiting, entry);
    turn.change(new Change.Record(entry));
  }

  /** A range has no holes: none is named between two instants of it. */
  private static boolean follows(Job job, UUID triggerId, Instant last, Instant nominal) {
    return job.trigger(triggerId)
        .filter(trigger -> follows(job, trigger, last, nominal))
        .isPresent();
  }

  private static boolean follows(Job job, Trigger trigger, Instant last, Instant nominal) {
    if (trigger.schedule().followsJobs()) {
      return !nominal.isBefore(last); // many may end at once
    }
    return TriggerTimes.waitsForEnd(trigger)
        ? nominal.isAfter(last)
        : TriggerTimes.timetable(job, trigger).next(last).equals(Optional.of(nominal));
  }

  private DecisionEntry firstFolded(Turn turn, Run waiting, UUID trigger, Instant nominal) {
    DecisionEntry.Subject subject =
        new DecisionEntry.Subject(
            waiting.jobId(), trigger, DecisionEntry.Decision.COALESCED, Optional.of(waiting.id()));
    String reason = RunMessages.COALESCED.text();
    return new DecisionEntry(
        newId(turn), subject, new DecisionEntry.Range(nominal, nominal, 1), reason, turn.now());
  }

  private Run skip(Turn turn, Job job, RunRequest request) {
    String reason = RunMessages.SKIPPED.text();
    Run skipped =
        newRun(turn, job, request)
            .withFinished(RunStatus.SKIPPED, turn.now(), RunResult.failed(reason));
    turn.skipped(skipped);
    return skipped;
  }

  /** Those that come later meet it. */
  private Run await(Turn turn, Job job, RunRequest request) {
    Run run = enqueue(turn, job, request);
    state.activities().of(job.id()).waits(run);
    return run;
  }

  private Run enqueue(Turn turn, Job job, RunRequest request) {
    Run run = newRun(turn, job, request);
    turn.queued(run);
    queues.add(turn, run);
    return run;
  }

  private Run newRun(Turn turn, Job job, RunRequest request) {
    return new Run(
        newId(turn), Run.JobRef.of(job), request, RunTimeline.queued(turn.now()), RunResult.NONE);
  }

  private UUID newId(Turn turn) {
    return ids.next(turn.now().toEpochMilli());
  }
}
