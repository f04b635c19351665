package dev.tempo.store.sqlite;

import dev.tempo.Ending;
import dev.tempo.JobPolicy;
import dev.tempo.Leftovers;
import dev.tempo.Overlap;
import dev.tempo.Retry;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.task.Limits;
import java.sql.SQLException;

/** A policy as the columns of its job. */
final class PolicyColumns {
  static final String NAMES =
      "queue, overlap, retry_count, retry_delay_ms, retry_backoff, retry_max_delay_ms,"
          + " retry_jitter, timeout_ms, grace_ms, leftovers, rerun_if_lost, limit_memory_bytes,"
          + " limit_cpu_percent, limit_processes, limit_output_bytes, limit_nice";

  private PolicyColumns() {}

  static void bind(StatementParameters to, JobPolicy policy) throws SQLException {
    Retry retry = policy.retry();
    Ending ending = policy.ending();
    Limits limits = policy.limits();
    to.text(policy.queue())
        .text(policy.overlap().name())
        .number(retry.count())
        .millis(retry.delay())
        .text(retry.backoff().name())
        .millis(retry.maxDelay())
        .real(retry.jitter())
        .millis(ending.timeout())
        .millis(ending.grace())
        .text(ending.leftovers().name())
        .flag(ending.rerunIfLost())
        .number(limits.memoryBytes())
        .number(limits.cpuPercent())
        .number(limits.processes())
        .number(limits.outputBytes())
        .number(limits.nice());
  }

  static JobPolicy read(ResultRow row) throws SQLException {
    return new JobPolicy(
        row.text("queue"),
        Overlap.valueOf(row.text("overlap")),
        retry(row),
        ending(row),
        limits(row));
  }

  private static Retry retry(ResultRow row) throws SQLException {
    return new Retry(
        row.integer("retry_count"),
        row.millis("retry_delay_ms"),
        Retry.Backoff.valueOf(row.text("retry_backoff")),
        row.millis("retry_max_delay_ms"),
        row.real("retry_jitter"));
  }

  private static Ending ending(ResultRow row) throws SQLException {
    return new Ending(
        row.optionalMillis("timeout_ms"),
        row.millis("grace_ms"),
        Leftovers.valueOf(row.text("leftovers")),
        row.flag("rerun_if_lost"));
  }

  private static Limits limits(ResultRow row) throws SQLException {
    return new Limits(
        row.optionalNumber("limit_memory_bytes"),
        row.optionalInteger("limit_cpu_percent"),
        row.optionalInteger("limit_processes"),
        row.optionalNumber("limit_output_bytes"),
        row.optionalInteger("limit_nice"));
  }
}
