package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.store.RunQuery;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Runs of several sources, each of which is in order, in that order. */
final class MergedRuns implements Iterator<Run> {
  private final PriorityQueue<Source> sources;

  /** A source, and its next run. */
  private record Source(Run next, Iterator<Run> rest) {}

  MergedRuns(List<Iterator<Run>> walks, RunQuery.Order order) {
    Comparator<Source> byId = Comparator.comparing(source -> source.next().id());
    sources = new PriorityQueue<>(order == RunQuery.Order.NEWEST_FIRST ? byId.reversed() : byId);
    walks.forEach(this::add);
  }

  private void add(Iterator<Run> walk) {
    if (walk.hasNext()) {
      sources.add(new Source(walk.next(), walk));
    }
  }

  @Override
  public boolean hasNext() {
    return !sources.isEmpty();
  }

  @Override
  public Run next() {
    Source first = sources.poll();
    if (first == null) {
      throw new NoSuchElementException("There are no more runs");
    }
    add(first.rest());
    return first.next();
  }
}
