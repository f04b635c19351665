package dev.tempo.store;

import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Records a decision about one or more occurrences of a trigger that did not become runs of their
 * own.
 *
 * @param id a UUID of version 7
 * @param subject whose occurrences
 * @param range which
 * @param reason in words
 * @param decidedAt when
 */
public record DecisionEntry(
    UUID id, Subject subject, Range range, String reason, Instant decidedAt) {

  /** What was decided. */
  public enum Decision {
    /** Too late, and skipped by the trigger's misfire policy. */
    MISFIRED,
    /** Folded into a run that was already waiting. */
    COALESCED,
    /** Passed over while the job or the engine was paused, or when the data was restored. */
    SUPPRESSED
  }

  /**
   * Whose occurrences an entry is about.
   *
   * @param jobId the job
   * @param triggerId the trigger
   * @param decision what was decided
   * @param runId the run that stands for them; empty if none does
   */
  public record Subject(UUID jobId, UUID triggerId, Decision decision, Optional<UUID> runId) {

    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is null
     */
    public Subject {
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(triggerId, "triggerId");
      Objects.requireNonNull(decision, "decision");
      Objects.requireNonNull(runId, "runId");
    }
  }

  /**
   * A run of occurrences of one trigger.
   *
   * @param from the nominal instant of the first
   * @param to the nominal instant of the last
   * @param count how many, from 1
   */
  public record Range(Instant from, Instant to, long count) {

    /**
     * Checks the order, and cuts the instants to whole milliseconds.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if it ends before it begins, or counts nothing
     */
    public Range {
      Objects.requireNonNull(to, "to");
      Objects.requireNonNull(from, "from");
      from = TimeBounds.millis(from);
      to = TimeBounds.millis(to);
      if (to.isBefore(from) || count < 1) {
        throw new IllegalArgumentException(
            "Not a range of occurrences: from " + from + " to " + to + ", " + count);
      }
    }

    /** A range that ends with one more occurrence. */
    public Range and(Instant occurrence) {
      return new Range(from, occurrence, count + 1);
    }
  }

  /**
   * Cuts the instant to whole milliseconds; what no UTF-8 can hold becomes U+FFFD.
   *
   * @throws NullPointerException if anything is null
   */
  public DecisionEntry {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(decidedAt, "decidedAt");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(range, "range");
    reason = StoredText.repaired(reason);
    decidedAt = TimeBounds.millis(decidedAt);
  }

  /** Returns a copy that also stands for a later occurrence. */
  public DecisionEntry and(Instant occurrence) {
    return new DecisionEntry(id, subject, range.and(occurrence), reason, decidedAt);
  }
}
