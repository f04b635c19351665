package dev.tempo.engine;

/** Takes the news that work has ended; safe for all threads. */
@FunctionalInterface
interface EndOfWork {
  void ended(Outcome outcome);
}
