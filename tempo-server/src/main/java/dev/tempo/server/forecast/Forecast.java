package dev.tempo.server.forecast;

import dev.tempo.Trigger;
import dev.tempo.schedule.AfterJobsSchedule;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What triggers will do in a span.
 *
 * @param rows the triggers that fire in it, the first to fire first
 * @param fires one by one those of triggers that do not fire often, the earliest first
 * @param firesKnownUntil until when these are all; empty if they are to the end
 * @param overloads when queues are passed
 * @param complete whether all triggers were counted
 */
record Forecast(
    List<Row> rows,
    List<Fire> fires,
    Optional<Instant> firesKnownUntil,
    List<QueueOverload> overloads,
    boolean complete) {

  /**
   * A trigger.
   *
   * @param planned which
   * @param counts how often it fires in each cell
   * @param total how often it fires
   * @param isFrequent whether it fires too often to be told fire by fire
   * @param overlaps how many fires of its job, by all triggers, meet a run that has not ended
   */
  record Row(PlannedTrigger planned, int[] counts, long total, boolean isFrequent, int overlaps) {
    Trigger trigger() {
      return planned.trigger();
    }
  }

  /**
   * A job that runs after others.
   *
   * @param trigger which follows them
   * @param after which jobs
   * @param counts how often it is expected to run in each cell
   */
  record Follower(ScheduledJob job, Trigger trigger, AfterJobsSchedule after, int[] counts) {
    long total() {
      return Arrays.stream(counts).asLongStream().sum();
    }
  }

  /**
   * A trigger fires.
   *
   * @param at when
   * @param nominal the instant that its schedule names
   */
  record Fire(PlannedTrigger planned, Instant at, Instant nominal) {}
}
