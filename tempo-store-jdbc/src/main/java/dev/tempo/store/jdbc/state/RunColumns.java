package dev.tempo.store.jdbc.state;

import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunOrigin;
import dev.tempo.RunPredecessor;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.RunUsage;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.RunPlace;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.task.Arguments;
import dev.tempo.task.Payload;
import dev.tempo.value.StoredText;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run as columns. */
public final class RunColumns {
  /** What is known when a run is queued. */
  public static final String REQUEST =
      "id, job_id, job_name, job_version, queue, cause, started_by, trigger_id, scheduled_for,"
          + " parameters, attempt, unpaid, first_run_id, engine_id, status, queued_at, not_before,"
          + " started_at, script_sha256, file_sha256, label, type, context, payload, lane,"
          + " priority, run_key, unique_key, after_run_id, after_condition";

  /** What is known when it has ended. */
  public static final String RESULT =
      "finished_at, exit_code, signal, error, cpu_ms, max_memory_bytes, max_cpu_percent,"
          + " line_count, output_bytes, processes_ended";

  private static final Logger LOG = LoggerFactory.getLogger(RunColumns.class);

  private RunColumns() {}

  /** Sets the columns of {@link #REQUEST}. */
  public static void bindRequest(StatementParameters to, Run run, UUID engineId)
      throws SQLException {
    RunOrigin origin = run.request().origin();
    to.id(run.id())
        .id(run.jobId())
        .text(run.jobName())
        .number(run.job().version())
        .text(run.job().queue())
        .number(ColumnCodecs.code(origin.cause()))
        .text(origin.startedBy())
        .id(origin.triggerId())
        .instant(origin.scheduledFor())
        .text(ColumnCodecs.text(run.request().arguments()))
        .number(run.attempt())
        .number(run.request().attempt().freeRetries())
        .id(run.request().firstRunId())
        .id(engineId)
        .number(ColumnCodecs.code(run.status()))
        .instant(run.queuedAt())
        .instant(run.timeline().notBefore())
        .instant(run.startedAt())
        .text(run.request().scriptSha256())
        .text(run.job().scriptSha256())
        .text(run.label())
        .number(ColumnCodecs.code(run.type()))
        .text(context(run))
        .text(run.request().arguments().payload().map(Payload::text))
        .number(lane(run))
        .number(run.request().attributes().priority())
        .text(run.request().attributes().key())
        .text(run.request().attributes().uniqueKey())
        .id(origin.predecessor().map(RunPredecessor::runId))
        .text(origin.predecessor().map(one -> one.condition().name()));
  }

  /** 1 for a run that waits by its place, and is found by that. */
  public static int lane(Run run) {
    return run.status() == RunStatus.QUEUED && RunPlace.isRanked(run) ? 1 : 0;
  }

  private static Optional<String> context(Run run) {
    Map<String, String> context = run.request().attributes().context();
    return context.isEmpty() ? Optional.empty() : Optional.of(ColumnCodecs.text(context));
  }

  /** Sets the columns of {@link #RESULT}. */
  public static void bindResult(StatementParameters to, Run run) throws SQLException {
    RunResult result = run.result();
    RunUsage usage = result.usage();
    to.instant(run.finishedAt())
        .number(result.exitCode())
        .text(result.signal())
        .text(result.error())
        .millis(usage.cpu())
        .number(usage.maxMemoryBytes())
        .real(usage.maxCpuPercent())
        .number(usage.lineCount())
        .number(usage.outputBytes())
        .number(result.processesEnded());
  }

  /** Reads a run of the columns of {@link #REQUEST} and {@link #RESULT}. */
  public static Run read(ResultRow row) throws SQLException {
    return new Run(
        row.id("id"),
        new Run.JobRef(
            row.id("job_id"),
            StoredText.repaired(row.text("job_name")),
            row.number("job_version"),
            StoredText.repaired(row.text("queue")),
            row.optionalText("file_sha256")),
        request(row),
        state(row),
        result(row));
  }

