package dev.tempo.store;

import dev.tempo.Run;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Part of a list of runs.
 *
 * @param runs the newest first
 * @param next the run after which the next page begins; empty if this is the last
 */
public record RunPage(List<Run> runs, Optional<UUID> next) {

  /**
   * Copies the list.
   *
   * @throws NullPointerException if anything is null
   */
  public RunPage {
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(runs, "runs");
    runs = List.copyOf(runs);
  }
}
