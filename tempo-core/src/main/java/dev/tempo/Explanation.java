package dev.tempo;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Why a job did or did not run at an instant, as one of its triggers sees it.
 *
 * @param triggerId which trigger
 * @param at the instant that was asked about
 * @param decision what became of it
 * @param text the reason in words
 * @param run the run that stands for the instant; empty if none does
 */
public record Explanation(
    UUID triggerId, Instant at, Decision decision, String text, Optional<Run> run) {

  /** What became of an instant. */
  public enum Decision {
    /** A run started for it. */
    RAN,
    /** A run for it is queued. */
    WAITING,
    /** A run for it was skipped, or withdrawn before it started. */
    SKIPPED,
    /** It was folded into another run that was already waiting. */
    COALESCED,
    /** It was too late, and the misfire policy skipped it. */
    MISFIRED,
    /** It was passed over on purpose, as when data is restored. */
    SUPPRESSED,
    /** It lies ahead and will fire. */
    DUE,
    /** The schedule does not name it. */
    NOT_SCHEDULED,
    /** The schedule names it, but job or trigger are, or were, disabled or not there yet. */
    NOT_ACTIVE
  }

  /** Checks that nothing is null. */
  public Explanation {
    Objects.requireNonNull(triggerId, "triggerId");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(run, "run");
  }
}
