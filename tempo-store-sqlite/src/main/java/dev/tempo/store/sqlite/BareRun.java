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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A run that is asked for as most are: now, for the first time, by nobody in particular, with no
 * parameters. What it has in common with all others of the kind stands in the statement, since each
 * value that is bound costs a call into the database.
 */
final class BareRun {
  private static final int PARAMETERS = 12;
  private static final int QUEUED_AT = 11;
  private static final int ROWS = 16;

  /** Adds one, or many. */
  static final WideWrites.Form ADD = new WideWrites.Form(add(1), add(ROWS), ROWS);

  private BareRun() {}

  private static String add(int rows) {
    String values =
        IntStream.range(0, rows)
            .map(row -> row * PARAMETERS)
            .mapToObj(BareRun::values)
            .collect(Collectors.joining(", "));
    return "INSERT INTO run (id, job_id, job_name, job_version, queue, cause, trigger_id,"
        + " scheduled_for, engine_id, status, queued_at, started_at, not_before, parameters,"
        + " attempt, unpaid) VALUES "
        + values
        + " ON CONFLICT DO NOTHING";
  }

  /** It may start from the instant at which it is queued. */
  private static String values(int before) {
    return IntStream.rangeClosed(before + 1, before + PARAMETERS)
        .mapToObj(index -> "?" + index)
        .collect(Collectors.joining(", ", "(", ", ?" + (before + QUEUED_AT) + ", '', 1, 0)"));
  }

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
