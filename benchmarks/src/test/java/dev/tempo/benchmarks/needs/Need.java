package dev.tempo.benchmarks.needs;

import java.util.List;

/**
 * Something that a program asks of a scheduler sooner or later.
 *
 * @param mark between {@code // need: mark} and {@code // end of need} stands what it takes
 * @param title in the table
 */
record Need(String mark, String title) {
  static final List<Need> ALL =
      List.of(
          new Need("cron", "a cron expression in a zone, kept on disk"),
          new Need("once", "once, later"),
          new Need("interval", "an interval that does not drift"),
          new Need("after each", "a while after each end"),
          new Need("dst", "what happens when clocks change, by a rule that one chooses"),
          new Need("missed", "what was missed: once, all, none"),
          new Need("holidays", "not on holidays"),
          new Need("own schedule", "a schedule of one's own"),
          new Need("payload", "a typed payload"),
          new Need("result", "a result that is kept"),
          new Need("progress", "progress, live"),
          new Need("within", "others, asked for from within"),
          new Need("many", "100,000 requests in one call"),
          new Need("chain", "one after another"),
          new Need("retries", "attempts that grow apart, not for each exception"),
          new Need("dead letters", "what failed for good, and once more"),
          new Need("time-out", "a time-out"),
          new Need("limit", "so many at once at most"),
          new Need("rate", "so many a minute at most"),
          new Need("priority", "urgent ones first"),
          new Need("key", "one at a time for each customer, in order"),
          new Need("unique", "asked for twice, done once"),
          new Need("declared", "jobs that follow the program, but keep what operators changed"),
          new Need("transaction", "in the program's own transaction"),
          new Need("around", "code around each run"),
          new Need("events", "what happened, as events"),
          new Need("history", "what a run came to, and its log"),
          new Need("why", "why it did not run"),
          new Need("tests", "a year of nights in a test, without waiting"),
          new Need("scripts", "a script, ended with all that it started"));
}
