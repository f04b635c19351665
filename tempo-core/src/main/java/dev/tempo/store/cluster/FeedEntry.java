package dev.tempo.store.cluster;

import java.util.Objects;
import java.util.UUID;

/**
 * What a turn has changed.
 *
 * @param number of the turn
 * @param holder of the fence under which the turn was made; no one's before that
 * @param body the events of the turn, as the engine writes them; other nodes publish them
 */
public record FeedEntry(long number, UUID holder, byte[] body) {
  private static final UUID NOBODY = new UUID(0, 0);

  /** Checks that nothing is null. */
  public FeedEntry {
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(body, "body");
  }

  /** Of a turn that is yet to be made. */
  public FeedEntry(long number, byte[] body) {
    this(number, NOBODY, body);
  }
}
