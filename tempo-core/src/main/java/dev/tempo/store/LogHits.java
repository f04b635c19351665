package dev.tempo.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One page of what a search found. Immutable.
 *
 * @param hits newest first
 * @param nextCursor gives the next page; empty when all was searched and there is none
 * @param complete false when the time budget ran out before the page was full; the next page goes
 *     on
 */
public record LogHits(List<LogHit> hits, Optional<String> nextCursor, boolean complete) {

  /**
   * Copies the list.
   *
   * @throws NullPointerException if anything is null
   */
  public LogHits {
    Objects.requireNonNull(nextCursor, "nextCursor");
    Objects.requireNonNull(hits, "hits");
    hits = List.copyOf(hits);
  }
}
