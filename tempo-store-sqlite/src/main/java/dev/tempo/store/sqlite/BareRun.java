package dev.tempo.store.sqlite;

import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunRequest;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.store.jdbc.state.ColumnCodecs;
import dev.tempo.task.Arguments;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * A run that is asked for as most are: now, for the first time, by nobody in particular, with no
 * parameters. What it has in common with all others of the kind stands in the statement, since each
 * value that is bound costs a call into the database.
 */
final class BareRun {
  /** Adds one. */
  static final String ADD =
      "INSERT INTO run (id, job_id, job_name, job_version, queue, cause, trigger_id, scheduled_for,"
          + " engine_id, status, queued_at, not_before, started_at, parameters, attempt, unpaid)"
          + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, '', 1, 0)"
          + " ON CONFLICT DO NOTHING";

  private BareRun() {}

  /** Whether a run, which has not ended, is one. */
  static boolean is(Run run) {
    RunRequest request = run.request();
    return request.attempt().equals(RunRequest.Attempt.FIRST)
        && request.arguments().equals(Arguments.NONE)
        && request.attributes().equals(RunAttributes.DEFAULT)
        && request.origin().startedBy().isEmpty()
        && request.origin().predecessor().isEmpty()
        && request.scriptSha256().isEmpty()
        && run.job().scriptSha256().isEmpty()
        && run.timeline().notBefore().equals(run.queuedAt());
  }

  /** Sets the parameters of {@link #ADD}. */
  static void bind(StatementParameters to, Run run, UUID engineId) throws SQLException {
    Optional<UUID> trigger = run.request().origin().triggerId();
    to.id(run.id())
        .id(run.jobId())
        .text(run.jobName())
        .number(run.job().version())
        .text(run.job().queue())
        .number(ColumnCodecs.code(run.cause()))
        .id(trigger)
        .instant(run.scheduledFor())
        .id(engineId)
        .number(ColumnCodecs.code(run.status()))
        .instant(run.queuedAt())
        .instant(run.startedAt());
  }
}
