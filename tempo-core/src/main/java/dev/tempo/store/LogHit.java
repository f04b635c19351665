package dev.tempo.store;

import dev.tempo.log.LogLine;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A line that a search found. Immutable.
 *
 * @param runId whose line it is
 * @param jobId the run's job
 * @param line the line
 * @param highlights where the text stands in the line, from left to right, without overlaps; at
 *     least one
 */
public record LogHit(UUID runId, UUID jobId, LogLine line, List<Span> highlights) {

  /**
   * Copies the list.
   *
   * @throws NullPointerException if anything is null
   */
  public LogHit {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(line, "line");
    Objects.requireNonNull(highlights, "highlights");
    highlights = List.copyOf(highlights);
  }

  /**
   * A part of a line, in UTF-16 units, as {@link String#substring(int, int)} takes them.
   *
   * @param start where it starts
   * @param end where it ends, exclusive
   */
  public record Span(int start, int end) {}
}
