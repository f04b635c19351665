package dev.tempo.engine.turn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Indexes the new runs among a turn's changes. An engine's ids grow, so they come sorted; and runs
 * start in the order in which they were added, so that the one that is asked for is mostly the one
 * behind the last. Used by the loop's thread alone.
 */
final class NewRunIndex {
  private final List<UUID> ids = new ArrayList<>();
  private int[] positions = new int[16];
  private int expected;

  /** A run was added; its id is greater than all before. */
  void add(UUID runId, int position) {
    if (ids.size() == positions.length) {
      positions = Arrays.copyOf(positions, 2 * positions.length);
    }
    positions[ids.size()] = position;
    ids.add(runId);
  }

  /** Where a run stands; empty if the turn has not added it. */
  OptionalInt positionOf(UUID runId) {
    boolean isExpected = expected < ids.size() && ids.get(expected).equals(runId);
    int index = isExpected ? expected : Collections.binarySearch(ids, runId);
    if (index < 0) {
      return OptionalInt.empty();
    }
    expected = index + 1;
    return OptionalInt.of(positions[index]);
  }

  /** How many there are. */
  int size() {
    return ids.size();
  }

  /** Forgets those that stand at a position or behind it. */
  void keepBefore(int position) {
    while (!ids.isEmpty() && positions[ids.size() - 1] >= position) {
      ids.removeLast();
    }
    expected = 0;
  }

  /** Forgets all. */
  void clear() {
    ids.clear();
    expected = 0;
  }
}
