package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.BenchmarkSettings;

/** A way to listen to a run. */
interface Audience {
  /** How many listen. */
  int READERS = 200;

  /** What it is, for the name of the case. */
  String name();

  /** What all readers hear of a script that prints so many lines, from the first to the last. */
  Heard hear(String script, int lines, BenchmarkSettings settings) throws Exception;
}
