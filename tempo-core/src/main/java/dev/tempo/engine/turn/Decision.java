package dev.tempo.engine.turn;

import dev.tempo.Run;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * One thing that a turn decides: for one caller, job, run or trigger. What fails in it costs only
 * it. Used by the loop's thread alone.
 */
public final class Decision {
  /** What belongs to no decision of its own. */
  private static final Subject NOTHING =
      new Subject("A turn", Optional.empty(), Optional.empty(), Optional.empty());

  private final Subject subject;
  private final boolean told;
  private final Otherwise otherwise;
  private boolean failed;

  /** What is done in place of a decision that failed. */
  @FunctionalInterface
  public interface Otherwise {

    /** Does it; the engine's memory is again as the store is. */
    void instead(Turn turn, Throwable failure);
  }

  /**
   * What it is about.
   *
   * @param doing what is done, as the begin of a sentence
   * @param jobId of which job
   * @param triggerId of which trigger
   * @param runId of which run
   */
  public record Subject(
      String doing, Optional<UUID> jobId, Optional<UUID> triggerId, Optional<UUID> runId) {

    public static Subject of(String doing) {
      return new Subject(doing, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Subject ofJob(String doing, UUID jobId) {
      return new Subject(doing, Optional.of(jobId), Optional.empty(), Optional.empty());
    }

    public static Subject ofRun(String doing, Run run) {
      return new Subject(doing, Optional.of(run.jobId()), Optional.empty(), Optional.of(run.id()));
    }

    public Subject trigger(UUID id) {
      return new Subject(doing, jobId, Optional.of(id), runId);
    }

    public Subject run(UUID id) {
      return new Subject(doing, jobId, triggerId, Optional.of(id));
    }

    @Override
    public String toString() {
      StringJoiner ids = new StringJoiner(", ", " (", ")").setEmptyValue("");
      jobId.ifPresent(id -> ids.add("job " + id));
      triggerId.ifPresent(id -> ids.add("trigger " + id));
      runId.ifPresent(id -> ids.add("run " + id));
      return doing + ids;
    }
  }

  private Decision(Subject subject, boolean told, Otherwise otherwise) {
    this.subject = subject;
    this.told = told;
    this.otherwise = otherwise;
  }

  /** One whose failure is logged and told as an event, before what is done instead. */
  public static Decision of(Subject subject, Otherwise otherwise) {
    return new Decision(subject, true, otherwise);
  }

  /** One whose failure is told to who asked for it, and to nobody else. */
  public static Decision asked(Subject subject, Otherwise answer) {
    return new Decision(subject, false, answer);
  }

  /** That of a turn itself, for what is in no other. */
  static Decision ofTurn() {
    return new Decision(NOTHING, true, (turn, failure) -> {});
  }

  Subject subject() {
    return subject;
  }

  boolean isTold() {
    return told;
  }

  /** It came to nothing: what was to follow it does not. */
  void fail() {
    failed = true;
  }

  boolean isFailed() {
    return failed;
  }

  void instead(Turn turn, Throwable failure) {
    otherwise.instead(turn, failure);
  }
}
