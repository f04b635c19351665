package dev.tempo.engine;

import dev.tempo.Job;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The definitions that are in use, read from the store when they are first needed. Holds what a
 * turn has decided, also before it is durable. Used by the loop's thread alone.
 */
final class JobCatalog {
  private static final int CAPACITY = 20_000;

  private final PatientStore store;
  private final Map<UUID, Optional<Job>> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Optional<Job>> eldest) {
          return size() > CAPACITY;
        }
      };

  JobCatalog(PatientStore store) {
    this.store = store;
  }

  Optional<Job> find(UUID jobId) {
    Optional<Job> known = cache.get(jobId);
    if (known == null) {
      known = store.ask(all -> all.jobs().find(jobId));
      cache.put(jobId, known);
    }
    return known;
  }

  /** Reads those of these jobs at once that are not in memory. */
  void prefetch(Collection<UUID> jobIds) {
    Set<UUID> missing = new HashSet<>(jobIds);
    missing.removeAll(cache.keySet());
    if (!missing.isEmpty()) {
      store.ask(all -> all.jobs().findAll(missing)).forEach(this::put);
    }
  }

  void put(Job job) {
    cache.put(job.id(), Optional.of(job));
  }

  /** It is read from the store when it is next needed. */
  void forget(UUID jobId) {
    cache.remove(jobId);
  }

  void remove(UUID jobId) {
    cache.put(jobId, Optional.empty());
  }
}
