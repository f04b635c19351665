package dev.tempo.engine;

import dev.tempo.Explanation;
import dev.tempo.Explanation.Decision;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunPredecessor;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.internal.message.ExplainMessages;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers why a job did or did not run, from what was recorded: a run is its own record; what did
 * not become a run is in the ledger; the rest follows from the schedule. Reads only. Thread-safe.
 */
public final class Explainer {
  private static final int ENTRIES = 1_000;
  private static final Duration PROMPT = Duration.ofSeconds(1);

  private final Store store;
  private final InstantSource time;
  private final Function<Run, Optional<Message>> reasons;

  /**
   * An explainer of what is in a store.
   *
   * @param reasons why a queued run waits, if it does
   */
  public Explainer(Store store, InstantSource time, Function<Run, Optional<Message>> reasons) {
    this.store = store;
    this.time = time;
    this.reasons = reasons;
  }

  /** One explanation for each trigger of the job. */
  public List<Explanation> explain(Job job, Instant at) {
    return job.triggers().stream().map(trigger -> explain(job, trigger, at)).toList();
  }

  private Explanation explain(Job job, Trigger trigger, Instant at) {
    return Stream.<Supplier<Optional<Explanation>>>of(
            () -> fromRun(job, trigger, at),
            () -> fromPlan(job, trigger, at),
            () -> fromLedger(job, trigger, at))
        .flatMap(source -> source.get().stream())
        .findFirst()
        .orElseGet(() -> fromSchedule(job, trigger, at));
  }

  private Optional<Explanation> fromRun(Job job, Trigger trigger, Instant at) {
    return store
        .runs()
        .findByOccurrence(trigger.id(), at)
        .filter(run -> run.jobId().equals(job.id()))
        .map(
            run ->
                new Explanation(trigger.id(), at, verdict(run), story(run, at), Optional.of(run)));
  }

  private static Decision verdict(Run run) {
    if (run.status() == RunStatus.QUEUED) {
      return Decision.WAITING;
    }
    return run.startedAt().isPresent() ? Decision.RAN : Decision.SKIPPED;
  }

  private String story(Run run, Instant at) {
    if (run.status() == RunStatus.QUEUED) {
      return waiting(run);
    }
    if (run.startedAt().isEmpty()) {
      return run.error()
          .map(error -> ExplainMessages.NOT_STARTED_BECAUSE.text(word(run.status()), error))
          .orElseGet(() -> ExplainMessages.NOT_STARTED.text(word(run.status())));
    }
    return started(run, at);
  }

  /** What a queued run waits for. */
  String waiting(Run run) {
    Optional<Message> reason = reasons.apply(run);
    Optional<Message> ofQueue = reason.filter(WaitReasons::isOfQueue);
    return reason
        .filter(why -> ofQueue.isEmpty() && !WaitReasons.isItsTurn(why))
        .map(why -> ExplainMessages.HELD.text(run.queuedAt(), why))
        .orElseGet(() -> queued(run, ofQueue));
  }

  private String queued(Run run, Optional<Message> reason) {
    String queue = run.job().queue();
    int priority = run.request().attributes().priority();
    Optional<RunPredecessor> predecessor = run.request().origin().predecessor();
    if (predecessor.isPresent() && run.timeline().notBefore().equals(TimeBounds.MAX_INSTANT)) {
      return ExplainMessages.AFTER_RUN.text(predecessor.get().runId());
    }
    if (run.timeline().notBefore().isAfter(time.instant())) {
      return ExplainMessages.LATER.text(run.timeline().notBefore());
    }
    long before = store.runs().queuePosition(run.id()).orElse(0L);
    List<Object> values = new ArrayList<>(List.of(queue, run.queuedAt()));
    if (priority != 0) {
      values.add(priority);
    }
    values.add(before);
    reason.ifPresent(values::add);
    return queued(priority != 0, reason.isPresent()).text(values.toArray());
  }

  private static MessageTemplate queued(boolean hasPriority, boolean because) {
    if (because) {
      return hasPriority
          ? ExplainMessages.QUEUED_WITH_PRIORITY_BECAUSE
          : ExplainMessages.QUEUED_BECAUSE;
    }
    return hasPriority ? ExplainMessages.QUEUED_WITH_PRIORITY : ExplainMessages.QUEUED;
  }

