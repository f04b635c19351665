package dev.tempo.server.expectations;

import dev.tempo.Run;
import dev.tempo.server.jobs.Late;
import java.time.Instant;
import java.util.Optional;

/** A job that is watched over. Thread-safe. */
final class Watched {
  private final Plan plan;
  private Progress progress;
  private Optional<Late> late;
  private Instant judgedFrom;
  private Instant nextLook = Instant.MAX;

  /**
   * One as it was left.
   *
   * @param judgedFrom before which it is not said to be late
   */
  Watched(Plan plan, Progress progress, Optional<Late> late, Instant judgedFrom) {
    this.plan = plan;
    this.progress = progress;
    this.late = late;
    this.judgedFrom = judgedFrom;
  }

  Plan plan() {
    return plan;
  }

  synchronized Progress progress() {
    return progress;
  }

  synchronized Optional<Late> late() {
    return late;
  }

  synchronized void late(Optional<Late> now) {
    late = now;
  }

  synchronized Instant judgedFrom() {
    return judgedFrom;
  }

  /** It is not said to be late before. */
  synchronized void judgeFrom(Instant instant) {
    judgedFrom = Progress.latest(judgedFrom, instant);
  }

  /** When it is to be judged next; only the last that was said counts. */
  synchronized void lookAt(Instant instant) {
    nextLook = instant;
  }

  /** True if it is to be judged at that instant. */
  synchronized boolean isLookedAt(Instant instant) {
    return nextLook.equals(instant);
  }

  /** Learns of a run; true if it is to be judged for that. */
  synchronized boolean learn(Run run) {
    Progress before = progress;
    progress = progress.with(run);
    return plan.waitsForEnds() || late.isPresent() && !progress.equals(before);
  }
}
