package dev.tempo.engine.state;

import dev.tempo.task.ScriptText;

/** Receives what becomes of work; safe for all threads. */
@FunctionalInterface
public interface WorkCallback {
  void ended(RunOutcome outcome);

  /**
   * The work executes a file where it lies, and has read it just before.
   *
   * @param sha256 of the file, in hexadecimal digits
   * @param script what it says
   */
  default void read(String sha256, ScriptText script) {}

  /**
   * The work has handed this over; said before its end.
   *
   * @param text as the codec has written it
   */
  default void handedOver(String text) {}
}
