package dev.tempo.engine.state;

import dev.tempo.Run;
import dev.tempo.store.RunPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Runs of one job that wait for its other runs to end, in the order in which their queues would
 * start them. The first ones are kept whole; of those behind them only their places are, since they
 * are in the store. Used by the loop's thread alone.
 */
final class BlockedRuns {
  private static final int KEPT_WHOLE = 1_000;

  private final Map<String, TreeMap<Place, Optional<Run>>> byQueue = new HashMap<>(0);
  private final Map<UUID, Place> places = new HashMap<>(0);

  /** Where a run stands among those of its queue. */
  private record Place(String queue, long rank, UUID runId) implements Comparable<Place> {
    static Place of(Run run) {
      return new Place(run.job().queue(), RunPlace.rank(run), run.id());
    }

    @Override
    public int compareTo(Place other) {
      int order = Long.compare(rank, other.rank);
      return order != 0 ? order : runId.compareTo(other.runId);
    }
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  int size() {
    return places.size();
  }

  void add(Run run) {
    remove(run.id());
    Place place = Place.of(run);
    Optional<Run> whole = places.size() < KEPT_WHOLE ? Optional.of(run) : Optional.empty();
    byQueue.computeIfAbsent(place.queue(), any -> new TreeMap<>()).put(place, whole);
    places.put(run.id(), place);
  }

  /** The queues in which they wait. */
  List<String> queues() {
    return List.copyOf(byQueue.keySet());
  }

  /** The first one of a queue; empty if there is none. */
  Optional<JobActivity.Blocked> first(String queue) {
    return Optional.ofNullable(byQueue.get(queue))
        .map(TreeMap::firstEntry)
        .map(first -> new JobActivity.Blocked(first.getKey().runId(), first.getValue()));
  }

  void remove(UUID runId) {
    Place place = places.remove(runId);
    if (place != null) {
      TreeMap<Place, Optional<Run>> others = byQueue.get(place.queue());
      others.remove(place);
      if (others.isEmpty()) {
        byQueue.remove(place.queue());
      }
    }
  }
}
