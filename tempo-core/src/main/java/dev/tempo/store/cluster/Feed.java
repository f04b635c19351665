package dev.tempo.store.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What turns have changed, in their order, so that other nodes can follow. */
public interface Feed {
  /** The number of the last turn; 0 if there was none. */
  long last();

  /**
   * Whose turn has a number, by the holder of its fence; empty if it is not there. After a failover
   * to a database that lacks the last commits, numbers are given once more, by other holders.
   */
  Optional<UUID> holder(long number);

  /**
   * Turns after a number, the oldest first. A number that is missing was pruned: whoever sees a gap
   * forgets all that it knows.
   */
  List<FeedEntry> after(long number, int limit);

  /** Deletes what is older than so; for the leader. */
  void prune(Duration age);
}
