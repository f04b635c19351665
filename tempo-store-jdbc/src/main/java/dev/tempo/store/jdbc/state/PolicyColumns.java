package dev.tempo.store.jdbc.state;

import dev.tempo.JobPolicy;
import dev.tempo.NodePolicy;
import dev.tempo.OrphanPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.TerminationPolicy;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.task.ResourceLimits;
import dev.tempo.value.TimeBounds;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A policy as the columns of its job. */
final class PolicyColumns {
  static final String NAMES =
      "queue, overlap, retry_count, retry_delay_ms, retry_backoff, retry_max_delay_ms,"
          + " retry_jitter, timeout_ms, grace_ms, leftovers, rerun_if_lost, limit_memory_bytes,"
          + " limit_cpu_percent, limit_processes, limit_output_bytes, limit_nice, retry_conditions,"
          + " priority, delete_when_done, node_labels, lost_after_ms";

  private PolicyColumns() {}

  static void bind(StatementParameters to, JobPolicy policy) throws SQLException {
    RetryPolicy retry = policy.retry();
    TerminationPolicy termination = policy.termination();
    ResourceLimits limits = policy.limits();
    to.text(policy.queue())
        .text(policy.overlap().name())
        .number(retry.count())
        .millis(retry.delay())
        .text(retry.backoff().name())
        .millis(retry.maxDelay())
        .real(retry.jitter())
        .millis(termination.timeout())
        .millis(termination.grace())
        .text(termination.orphans().name())
        .flag(policy.rerunIfLost())
        .number(limits.memoryBytes())
        .number(limits.cpuPercent())
        .number(limits.processes())
        .number(limits.outputBytes())
        .number(limits.nice())
        .text(RetryConditionsCodec.text(retry.conditions()))
        .number(policy.priority())
        .flag(policy.deleteWhenDone())
        .text(ColumnCodecs.text(policy.nodes().labels()))
        .millis(policy.nodes().lostAfter());
  }

  static JobPolicy read(ResultRow row) throws SQLException {
    return new JobPolicy(
        row.text("queue"),
        OverlapPolicy.valueOf(row.text("overlap")),
        retry(row),
        termination(row),
        limits(row),
        row.flag("rerun_if_lost"),
        row.integer("priority"),
        row.flag("delete_when_done"),
        nodes(row));
  }

  private static NodePolicy nodes(ResultRow row) throws SQLException {
    OptionalLong lostAfter = row.optionalNumber("lost_after_ms"); // it may be 0
    return new NodePolicy(
        ColumnCodecs.map(row.text("node_labels")),
        lostAfter.isEmpty()
            ? Optional.empty()
            : Optional.of(TimeBounds.millis(Duration.ofMillis(lostAfter.getAsLong()))));
  }

  private static RetryPolicy retry(ResultRow row) throws SQLException {
    return new RetryPolicy(
        row.integer("retry_count"),
        row.millis("retry_delay_ms"),
        RetryPolicy.Backoff.valueOf(row.text("retry_backoff")),
        row.millis("retry_max_delay_ms"),
        row.real("retry_jitter"),
        RetryConditionsCodec.read(row.text("retry_conditions")));
  }

  private static TerminationPolicy termination(ResultRow row) throws SQLException {
    return new TerminationPolicy(
        row.optionalMillis("timeout_ms"),
        row.millis("grace_ms"),
        OrphanPolicy.valueOf(row.text("leftovers")));
  }

  private static ResourceLimits limits(ResultRow row) throws SQLException {
    return new ResourceLimits(
        row.optionalNumber("limit_memory_bytes"),
        row.optionalInteger("limit_cpu_percent"),
        row.optionalInteger("limit_processes"),
        row.optionalNumber("limit_output_bytes"),
        row.optionalInteger("limit_nice"));
  }
}
