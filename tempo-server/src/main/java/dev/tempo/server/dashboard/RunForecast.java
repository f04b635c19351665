package dev.tempo.server.dashboard;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.server.forecast.VisibleTriggers;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.UpcomingRuns;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Forecasts runs from schedules. Starts that follow each other closely are told as a band with its
 * rate. A bounded number of triggers is looked at, and of all together a bounded number of
 * occurrences; where not all is known, it is said until when it is.
 */
final class RunForecast {
  private static final int MAX_TRIGGERS = 500;

  /** As often as once a minute in a day. */
  private static final int MAX_OF_A_TRIGGER = 1_441;

  private static final int MAX_OF_ALL = 60_000;
  private static final int MAX_PLANNED = 1_000;
  private static final Duration CLOSE = Duration.ofMinutes(20);
  private static final Duration STRIDE = Duration.ofMinutes(15);
  private static final int FEWEST_OF_A_BAND = 6;
  private static final double MINUTES_OF_AN_HOUR = 60;

  private final Tempo tempo;
  private final JobService jobs;
  private final VisibleTriggers triggers;

  RunForecast(Tempo tempo, JobService jobs) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.triggers = new VisibleTriggers(tempo.store().triggers(), MAX_TRIGGERS);
  }

  /**
   * A run that will be.
   *
   * @param followsEnd whether the one after it is known only when it has ended
   */
  record Planned(UUID jobId, String jobName, UUID triggerId, Instant at, boolean followsEnd) {}

  /** Whose starts they are. */
  record Source(UUID jobId, String jobName, UUID triggerId) {}

  /**
   * Starts of a trigger that follow each other closely.
   *
   * @param from the first
   * @param to the last, or the end of what was asked for
   * @param perHour how many come in an hour
   * @param description of the schedule, in words
   */
  record Band(Source source, Instant from, Instant to, double perHour, String description) {}

  /**
   * What will run.
   *
   * @param next single starts, in the order of time
   * @param bands the others, in the order of time
   * @param collisions when more start than can run
   * @param knownUntil until when that is all; empty if it is to the end
   */
  record Plan(
      List<Planned> next,
      List<Band> bands,
      List<Collisions.Collision> collisions,
      Optional<Instant> knownUntil) {}

  /** What is asked for. */
  record Span(Instant from, Instant to, Locale locale) {}

  /**
   * What the jobs of a caller will do.
   *
   * @param only these jobs, without collisions; empty for all
   */
  Plan plan(Caller caller, Span span, Set<UUID> only) {
    Function<UUID, Optional<JobIndexEntry>> visible =
        id ->
            jobs.index()
                .find(id)
                .filter(JobIndexEntry::enabled)
                .filter(job -> JobAccess.maySee(caller, job));
    Predicate<UUID> isVisible = id -> visible.apply(id).isPresent();
    VisibleTriggers.Found due =
        only.isEmpty()
            ? triggers.first(span.to(), isVisible)
            : triggers.ofJobs(only, span.to(), isVisible);
    Gathering gathering = new Gathering(span);
    for (TriggerState state : due.states()) {
      visible.apply(state.jobId()).ifPresent(job -> gathering.add(job, state));
    }
    due.knownUntil().ifPresent(gathering::knownUntil);
    return gathering.plan(only.isEmpty());
  }

  /** Gathers what the triggers say. For one request. */
  private final class Gathering {
    private final Span span;
    private final List<Planned> single = new ArrayList<>();
    private final List<Band> bands = new ArrayList<>();
    private final Collisions collisions = new Collisions(name -> tempo.queue(name).limit());
    private Optional<Instant> knownUntil = Optional.empty();
    private int left = MAX_OF_ALL;

    Gathering(Span span) {
      this.span = span;
    }

    void knownUntil(Instant instant) {
      knownUntil =
          knownUntil.filter(known -> known.isBefore(instant)).or(() -> Optional.of(instant));
    }

    void add(JobIndexEntry entry, TriggerState state) {
      Optional<Job> job = jobs.views().find(entry).map(ManagedJob::job);
      job.flatMap(found -> found.trigger(state.triggerId()))
          .ifPresent(trigger -> add(entry, job.get(), trigger, state.next().orElseThrow()));
    }

    private void add(JobIndexEntry entry, Job job, Trigger trigger, Due next) {
      Source source = new Source(entry.id(), entry.name(), trigger.id());
      Duration jitter = Duration.between(next.nominal(), next.at());
      int most = Math.min(left, MAX_OF_A_TRIGGER);
      List<Instant> times = new ArrayList<>(List.of(next.at()));
      UpcomingRuns.later(job, trigger, next, span.to())
          .limit(most)
          .map(at -> at.plus(jitter))
          .forEach(times::add);
      left -= times.size() - 1;
      boolean all = times.size() - 1 < most;
      times.removeIf(at -> at.isBefore(span.from().minus(1, ChronoUnit.MINUTES)));
      times.forEach(at -> collisions.add(at, entry));
      String description = trigger.schedule().describe(span.locale());
      if (all) {
        divide(source, times, description, isFixedDelay(trigger));
      } else {
        addDense(source, job, trigger, times, description);
      }
    }

    /** Into bands of what is close together, and single ones. */
    private void divide(Source source, List<Instant> times, String words, boolean followsEnd) {
      int begin = 0;
      for (int i = 1; i <= times.size(); i++) {
        if (i == times.size() || isApart(times.get(i - 1), times.get(i))) {
          List<Instant> close = times.subList(begin, i);
          if (close.size() >= FEWEST_OF_A_BAND) {
            bands.add(band(source, close, close.getLast(), words));
          } else {
            close.forEach(at -> single.add(planned(source, at, followsEnd)));
          }
          begin = i;
        }
      }
    }

    /** What fires too often to be counted: as bands of the parts of the span in which it fires. */
    private void addDense(
        Source source, Job job, Trigger trigger, List<Instant> known, String words) {
      if (known.size() < 2) {
        knownUntil(known.isEmpty() ? span.from() : known.getFirst());
        return;
      }
      Instant end = known.getLast();
      Instant at = end;
      while (at.isBefore(span.to())) {
        Instant until = earliest(at.plus(STRIDE), span.to());
        boolean fires =
            UpcomingRuns.later(job, trigger, new Due(at, at), until).findFirst().isPresent();
        if (!fires) {
          break;
        }
        end = until;
        at = until;
      }
      bands.add(band(source, known, end, words));
      if (at.isBefore(span.to())) {
        knownUntil(at);
      }
    }

    Plan plan(boolean withCollisions) {
      List<Planned> next =
          single.stream().sorted(Comparator.comparing(Planned::at)).limit(MAX_PLANNED).toList();
      if (single.size() > MAX_PLANNED) {
        knownUntil(next.getLast().at());
      }
      List<Band> sorted =
          bands.stream().sorted(Comparator.comparing(Band::from)).limit(MAX_PLANNED).toList();
      if (bands.size() > MAX_PLANNED) {
        knownUntil(sorted.getLast().from());
      }
      return new Plan(next, sorted, withCollisions ? collisions.found() : List.of(), knownUntil);
    }
  }

  private static boolean isApart(Instant one, Instant next) {
    return Duration.between(one, next).compareTo(CLOSE) > 0;
  }

  private static Band band(Source source, List<Instant> times, Instant end, String words) {
    double minutes =
        Math.max(1, Duration.between(times.getFirst(), times.getLast()).toMillis()) / 60_000.0;
    double perHour = (times.size() - 1) / minutes * MINUTES_OF_AN_HOUR;
    return new Band(source, times.getFirst(), end, Math.round(perHour * 10) / 10.0, words);
  }

  private static Planned planned(Source source, Instant at, boolean followsEnd) {
    return new Planned(source.jobId(), source.jobName(), source.triggerId(), at, followsEnd);
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static boolean isFixedDelay(Trigger trigger) {
    return trigger.schedule() instanceof IntervalSchedule interval
        && interval.mode() == IntervalSchedule.Mode.FIXED_DELAY;
  }
}
