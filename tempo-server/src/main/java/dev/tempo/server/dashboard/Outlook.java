package dev.tempo.server.dashboard;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.server.access.Caller;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.schedules.Warnings;
import dev.tempo.store.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What will run, as the schedules say. A bounded number of triggers is looked at, and of each a
 * bounded number of occurrences.
 */
final class Outlook {
  private static final int MAX_TRIGGERS = 500;
  private static final int MAX_OF_A_TRIGGER = 96;
  private static final int MAX_PLANNED = 1_000;
  private static final int MAX_COLLISIONS = 100;

  private final Tempo tempo;
  private final JobDirectory jobs;

  Outlook(Tempo tempo, JobDirectory jobs) {
    this.tempo = tempo;
    this.jobs = jobs;
  }

  /** A run that will be. */
  record Planned(UUID jobId, String jobName, UUID triggerId, Instant at) {}

  /**
   * A minute in which several jobs are to start.
   *
   * @param minute when it begins
   * @param jobIds which jobs
   * @param runs how many runs
   */
  record Collision(Instant minute, List<UUID> jobIds, int runs) {}

  /**
   * What will run.
   *
   * @param next in the order of time
   * @param complete whether that is all
   */
  record Plan(List<Planned> next, boolean complete) {

    /** Minutes in which several jobs are to start, the next ones first. */
    List<Collision> collisions() {
      Map<Instant, List<Planned>> minutes =
          next.stream()
              .collect(
                  Collectors.groupingBy(
                      one -> one.at().truncatedTo(ChronoUnit.MINUTES),
                      TreeMap::new,
                      Collectors.toList()));
      return minutes.entrySet().stream()
          .map(e -> collision(e.getKey(), e.getValue()))
          .filter(collision -> collision.jobIds().size() > 1)
          .limit(MAX_COLLISIONS)
          .toList();
    }

    private static Collision collision(Instant minute, List<Planned> planned) {
      TreeSet<UUID> ids = new TreeSet<>(planned.stream().map(Planned::jobId).toList());
      return new Collision(minute, List.copyOf(ids), planned.size());
    }
  }

  Plan plan(Caller caller, Instant from, Instant to) {
    Map<UUID, JobEntry> visible =
        jobs.visibleTo(caller)
            .filter(JobEntry::enabled)
            .collect(Collectors.toMap(JobEntry::id, Function.identity()));
    List<TriggerState> due = tempo.store().triggers().due(to, MAX_TRIGGERS);
    List<Planned> planned = new ArrayList<>();
    boolean complete = due.size() < MAX_TRIGGERS;
    for (TriggerState state : due) {
      if (visible.containsKey(state.jobId())) {
        complete &= add(state, from, to, planned);
      }
    }
    List<Planned> sorted =
        planned.stream().sorted(Comparator.comparing(Planned::at)).limit(MAX_PLANNED).toList();
    return new Plan(sorted, complete && planned.size() <= MAX_PLANNED);
  }

  /** Adds the occurrences of a trigger; false if there are more. */
  private boolean add(TriggerState state, Instant from, Instant to, List<Planned> planned) {
    Optional<Job> job = tempo.job(state.jobId());
    Optional<Trigger> trigger =
        job.flatMap(
            found ->
                found.triggers().stream()
                    .filter(one -> one.id().equals(state.triggerId()))
                    .findFirst());
    if (trigger.isEmpty()) {
      return true; // deleted meanwhile
    }
    List<Instant> times = times(trigger.get(), job.get(), state, from, to);
    times.stream()
        .limit(MAX_OF_A_TRIGGER)
        .map(at -> new Planned(state.jobId(), job.get().name(), state.triggerId(), at))
        .forEach(planned::add);
    return times.size() <= MAX_OF_A_TRIGGER;
  }

  /** The next occurrence is as the engine keeps it; those after it follow from the schedule. */
  private static List<Instant> times(
      Trigger trigger, Job job, TriggerState state, Instant from, Instant to) {
    TriggerState.Due next = state.next().orElseThrow();
    List<Instant> times = new ArrayList<>(List.of(next.at()));
    Duration jitter = Duration.between(next.nominal(), next.at());
    Warnings.timetable(trigger, job.zone())
        .between(next.nominal().plusMillis(1), to)
        .limit(MAX_OF_A_TRIGGER)
        .map(at -> at.plus(jitter))
        .forEach(times::add);
    times.removeIf(at -> at.isBefore(from.minus(1, ChronoUnit.MINUTES)));
    return times;
  }
}
