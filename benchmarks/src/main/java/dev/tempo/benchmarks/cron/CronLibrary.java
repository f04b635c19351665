package dev.tempo.benchmarks.cron;

import java.time.Instant;

/** A library that reads cron expressions and searches for occurrences in a time zone. */
interface CronLibrary {

  /** As it stands in tables. */
  String name();

  /**
   * Reads an expression, ready to search.
   *
   * @throws Exception if the library cannot
   */
  Search parse(String text) throws Exception;

  /** An expression that was read. Each has loops of its own, which call nothing but its library. */
  interface Search {

    /** The first occurrence after an instant. */
    Instant next(Instant after);

    /**
     * Searches from so many starting points, each in the library's own form, made beforehand.
     *
     * @return something that depends on all results
     */
    long search(int times);
  }
}
