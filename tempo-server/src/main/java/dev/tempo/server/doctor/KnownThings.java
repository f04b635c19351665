package dev.tempo.server.doctor;

import dev.tempo.Job;
import dev.tempo.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a store knows of that has a directory.
 *
 * @param jobs the ids of all jobs
 * @param keys their keys: folders and name, divided by colons
 * @param openRuns the ids of runs that have not ended
 */
public record KnownThings(Set<UUID> jobs, Set<String> keys, Set<UUID> openRuns) {
  private static final int PAGE = 500;

  /** Reads it. */
  public static KnownThings of(Store store) {
    Set<UUID> jobs = new HashSet<>();
    Set<String> keys = new HashSet<>();
    List<Job> page = store.jobs().list(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      page.forEach(
          job -> {
            jobs.add(job.id());
            keys.add(job.key());
          });
      page = store.jobs().list(Optional.of(page.getLast().key()), PAGE);
    }
    Set<UUID> open =
        store.runs().running().stream().map(run -> run.id()).collect(Collectors.toSet());
    return new KnownThings(jobs, keys, open);
  }
}
