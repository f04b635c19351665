package dev.tempo.benchmarks.cron;

import java.time.Instant;

/** A library that reads cron expressions and searches for occurrences in a time zone. */
sealed interface CronLibrary permits TempoCron, CronUtilsCron, QuartzCron, SpringCron, JobRunrCron {

  /**
   * Reads an expression, ready to search.
   *
   * @throws Exception if the library cannot
   */
  Search parse(String text) throws Exception;

  /** An expression that was read. */
  interface Search {

    /** The first occurrence after an instant. */
    Instant next(Instant after);

    /**
     * The first occurrence after one of {@link Starts}, from and to the library's own form of time.
     *
     * @param start the place of the starting point
     */
    Object from(int start);
  }
}
