package dev.tempo.engine.state;

import dev.tempo.Job;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.UnexpectedStoreException;
import dev.tempo.task.CommandTask;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions that are in use, read from the store when they are first needed. Holds what a
 * turn has decided, also before it is durable. Used by the loop's thread alone.
 */
public final class JobCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(JobCatalog.class);
  private static final int CAPACITY = 20_000;
  private static final int MOST_CHARACTERS = 24_000_000;

  private final RetryingStore store;
  private final LinkedHashMap<UUID, Optional<Job>> cache = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  public JobCatalog(RetryingStore store) {
    this.store = store;
  }

  public Optional<Job> find(UUID jobId) {
    Optional<Job> known = cache.get(jobId);
    if (known == null) {
      known = store.ask(all -> all.jobs().find(jobId));
      keep(jobId, known);
    }
    return known;
  }

  /** Reads those of these jobs at once that are not in memory. */
  public void prefetch(Collection<UUID> jobIds) {
    Set<UUID> missing = new HashSet<>(jobIds);
    missing.removeAll(cache.keySet());
    if (!missing.isEmpty()) {
      try {
        store.ask(all -> all.jobs().findAll(missing)).forEach(this::put);
      } catch (UnexpectedStoreException e) {
        LOG.debug("Jobs are read one by one: {}", e.getMessage()); // one of them is told of then
      }
    }
  }

  public void put(Job job) {
    keep(job.id(), Optional.of(job));
  }

  /** The eldest make room, but never for the last one. */
  private void keep(UUID jobId, Optional<Job> job) {
    characters += length(job) - length(cache.put(jobId, job));
    while (cache.size() > 1 && (cache.size() > CAPACITY || characters > MOST_CHARACTERS)) {
      characters -= length(cache.pollFirstEntry().getValue());
    }
  }

  /** Of its script: all else of a job is small. */
  private static int length(Optional<Job> job) {
    if (job == null || job.isEmpty()) {
      return 0;
    }
    return switch (job.get().task()) {
      case PythonTask python -> python.content().length();
      case ShellTask shell -> shell.content().length();
      case CommandTask command -> 0;
      case HandlerTask handler -> 0;
    };
  }

  /** It is read from the store when it is next needed. */
  public void forget(UUID jobId) {
    characters -= length(cache.remove(jobId));
  }

  public void remove(UUID jobId) {
    keep(jobId, Optional.empty());
  }
}
