package dev.tempo.server.comparison;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.clustering.LocalRuns;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what runs run with when they start. That changes seldom, by a new definition of the job or
 * another environment; so a line is written only then, and a run's is the last one of its
 * definition that was written before it started, or when. Thread-safe.
 */
public final class SetupBook implements NodeCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SetupBook.class);

  /** How many setups of a job are kept. */
  private static final int KEPT = 500;

  private static final int KNOWN = 10_000;

  /** What was noted last of a job: its definition, and which environment it used, if any. */
  private record Known(long definition, Optional<String> build) {}

  private final Tempo tempo;
  private final LocalRuns local;
  private final SetupReader reader;
  private final SetupStore store;
  private final Subscription events;

  private final AtomicBoolean stale = new AtomicBoolean();

  /** Used by the listener's thread alone. */
  private final Map<UUID, Known> known = BoundedMap.byAccess(KNOWN);

  /** Of an engine's runs, kept in a database. */
  public SetupBook(Tempo tempo, Database database) {
    this.tempo = tempo;
    this.local = new LocalRuns(tempo);
    this.reader = new SetupReader(tempo.python());
    this.store = new SetupStore(database);
    store.prune();
    this.events = tempo.onEvent(this::follow);
  }

  /** What a run ran with; empty if it has not started, or nobody noted it. */
  Optional<Setup> of(Run run) {
    return run.startedAt()
        .flatMap(start -> store.find(run.jobId(), run.job().version(), start))
        .map(Setup::parse);
  }

  @Override
  public void invalidate(DataChange change) {
    if (change instanceof DataChange.Everything) {
      stale.set(true);
    }
  }

  @Override
  public void close() {
    events.close();
  }

  private void follow(Event event) {
    if (stale.getAndSet(false)) {
      known.clear();
    }
    switch (event) {
      case Event.RunStarted started -> note(started.run());
      case Event.JobDeleted deleted -> known.remove(deleted.jobId());
      default -> {} // starts nothing
    }
  }

  private void note(Run run) {
    UUID jobId = run.jobId();
    long definition = run.job().version();
    Known last = known.get(jobId);
    boolean same = !local.areOnlySome() && last != null && last.definition() == definition;
    if (same && (last.build().isEmpty() || reader.build(jobId).equals(last.build()))) {
      return; // as nearly always, without a look at the job
    }
    if (!local.has(run.id())) {
      return; // it runs with what is there
    }
    Optional<Job> job = tempo.findJob(jobId).filter(now -> now.version() == definition);
    if (job.isEmpty()) {
      return; // it was changed meanwhile
    }
    try {
      Instant start = run.startedAt().orElseThrow();
      String document = reader.read(job.get()).document();
      if (!store.find(jobId, definition, start).equals(Optional.of(document))) {
        store.save(jobId, definition, start, document, KEPT);
      }
      known.put(jobId, new Known(definition, reader.build(job.get())));
    } catch (StoreException e) {
      LOG.warn("What run {} runs with could not be noted: {}", run.id(), e.getMessage());
    }
  }
}
