package dev.tempo.benchmarks.throughput;

import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.LedgerStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.MetricStore;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A store that notes the shape of every commit. Commits come from one thread, the engine's. */
final class ObservedStore implements Store {
  private final Store store;
  private final List<CommitShape> shapes = new ArrayList<>();

  ObservedStore(Store store) {
    this.store = store;
  }

  /** What was committed, in order; to be read when the engine is closed. */
  List<CommitShape> shapes() {
    return shapes;
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    CommitShape shape = CommitShape.of(changes);
    if (shape.writes() > 0) {
      shapes.add(shape);
    }
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
  public LedgerStore ledger() {
    return store.ledger();
  }

  @Override
  public MetricStore metrics() {
    return store.metrics();
  }

  @Override
  public LogStore logs() {
    return store.logs();
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
  public void close() {
    store.close();
  }
}
