package dev.tempo.server.jobs;

import dev.tempo.Run;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Sorts jobs by when their last run started, the last first. Of many jobs those that ran last are
 * found by the newest runs, without looking at the others. A run that waited to start for longer
 * than the runs that were read go back is not found by them, and its job then comes later.
 *
 * @param runs of all jobs
 * @param last when the last run of a job started
 */
record LastRunOrder(RunStore runs, Function<JobIndexEntry, Optional<Instant>> last)
    implements JobOrder {
  private static final int FEW_JOBS = 1_000;
  private static final int FEWEST_READ = 128;
  private static final int MOST_AT_ONCE = 1_000;
  private static final int MOST_READ = 20_000;

  @Override
  public List<JobIndexEntry> first(
      List<JobIndexEntry> jobs, int count, Function<UUID, Optional<JobIndexEntry>> byId) {
    if (jobs.size() <= FEW_JOBS) {
      return sorted(jobs, count);
    }
    Set<UUID> seen = new HashSet<>();
    List<Keyed<Instant>> found = new ArrayList<>();
    RunQuery query =
        RunQuery.ALL.withRegularOnly().withLimit(Math.clamp(2L * count, FEWEST_READ, MOST_AT_ONCE));
    for (int read = 0; read < MOST_READ; read += query.page().limit()) {
      RunPage page = runs.list(query);
      for (Run run : page.runs()) {
        if (seen.add(run.jobId())) {
          byId.apply(run.jobId()).ifPresent(job -> add(found, job));
        }
      }
      if (page.next().isEmpty()) {
        return withOthers(found, jobs, count);
      }
      Run oldest = page.runs().getLast();
      List<Keyed<Instant>> certain = found.stream().filter(one -> isAfter(one, oldest)).toList();
      if (certain.size() >= count) {
        return Keyed.first(certain, count, true);
      }
      query = query.withBefore(oldest.id());
    }
    return sorted(jobs, count);
  }

  private static boolean isAfter(Keyed<Instant> one, Run oldest) {
    return Objects.requireNonNull(one.key()).isAfter(oldest.queuedAt());
  }

  private void add(List<Keyed<Instant>> found, JobIndexEntry job) {
    last.apply(job).ifPresent(at -> found.add(new Keyed<>(job, at)));
  }

  private List<JobIndexEntry> sorted(List<JobIndexEntry> jobs, int count) {
    return JobOrder.by(true, last).first(jobs, count, id -> Optional.empty());
  }

  /** The others have not run. */
  private static List<JobIndexEntry> withOthers(
      List<Keyed<Instant>> found, List<JobIndexEntry> jobs, int count) {
    List<JobIndexEntry> first = new ArrayList<>(Keyed.first(found, count, true));
    Set<UUID> ran = new HashSet<>();
    found.forEach(one -> ran.add(one.job().id()));
    for (int at = 0; at < jobs.size() && first.size() < count; at++) {
      if (!ran.contains(jobs.get(at).id())) {
        first.add(jobs.get(at));
      }
    }
    return first;
  }
}
