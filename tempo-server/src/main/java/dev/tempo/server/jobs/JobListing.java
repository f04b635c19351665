package dev.tempo.server.jobs;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Has the list of all jobs ready. What has changed since somebody asked for it is put in its place
 * when somebody asks again, so that saving many jobs costs no more than it must. Not thread-safe.
 */
final class JobListing {
  /** So many times as many changes as sorting all of them is worth. */
  private static final int FEW_OF = 8;

  private Optional<JobList> list = Optional.empty();

  /** Of each job that has changed since: how the list has it; empty if it has it not. */
  private final Map<UUID, Optional<JobIndexEntry>> changed = new HashMap<>();

  /**
   * A job has come, has gone, or is another.
   *
   * @param before how it was known until then
   */
  void changed(UUID id, Optional<JobIndexEntry> before) {
    if (list.isPresent()) {
      changed.putIfAbsent(id, before);
      if (changed.size() > list.get().size() / FEW_OF + 1) {
        reset();
      }
    }
  }

  /** All may have changed. */
  void reset() {
    list = Optional.empty();
    changed.clear();
  }

  /**
   * All jobs, the newest first.
   *
   * @param jobs as they are now
   */
  JobList get(Map<UUID, JobIndexEntry> jobs) {
    JobList known = list.map(old -> changed(old, jobs)).orElseGet(() -> JobList.of(jobs.values()));
    changed.clear();
    list = Optional.of(known);
    return known;
  }

  private JobList changed(JobList old, Map<UUID, JobIndexEntry> jobs) {
    if (changed.isEmpty()) {
      return old;
    }
    Collection<JobIndexEntry> gone = changed.values().stream().flatMap(Optional::stream).toList();
    List<JobIndexEntry> come =
        changed.keySet().stream()
            .flatMap(id -> Optional.ofNullable(jobs.get(id)).stream())
            .toList();
    return old.with(gone, come);
  }
}
