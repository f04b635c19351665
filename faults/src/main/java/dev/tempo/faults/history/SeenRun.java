package dev.tempo.faults.history;

import dev.tempo.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A run as the store has it in the end.
 *
 * @param id its id
 * @param origin where it came from
 * @param status how it ended
 * @param exitCode of the script
 * @param script the SHA-256 of the text that it records; empty if it never started
 * @param lines its log
 */
public record SeenRun(
    UUID id,
    Origin origin,
    RunStatus status,
    OptionalInt exitCode,
    Optional<String> script,
    List<Line> lines) {

  /** Copies the lines. */
  public SeenRun {
    lines = List.copyOf(lines);
  }

  /**
   * What asked for a run.
   *
   * @param trigger the trigger, if it was one
   * @param scheduledFor for which instant
   * @param first the first attempt; the run itself if it is that
   * @param attempt from 1
   */
  public record Origin(
      Optional<UUID> trigger, Optional<Instant> scheduledFor, UUID first, int attempt) {}

  /**
   * A line of a log.
   *
   * @param number counts all streams
   * @param stream {@code stdout}, {@code stderr} or {@code system}
   * @param text without its end
   */
  public record Line(long number, String stream, String text) {}
}
