package dev.tempo.engine.state;

/** Receives the end of work; safe for all threads. */
@FunctionalInterface
public interface WorkCallback {
  void ended(RunOutcome outcome);
}
