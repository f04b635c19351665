package dev.tempo.benchmarks.script;

/** Something that runs {@code /bin/true} to its end. */
interface Spawner {

  /** What is measured of one. */
  enum Way {
    /** The middle of single runs, each begun when all has been quiet for 20 ms; in ms. */
    APART,
    /** The middle of runs of which each begins when the one before has ended; in ms. */
    IN_A_ROW,
    /** How many a second are run when all are asked for at once. */
    BURST
  }

  /** Measures so many runs. */
  double measure(Way way, int runs) throws Exception;
}
