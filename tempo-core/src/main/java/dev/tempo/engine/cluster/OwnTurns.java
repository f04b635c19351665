package dev.tempo.engine.cluster;

import dev.tempo.store.cluster.FeedEntry;
import java.util.TreeMap;
import java.util.UUID;

/** Which of the latest turns of the feed this node has made, and so has told of. Thread-safe. */
public final class OwnTurns {
  private static final int MOST = 20_000;

  private final TreeMap<Long, UUID> holders = new TreeMap<>();

  /** It is about to make this one under the fence of this holder. */
  public synchronized void add(long number, UUID holder) {
    holders.put(number, holder);
    if (holders.size() > MOST) {
      holders.pollFirstEntry();
    }
  }

  /** It has not made it. */
  public synchronized void remove(long number) {
    holders.remove(number);
  }

  /** Whether it has made this one, which is not asked for again. */
  synchronized boolean takes(FeedEntry entry) {
    return holders.remove(entry.number(), entry.holder());
  }
}
