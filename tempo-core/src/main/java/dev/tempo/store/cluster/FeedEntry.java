package dev.tempo.store.cluster;

import java.util.Objects;

/**
 * What a turn has changed.
 *
 * @param number of the turn
 * @param body the events of the turn, as the engine writes them; other nodes publish them
 */
public record FeedEntry(long number, byte[] body) {
  /** Checks that nothing is null. */
  public FeedEntry {
    Objects.requireNonNull(body, "body");
  }
}