  private static String started(Run run, Instant at) {
    Duration fired = Duration.between(at, run.queuedAt());
    Duration waited = Duration.between(run.queuedAt(), run.startedAt().orElseThrow());
    boolean late = fired.compareTo(PROMPT) > 0;
    boolean queued = waited.compareTo(PROMPT) > 0;
    List<Object> values = new ArrayList<>();
    values.add(run.startedAt().get());
    if (late) {
      values.add(DurationFormat.inWords(fired));
    }
    if (queued) {
      values.add(DurationFormat.inWords(waited));
      values.add(run.job().queue());
    }
    values.add(word(run.status()));
    run.error().ifPresent(values::add);
    boolean because = run.error().isPresent();
    MessageTemplate text =
        late
            ? queued ? lateAndWaited(because) : firedLate(because)
            : queued ? waited(because) : started(because);
    return text.text(values.toArray());
  }

  private static MessageTemplate started(boolean failed) {
    return failed ? ExplainMessages.STARTED_BECAUSE : ExplainMessages.STARTED;
  }

  private static MessageTemplate firedLate(boolean failed) {
    return failed ? ExplainMessages.FIRED_LATE_BECAUSE : ExplainMessages.FIRED_LATE;
  }

  private static MessageTemplate waited(boolean failed) {
    return failed ? ExplainMessages.WAITED_BECAUSE : ExplainMessages.WAITED;
  }

  private static MessageTemplate lateAndWaited(boolean failed) {
    return failed ? ExplainMessages.LATE_AND_WAITED_BECAUSE : ExplainMessages.LATE_AND_WAITED;
  }

