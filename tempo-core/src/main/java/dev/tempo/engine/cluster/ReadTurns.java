package dev.tempo.engine.cluster;

import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.FeedEntry;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Whose turns were read, by their numbers, to find out which of them the database has lost: as it
 * was a replica that was behind when it was promoted, and so always the last ones. Used by one
 * thread.
 */
final class ReadTurns {
  private static final int MOST = 100;

  private final Feed feed;
  private final TreeMap<Long, Optional<UUID>> holders = new TreeMap<>(); // each up to the next
  private long last = -1;

  ReadTurns(Feed feed) {
    this.feed = feed;
  }

  /** The number of the last one; negative before the first look. */
  long last() {
    return last;
  }

  /** Goes on with what follows the feed's last turn. */
  void begin() {
    long number = feed.last();
    Optional<UUID> holder = feed.holder(number);
    holders.clear();
    holders.put(number, holder);
    last = number;
  }

  /** This is the next one that was read. */
  void add(FeedEntry entry) {
    last = entry.number();
    if (!isLastOf(entry.holder())) {
      holders.put(entry.number(), Optional.of(entry.holder()));
      if (holders.size() > MOST) {
        holders.pollFirstEntry();
      }
    }
  }

  /** Whether this holder made the last one. */
  boolean isLastOf(UUID holder) {
    return holders.lastEntry().getValue().filter(holder::equals).isPresent();
  }

  /**
   * How many the feed has lost; at least, if none is left of those that are known here. What is
   * older may have been pruned, so the search begins at the end.
   */
  long lost() {
    if (isThere(last)) {
      return 0;
    }
    long from = last;
    for (long step = 1; from > holders.firstKey() && !isThere(from); step *= 2) {
      from = Math.max(holders.firstKey(), last - step);
    }
    long to = last;
    while (from < to) { // what is before is there, and what is from there on is not
      long middle = (from + to) >>> 1;
      if (isThere(middle)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return last + 1 - from;
  }

  private boolean isThere(long number) {
    return feed.holder(number).equals(holders.floorEntry(number).getValue());
  }
}
