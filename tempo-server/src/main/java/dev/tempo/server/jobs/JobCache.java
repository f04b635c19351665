package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.store.JobStore;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Definitions that were lately asked for, so that a list reads none of them. Thread-safe. */
final class JobCache implements NodeCache {
  private static final int CAPACITY = 1_000;
  private static final int LONGEST_SCRIPT = 32_768;

  private final JobStore jobs;
  private final Map<UUID, Job> cache = BoundedMap.byAccess(CAPACITY);

  /** How often something was invalidated, so that what was read before that is not kept. */
  private long invalidations;

  JobCache(JobStore jobs) {
    this.jobs = jobs;
  }

  Optional<Job> find(UUID id) {
    long before;
    synchronized (cache) {
      Job known = cache.get(id);
      if (known != null) {
        return Optional.of(known);
      }
      before = invalidations;
    }
    Optional<Job> read = jobs.find(id);
    synchronized (cache) {
      if (invalidations == before) {
        read.ifPresent(this::put);
      }
    }
    return read;
  }

  @Override
  public void invalidate(DataChange change) {
    synchronized (cache) {
      switch (change) {
        case DataChange.Everything all -> cache.clear();
        case DataChange.JobsChanged changed -> changed.jobIds().forEach(cache::remove);
        default -> {
          return; // says nothing about definitions
        }
      }
      invalidations++;
    }
  }

  /** Learns of a job as it is now; older news than what is known is none. */
  void put(Job job) {
    synchronized (cache) {
      if (length(job.task()) > LONGEST_SCRIPT) {
        cache.remove(job.id());
      } else {
        cache.merge(
            job.id(), job, (known, more) -> more.version() < known.version() ? known : more);
      }
    }
  }

  void remove(UUID id) {
    synchronized (cache) {
      cache.remove(id);
    }
  }

  /** Of its script, in characters. */
  static int length(Task task) {
    return switch (task) {
      case PythonTask python -> python.content().length();
      case ShellTask shell -> shell.content().length();
      default -> 0;
    };
  }
}
