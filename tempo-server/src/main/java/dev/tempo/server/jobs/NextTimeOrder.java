package dev.tempo.server.jobs;

import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Sorts jobs by when they run next. The store has triggers in this order, so that of many jobs the
 * first are found without looking at the others; it is asked for more as long as these are not
 * enough.
 *
 * @param triggers of all jobs
 * @param down whether the last come first, for which all are looked at
 */
record NextTimeOrder(TriggerStore triggers, boolean down) implements JobOrder {
  private static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");
  private static final int FEW_JOBS = 1_000;
  private static final int FEWEST_READ = 256;
  private static final int GROWTH = 8;

  @Override
  public List<JobIndexEntry> first(
      List<JobIndexEntry> jobs, int count, Function<UUID, Optional<JobIndexEntry>> byId) {
    if (jobs.size() <= FEW_JOBS) {
      return sorted(jobs, count, earliest(triggers.findByJobs(ids(jobs))));
    }
    if (down) {
      return sorted(jobs, count, earliest(triggers.due(FAR, Integer.MAX_VALUE)));
    }
    for (long limit = Math.max(FEWEST_READ, 2L * count); limit < jobs.size(); limit *= GROWTH) {
      List<TriggerState> due = triggers.due(FAR, (int) limit);
      List<JobIndexEntry> found = found(due, byId);
      if (due.size() < limit) {
        break; // of all others nothing is due, and they must be sorted, too
      }
      if (found.size() >= count) {
        return sorted(found, count, earliest(due));
      }
    }
    return sorted(jobs, count, earliest(triggers.due(FAR, Integer.MAX_VALUE)));
  }

  /** Those of which it is known that no other one that was not read is due at the same instant. */
  private static List<JobIndexEntry> found(
      List<TriggerState> due, Function<UUID, Optional<JobIndexEntry>> byId) {
    Set<UUID> seen = new HashSet<>();
    List<JobIndexEntry> found = new ArrayList<>();
    for (TriggerState state : due) {
      if (at(state).isBefore(at(due.getLast())) && seen.add(state.jobId())) {
        byId.apply(state.jobId()).filter(JobIndexEntry::enabled).ifPresent(found::add);
      }
    }
    return found;
  }

  private List<JobIndexEntry> sorted(List<JobIndexEntry> jobs, int count, Map<UUID, Instant> next) {
    return JobOrder.<Instant>by(
            down, job -> Optional.ofNullable(next.get(job.id())).filter(at -> job.enabled()))
        .first(jobs, count, id -> Optional.empty());
  }

  private static Map<UUID, Instant> earliest(List<TriggerState> states) {
    Map<UUID, Instant> next = new HashMap<>();
    for (TriggerState state : states) {
      state
          .next()
          .map(TriggerState.Due::at)
          .ifPresent(at -> next.merge(state.jobId(), at, (a, b) -> a.isBefore(b) ? a : b));
    }
    return next;
  }

  private static Instant at(TriggerState state) {
    return state.next().orElseThrow().at();
  }

  private static List<UUID> ids(List<JobIndexEntry> jobs) {
    return jobs.stream().map(JobIndexEntry::id).toList();
  }
}
