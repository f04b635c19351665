package dev.tempo.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is to happen at a monotonic instant: retries that become due, time-outs, the end of a grace.
 * Used by the loop's thread alone.
 */
final class Deadlines {
  private final TreeMap<Key, Consumer<Turn>> actions = new TreeMap<>();
  private long sequence;

  /** A deadline that can be called off. Compared by difference, since monotonic time may wrap. */
  record Key(long nanos, long sequence) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = Long.compare(nanos - other.nanos, 0);
      return order != 0 ? order : Long.compare(sequence, other.sequence);
    }
  }

  Key at(long nanos, Consumer<Turn> action) {
    Key key = new Key(nanos, sequence++);
    actions.put(key, action);
    return key;
  }

  void cancel(Key key) {
    actions.remove(key);
  }

  /** Does all that is due. */
  void run(Turn turn) {
    while (!actions.isEmpty() && actions.firstKey().nanos() - turn.nanos() <= 0) {
      Map.Entry<Key, Consumer<Turn>> due = actions.pollFirstEntry();
      due.getValue().accept(turn);
    }
  }

  /** Nanoseconds until the next one; at most {@code limit}. */
  long nanosLeft(long now, long limit) {
    return actions.isEmpty() ? limit : Math.clamp(actions.firstKey().nanos() - now, 0, limit);
  }
}