  private static String word(RunStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** What is not dealt with yet, whatever was said of it while a wrong clock was ahead. */
  private Optional<Explanation> fromPlan(Job job, Trigger trigger, Instant at) {
    if (!TriggerTimes.isClockDriven(job, trigger) || !names(job, trigger, at)) {
      return Optional.empty();
    }
    return nextOf(trigger)
        .filter(next -> !next.nominal().isAfter(at))
        .map(next -> TriggerTimes.due(trigger, at).at())
        .map(due -> plain(trigger, at, Decision.DUE, due(due)));
  }

  private String due(Instant at) {
    return at.isAfter(time.instant())
        ? ExplainMessages.FIRES_AT.text(at)
        : ExplainMessages.DUE.text(at);
  }

  private Optional<Explanation> fromLedger(Job job, Trigger trigger, Instant at) {
    return store.decisions().entries(job.id(), at, at, ENTRIES).stream()
        .filter(entry -> entry.subject().triggerId().equals(trigger.id()))
        .filter(entry -> names(job, trigger, at) || isAtTheEdge(entry.range(), at))
        .findFirst()
        .map(entry -> explanation(trigger, at, entry));
  }

  /** Such an instant was named, also by a schedule that was another one then. */
  private static boolean isAtTheEdge(DecisionEntry.Range range, Instant at) {
    return range.from().equals(at) || range.to().equals(at);
  }

  private static boolean names(Job job, Trigger trigger, Instant at) {
    return !trigger.schedule().firesAtStartup()
        && !TriggerTimes.waitsForEnd(trigger)
        && timetable(job, trigger).matches(at);
  }

  private Explanation explanation(Trigger trigger, Instant at, DecisionEntry entry) {
    DecisionEntry.Range range = entry.range();
    String reason =
        range.count() == 1
            ? entry.reason()
            : ExplainMessages.ONE_OF.text(entry.reason(), range.count(), range.from(), range.to());
    return new Explanation(
        trigger.id(),
        at,
        Decision.valueOf(entry.subject().decision().name()),
        reason,
        entry.subject().runId().flatMap(store.runs()::find));
  }

  private Explanation fromSchedule(Job job, Trigger trigger, Instant at) {
    if (trigger.schedule().firesAtStartup()) {
      return plain(trigger, at, Decision.NOT_SCHEDULED, ExplainMessages.AT_START.text());
    }
    if (trigger.schedule() instanceof AfterJobsSchedule after) {
      return plain(trigger, at, Decision.NOT_SCHEDULED, after(after, trigger));
    }
    if (TriggerTimes.waitsForEnd(trigger)) {
      return fromLastRun(job, trigger, at);
    }
    Timetable timetable = timetable(job, trigger);
    if (!timetable.matches(at)) {
      return plain(trigger, at, Decision.NOT_SCHEDULED, absence(timetable, at));
    }
    if (!TriggerTimes.isClockDriven(job, trigger)) {
      return plain(trigger, at, Decision.NOT_ACTIVE, disabled(job));
    }
    String text =
        at.isAfter(time.instant())
            ? ExplainMessages.CLOCK_SET_BACK.text(
                nextOf(trigger)
                    .map(next -> next.at().toString())
                    .orElseGet(ExplainMessages.NO_TIME::text))
            : ExplainMessages.NOTHING_RECORDED.text();
    return plain(trigger, at, Decision.NOT_ACTIVE, text);
  }

  private static String absence(Timetable timetable, Instant at) {
    String neighbours = neighbours(timetable, at);
    return timetable.schedule() instanceof CustomSchedule custom
        ? custom
            .rule()
            .absence(at, timetable.zone())
            .map(reason -> reason + ". " + neighbours)
            .orElse(neighbours)
        : neighbours;
  }

  private String after(AfterJobsSchedule after, Trigger trigger) {
    if (after.any()) {
      return ExplainMessages.AFTER_ANY_JOB.text(names(after.jobs()));
    }
    Set<UUID> arrived =
        store.triggers().find(trigger.id()).map(TriggerState::arrived).orElse(Set.of());
    return ExplainMessages.AFTER_JOBS.text(
        names(after.jobs()),
        arrived.isEmpty() ? ExplainMessages.NO_JOB_YET.text() : names(arrived));
  }

  private String names(Collection<UUID> jobs) {
    return jobs.stream()
        .map(
            id ->
                store
                    .jobs()
                    .find(id)
                    .map(Job::key)
                    .orElseGet(() -> ExplainMessages.JOB_GONE.text(id)))
        .collect(Collectors.joining(", "));
  }

  /** A trigger that is due a time after the end of its run. */
  private Explanation fromLastRun(Job job, Trigger trigger, Instant at) {
    if (!TriggerTimes.isClockDriven(job, trigger)) {
      return plain(trigger, at, Decision.NOT_ACTIVE, disabled(job));
    }
    String text =
        nextOf(trigger)
            .map(next -> ExplainMessages.AFTER_LAST_RUN_NEXT.text(next.at()))
            .or(() -> unfinished(job, trigger).map(Explainer::story))
            .orElseGet(ExplainMessages.AFTER_LAST_RUN_NONE::text);
    return plain(trigger, at, Decision.NOT_SCHEDULED, text);
  }

  private Optional<Run> unfinished(Job job, Trigger trigger) {
    RunQuery open = RunQuery.ALL.withJob(job.id()).withStatus(RunStatus.QUEUED, RunStatus.RUNNING);
    return store.runs().list(open.withLimit(ENTRIES)).runs().stream()
        .filter(run -> run.request().origin().triggerId().equals(Optional.of(trigger.id())))
        .findFirst();
  }

  private static String story(Run run) {
    if (run.status() == RunStatus.RUNNING) {
      return ExplainMessages.AFTER_LAST_RUN_RUNNING.text(run.id());
    }
    Instant retried = run.timeline().notBefore();
    return retried.isAfter(run.queuedAt())
        ? ExplainMessages.AFTER_LAST_RUN_DELAYED.text(run.id(), retried)
        : ExplainMessages.AFTER_LAST_RUN_QUEUED.text(run.id());
  }

  private static String disabled(Job job) {
    return (job.enabled() ? ExplainMessages.TRIGGER_DISABLED : ExplainMessages.JOB_DISABLED).text();
  }

  private static Explanation plain(Trigger trigger, Instant at, Decision verdict, String text) {
    return new Explanation(trigger.id(), at, verdict, text, Optional.empty());
  }

  private Optional<TriggerState.Due> nextOf(Trigger trigger) {
    return store.triggers().find(trigger.id()).flatMap(TriggerState::next);
  }

  private static String neighbours(Timetable timetable, Instant at) {
    return ExplainMessages.NOT_NAMED.text(said(timetable.previous(at)), said(timetable.next(at)));
  }

  private static String said(Optional<Instant> at) {
    return at.map(Instant::toString).orElseGet(ExplainMessages.NEVER::text);
  }

  private static Timetable timetable(Job job, Trigger trigger) {
    return TriggerTimes.timetable(job, trigger);
  }
}
