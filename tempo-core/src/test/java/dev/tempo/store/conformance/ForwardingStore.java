package dev.tempo.store.conformance;

import dev.tempo.store.Change;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.JobStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.MetricStore;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A store that hands everything on to another one, for those that change one thing about it. */
public abstract class ForwardingStore implements Store {
  private final Store store;

  /** Hands on to this one. */
  protected ForwardingStore(Store store) {
    this.store = store;
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    return store.commit(changes);
  }

  @Override
  public JobStore jobs() {
    return store.jobs();
  }

  @Override
  public TriggerStore triggers() {
    return store.triggers();
  }

  @Override
  public RunStore runs() {
    return store.runs();
  }

  @Override
  public DecisionStore decisions() {
    return store.decisions();
  }

  @Override
  public LogStore logs() {
    return store.logs();
  }

  @Override
  public MetricStore metrics() {
    return store.metrics();
  }

  @Override
  public QueueStore queues() {
    return store.queues();
  }

  @Override
  public Optional<Path> directory() {
    return store.directory();
  }

  @Override
  public Optional<StoreException> lost() {
    return store.lost();
  }

  @Override
  public void ping() {
    store.ping();
  }

  @Override
  public void close() {
    store.close();
  }
}
