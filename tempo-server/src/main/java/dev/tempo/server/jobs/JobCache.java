package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.store.JobStore;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Definitions that were lately asked for, so that a list reads none of them. Thread-safe. */
final class JobCache implements NodeCache {
  private static final int CAPACITY = 1_000;
  private static final int LONGEST_SCRIPT = 32_768;

  /** So few, as each may have a script of a megabyte. */
  private static final int READ_AT_ONCE = 20;

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

  /**
   * Shows each of these jobs that is there; those that are not in memory are read some at a time.
   */
  void each(Collection<UUID> ids, Consumer<Job> eye) {
    List<UUID> missing = new ArrayList<>();
    for (UUID id : ids) {
      Optional<Job> known;
      synchronized (cache) {
        known = Optional.ofNullable(cache.get(id));
      }
      known.ifPresentOrElse(eye, () -> missing.add(id));
    }
    for (int from = 0; from < missing.size(); from += READ_AT_ONCE) {
      int to = Math.min(from + READ_AT_ONCE, missing.size());
      long before;
      synchronized (cache) {
        before = invalidations;
      }
      List<Job> read = jobs.findAll(missing.subList(from, to));
      synchronized (cache) {
        if (invalidations == before) {
          read.forEach(this::put);
        }
      }
      read.forEach(eye);
    }
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
