package dev.tempo.engine;

/** Receives the end of work; safe for all threads. */
@FunctionalInterface
interface WorkCallback {
  void ended(RunOutcome outcome);
}