  private static RunRequest request(ResultRow row) throws SQLException {
    RunOrigin origin =
        new RunOrigin(
            ColumnCodecs.cause(row.integer("cause")),
            row.optionalText("started_by").map(StoredText::repaired),
            row.optionalId("trigger_id"),
            row.optionalInstant("scheduled_for"),
            predecessor(row));
    return new RunRequest(
        origin, arguments(row), attempt(row), row.optionalText("script_sha256"), attributes(row));
  }

  /** A label, a context, a priority or a key that no run can have is none. */
  private static RunAttributes attributes(ResultRow row) throws SQLException {
    RunAttributes none = RunAttributes.DEFAULT.withType(ColumnCodecs.type(row.integer("type")));
    RunAttributes labelled = with(row, "label", none, none::withLabel);
    RunAttributes full =
        with(row, "context", labelled, text -> labelled.withContext(ColumnCodecs.map(text)));
    RunAttributes keyed = with(row, "run_key", full, full::withKey);
    RunAttributes unique = with(row, "unique_key", keyed, keyed::withUniqueKey);
    return unique.withPriority(priority(row));
  }

  private static Optional<RunPredecessor> predecessor(ResultRow row) throws SQLException {
    Optional<UUID> run = row.optionalId("after_run_id");
    Optional<FollowCondition> condition =
        row.optionalText("after_condition").map(FollowCondition::valueOf);
    return run.flatMap(id -> condition.map(one -> new RunPredecessor(id, one)));
  }

  private static int priority(ResultRow row) throws SQLException {
    int priority = row.integer("priority");
    return Math.clamp(priority, RunAttributes.MIN_PRIORITY, RunAttributes.MAX_PRIORITY);
  }

  private static RunAttributes with(
      ResultRow row, String column, RunAttributes none, Function<String, RunAttributes> change)
      throws SQLException {
    try {
      return row.optionalText(column).map(change).orElse(none);
    } catch (RuntimeException e) {
      LOG.debug("The {} of the run {} cannot be read: {}", column, row.id("id"), e.toString());
      return none;
    }
  }

  private static RunRequest.Attempt attempt(ResultRow row) throws SQLException {
    int number = Math.max(1, row.integer("attempt"));
    int unpaid = Math.max(0, Math.min(number - 1, row.integer("unpaid")));
    return new RunRequest.Attempt(number, unpaid, row.optionalId("first_run_id"));
  }

  /** What cannot be read is left out: a run that has a list of parameters less still is a run. */
  private static Arguments arguments(ResultRow row) throws SQLException {
    String text = row.text("parameters");
    Optional<String> payload = row.optionalText("payload");
    try {
      Arguments arguments = ColumnCodecs.arguments(text);
      return payload.map(Payload::encoded).map(arguments::withPayload).orElse(arguments);
    } catch (RuntimeException e) {
      LOG.debug("The parameters of the run {} cannot be read: {}", row.id("id"), e.toString());
      return Arguments.NONE;
    }
  }

  private static RunTimeline state(ResultRow row) throws SQLException {
    return new RunTimeline(
        ColumnCodecs.status(row.integer("status")),
        row.instant("queued_at"),
        row.instant("not_before"),
        row.optionalInstant("started_at"),
        row.optionalInstant("finished_at"));
  }

  private static RunResult result(ResultRow row) throws SQLException {
    OptionalInt exitCode = row.optionalInteger("exit_code");
    RunUsage usage =
        new RunUsage(
            Duration.ofMillis(row.number("cpu_ms")),
            row.number("max_memory_bytes"),
            row.real("max_cpu_percent"),
            row.number("line_count"),
            row.number("output_bytes"));
    return new RunResult(
        exitCode,
        row.optionalText("signal"),
        row.optionalText("error"),
        usage,
        row.integer("processes_ended"));
  }
}
