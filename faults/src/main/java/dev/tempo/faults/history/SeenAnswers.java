package dev.tempo.faults.history;

import dev.tempo.RunStatus;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What a server answered for.
 *
 * @param runs runs that it said it would run
 * @param ends ends of runs that it told
 * @param saves what it said was saved, and whether that was there in the end
 * @param failures answers that must never be, such as {@code 500 GET /api/runs}
 */
public record SeenAnswers(
    List<UUID> runs, List<ToldEnd> ends, List<Saved> saves, List<String> failures) {

  /** Copies the lists. */
  public SeenAnswers {
    runs = List.copyOf(runs);
    ends = List.copyOf(ends);
    saves = List.copyOf(saves);
    failures = List.copyOf(failures);
  }

  /**
   * An end that was told.
   *
   * @param run whose
   * @param status which
   * @param exitCode with which code
   */
  public record ToldEnd(UUID run, RunStatus status, OptionalInt exitCode) {}

  /**
   * Something that was saved.
   *
   * @param what in words
   * @param found whether it was there in the end
   */
  public record Saved(String what, boolean found) {}
}
