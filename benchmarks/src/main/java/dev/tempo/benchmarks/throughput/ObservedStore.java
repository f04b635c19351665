package dev.tempo.benchmarks.throughput;

import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.conformance.ForwardingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A store that notes the shape of every commit. Commits come from one thread, the engine's. */
final class ObservedStore extends ForwardingStore {
  private final List<CommitShape> shapes = new ArrayList<>();

  ObservedStore(Store store) {
    super(store);
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
    return super.commit(changes);
  }
}
