package dev.tempo.engine;

import dev.tempo.Explanation;
import dev.tempo.Explanation.Decision;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private final Function<UUID, Optional<String>> holds;

  /**
   * An explainer of what is in a store.
   *
   * @param holds why a queued run is held back, if it is
   */
  public Explainer(Store store, InstantSource time, Function<UUID, Optional<String>> holds) {
    this.store = store;
    this.time = time;
    this.holds = holds;
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
    String reason = run.error().map(error -> ": " + error).orElse("");
    if (run.status() == RunStatus.QUEUED && holds.apply(run.id()).isPresent()) {
      return String.format(
          Locale.ROOT, "It waits since %s: %s", run.queuedAt(), holds.apply(run.id()).get());
    }
    if (run.status() == RunStatus.QUEUED) {
      return String.format(
          Locale.ROOT,
          "It waits in the queue '%s' since %s; %d runs are before it",
          run.job().queue(),
          run.queuedAt(),
          store.runs().queuePosition(run.id()).orElse(0L));
    }
    if (run.startedAt().isEmpty()) {
      return "It did not start, and is " + word(run.status()) + reason;
    }
    return "It started at "
        + run.startedAt().get()
        + late(run, at)
        + ", and is "
        + word(run.status())
        + reason;
  }

  private static String late(Run run, Instant at) {
    Duration fired = Duration.between(at, run.queuedAt());
    Duration waited = Duration.between(run.queuedAt(), run.startedAt().orElseThrow());
    StringBuilder text = new StringBuilder();
    if (fired.compareTo(PROMPT) > 0) {
      text.append(", fired ").append(DurationFormat.inWords(fired)).append(" late");
    }
    if (waited.compareTo(PROMPT) > 0) {
      text.append(", after ")
          .append(DurationFormat.inWords(waited))
          .append(" in the queue '")
          .append(run.job().queue())
          .append("'");
    }
    return text.toString();
  }

  private static String word(RunStatus status) {
    return status.name().toLowerCase(java.util.Locale.ROOT);
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
        ? "It fires at " + at
        : "It is due since " + at + " and is dealt with as soon as the engine fires again";
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
    String range =
        entry.range().count() == 1
            ? ""
            : String.format(
                Locale.ROOT,
                " (one of %d from %s to %s)",
                entry.range().count(),
                entry.range().from(),
                entry.range().to());
    return new Explanation(
        trigger.id(),
        at,
        Decision.valueOf(entry.subject().decision().name()),
        entry.reason() + range,
        entry.subject().runId().flatMap(store.runs()::find));
  }

  private Explanation fromSchedule(Job job, Trigger trigger, Instant at) {
    if (trigger.schedule().firesAtStartup()) {
      return plain(
          trigger, at, Decision.NOT_SCHEDULED, "It fires when the engine starts, not by the clock");
    }
    if (TriggerTimes.waitsForEnd(trigger)) {
      return fromLastRun(job, trigger, at);
    }
    Timetable timetable = timetable(job, trigger);
    if (!timetable.matches(at)) {
      return plain(trigger, at, Decision.NOT_SCHEDULED, neighbours(timetable, at));
    }
    if (!TriggerTimes.isClockDriven(job, trigger)) {
      return plain(trigger, at, Decision.NOT_ACTIVE, disabled(job));
    }
    String text =
        at.isAfter(time.instant())
            ? "The clock was ahead of it before and was set back; the trigger is next due at "
                + nextOf(trigger).map(next -> next.at().toString()).orElse("no time")
            : "Nothing was recorded: the trigger was not there or was disabled then, or the run was"
                + " deleted since";
    return plain(trigger, at, Decision.NOT_ACTIVE, text);
  }

  /** A trigger that is due a time after the end of its run. */
  private Explanation fromLastRun(Job job, Trigger trigger, Instant at) {
    if (!TriggerTimes.isClockDriven(job, trigger)) {
      return plain(trigger, at, Decision.NOT_ACTIVE, disabled(job));
    }
    String text =
        nextOf(trigger)
            .map(next -> "next at " + next.at())
            .or(() -> unfinished(job, trigger).map(Explainer::story))
            .orElse("there is none any more");
    return plain(
        trigger, at, Decision.NOT_SCHEDULED, "It is due after the end of its last run: " + text);
  }

  private Optional<Run> unfinished(Job job, Trigger trigger) {
    RunQuery open = RunQuery.ALL.withJob(job.id()).withStatus(RunStatus.QUEUED, RunStatus.RUNNING);
    return store.runs().list(open.withLimit(ENTRIES)).runs().stream()
        .filter(run -> run.request().origin().triggerId().equals(Optional.of(trigger.id())))
        .findFirst();
  }

  private static String story(Run run) {
    if (run.status() == RunStatus.RUNNING) {
      return String.format(Locale.ROOT, "run %s has not ended", run.id());
    }
    boolean delayed = run.timeline().notBefore().isAfter(run.queuedAt());
    return String.format(
        Locale.ROOT,
        "run %s has not started%s",
        run.id(),
        delayed ? ", and is tried again at " + run.timeline().notBefore() : "");
  }

  private static String disabled(Job job) {
    return job.enabled() ? "The trigger is disabled" : "The job is disabled";
  }

  private static Explanation plain(Trigger trigger, Instant at, Decision verdict, String text) {
    return new Explanation(trigger.id(), at, verdict, text, Optional.empty());
  }

  private Optional<TriggerState.Due> nextOf(Trigger trigger) {
    return store.triggers().find(trigger.id()).flatMap(TriggerState::next);
  }

  private static String neighbours(Timetable timetable, Instant at) {
    String before = timetable.previous(at).map(Instant::toString).orElse("never");
    String after = timetable.next(at).map(Instant::toString).orElse("never");
    return String.format(
        Locale.ROOT,
        "The schedule does not name this instant; the one before is %s, the one after %s",
        before,
        after);
  }

  private static Timetable timetable(Job job, Trigger trigger) {
    return TriggerTimes.timetable(job, trigger);
  }
}
