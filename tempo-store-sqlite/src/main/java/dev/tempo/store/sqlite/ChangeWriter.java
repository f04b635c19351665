package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.TriggerState;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.store.sqlite.WriteBatches.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes the changes of an engine's turn to the database. Its statements are prepared once and
 * kept, since it always works on the one connection that writes; the changes of which there are
 * many are made in batches. Used by the writer's thread alone.
 */
final class ChangeWriter implements SqliteWriter.Ending {
  private static final String SAVE_JOB =
      upsert(
          "job",
          "id, key, name, version, enabled, zone, "
              + TaskColumns.NAMES
              + ", "
              + PolicyColumns.NAMES);
  private static final String ADD_TRIGGER =
      insert(
          "job_trigger",
          "id, job_id, position, "
              + TriggerColumns.NAMES
              + ", next_nominal, next_at, last_fired_at");
  private static final String ADD_RUN =
      insert("run", RunColumns.REQUEST) + " ON CONFLICT DO NOTHING";
  private static final String ADD_ENDED_RUN =
      insert("run", RunColumns.REQUEST + ", " + RunColumns.RESULT) + " ON CONFLICT DO NOTHING";
  private static final String START_RUN =
      "UPDATE run SET status = 1, started_at = ?, job_version = ?, engine_id = ?"
          + " WHERE id = ? AND status = 0";
  private static final String REQUEUE_RUN =
      "UPDATE run SET status = 0, started_at = NULL, file_sha256 = NULL"
          + " WHERE id = ? AND status = 1";
  private static final String READ_SCRIPT =
      "UPDATE run SET file_sha256 = ? WHERE id = ? AND status = 1";
  private static final String FINISH_RUN =
      "UPDATE run SET status = ?, finished_at = ? WHERE id = ? AND status < 2";
  private static final String FINISH_RUN_WITH_RESULT =
      "UPDATE run SET status = ?, ("
          + RunColumns.RESULT
          + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ? AND status < 2";

  private static final String BURY = "UPDATE run SET dead_letter = 1 WHERE id = ? AND status >= 2";
  private static final String ACKNOWLEDGE = "UPDATE run SET dead_letter = NULL WHERE id = ?";
  private static final String KEEP_RESULT =
      "INSERT INTO run_result (run_id, content) SELECT id, ? FROM run WHERE id = ?"
          + " ON CONFLICT (run_id) DO UPDATE SET content = excluded.content";

  private static final String MOVE_TRIGGER =
      "UPDATE job_trigger SET next_nominal = ?, next_at = ?, last_fired_at = ? WHERE id = ?";
  private static final String RECORD = upsert("ledger", SqliteDecisions.COLUMNS);

  private final DamagedJobs damaged;
  private final StatementCache statements = new StatementCache();
  private final WriteBatches batches = new WriteBatches(statements);
  private Connection connection;
  private Set<UUID> refused;

  ChangeWriter(DamagedJobs damaged) {
    this.damaged = damaged;
  }

  Set<UUID> apply(Connection writer, List<Change> changes) throws SQLException {
    connection = writer;
    refused = new HashSet<>();
    for (Change change : changes) {
      apply(change);
    }
    flush();
    return refused;
  }

  @Override
  public void beforeCommit(Connection writer) {
    // Everything was written when its changes were applied.
  }

  @Override
  public void afterRollback() {
    batches.clear();
    statements.clear();
  }

  private void apply(Change change) throws SQLException {
    switch (change) {
      case Change.AddRun added -> add(added);
      case Change.KeepScript kept -> keepScript(kept);
      case Change.KeepResult kept -> keepResult(kept);
      case Change.StartRun started -> start(started);
      case Change.ReadScript read -> run(READ_SCRIPT, p -> p.text(read.sha256()).id(read.runId()));
      case Change.RequeueRun requeued -> run(REQUEUE_RUN, p -> p.id(requeued.run().id()));
      case Change.FinishRun finished -> finish(finished.run());
      case Change.SetDeadLetter changed -> setDeadLetter(changed);
      case Change.MoveTrigger moved -> move(moved.state());
      case Change.Record recorded -> record(recorded.entry());
      case Change.SaveJob saved -> saveJob(saved.job(), saved.triggers());
      case Change.DeleteJob deleted -> {
        run("DELETE FROM job WHERE id = ?", p -> p.id(deleted.jobId()));
        damaged.deleted(deleted.jobId());
      }
      case Change.DeleteRuns deleted -> delete(deleted.runIds());
      case Change.PruneDecisions pruned ->
          run(SqliteDecisions.PRUNE, p -> SqliteDecisions.bindPrune(p, pruned.before()));
      case Change.SaveQueue saved ->
          run(
              upsert("queue", "name, paused"),
              p -> p.text(saved.state().name()).flag(saved.state().paused()));
    }
  }

  private void keepScript(Change.KeepScript kept) throws SQLException {
    run(
        upsert("run_script", "run_id, language, content"),
        p ->
            p.id(kept.runId()).text(kept.script().language().name()).text(kept.script().content()));
  }

  private void keepResult(Change.KeepResult kept) throws SQLException {
    batch(Step.RESULT, KEEP_RESULT, kept.runId(), p -> p.text(kept.text()).id(kept.runId()));
  }

  private void saveJob(Job job, List<TriggerState> states) throws SQLException {
    run(
        SAVE_JOB,
        p -> {
          p.id(job.id()).text(job.key()).text(job.name()).number(job.version());
          p.flag(job.enabled()).text(job.zone().getId());
          TaskColumns.bind(p, job.task());
          PolicyColumns.bind(p, job.policy());
        });
    for (JobRow.Part part : damaged.partsToKeep(job)) {
      keep(job, part.columns(), part.values());
    }
    deleteTriggers(job);
    for (int position = 0; position < states.size(); position++) {
      addTrigger(job, position, states.get(position));
    }
    damaged.saved(job);
  }

  /** What cannot be read stays as it was stored. */
  private void keep(Job job, List<String> columns, List<Object> values) throws SQLException {
    String sql =
        "UPDATE job SET ("
            + String.join(", ", columns)
            + ") = (?"
            + ", ?".repeat(columns.size() - 1)
            + ") WHERE id = ?";
    run(
        sql,
        p -> {
          for (Object value : values) {
            p.raw(value);
          }
          p.id(job.id());
        });
  }

  private void deleteTriggers(Job job) throws SQLException {
    List<byte[]> kept = damaged.triggersToKeep(job);
    String others = " AND id <> ?".repeat(kept.size());
    run(
        "DELETE FROM job_trigger WHERE job_id = ?" + others,
        p -> {
          p.id(job.id());
          for (byte[] id : kept) {
            p.bytes(id);
          }
        });
  }

  private void addTrigger(Job job, int position, TriggerState state) throws SQLException {
    Trigger trigger = job.triggers().get(position);
    run(
        ADD_TRIGGER,
        p -> {
          p.id(trigger.id()).id(job.id()).number(position);
          TriggerColumns.bind(p, trigger);
          bindState(p, state);
        });
  }

  private void move(TriggerState state) throws SQLException {
    batch(
        Step.MOVE,
        MOVE_TRIGGER,
        state.triggerId(),
        p -> {
          bindState(p, state);
          p.id(state.triggerId());
        });
  }

  private void record(DecisionEntry entry) throws SQLException {
    batch(Step.RECORD, RECORD, entry.id(), p -> SqliteDecisions.bind(p, entry));
  }

  private static void bindState(StatementParameters to, TriggerState state) throws SQLException {
    to.instant(state.next().map(TriggerState.Due::nominal))
        .instant(state.next().map(TriggerState.Due::at))
        .instant(state.lastFiredAt());
  }

  private void add(Change.AddRun added) throws SQLException {
    Run run = added.run();
    boolean ended = run.status().isFinal();
    batch(
        Step.ADD,
        ended ? ADD_ENDED_RUN : ADD_RUN,
        run.id(),
        p -> {
          RunColumns.bindRequest(p, run, added.engineId());
          if (ended) {
            RunColumns.bindResult(p, run);
          }
        });
  }

  private boolean isThere(UUID runId) throws SQLException {
    return finds("SELECT 1 FROM run WHERE id = ?", runId);
  }

  private boolean isEnded(UUID runId) throws SQLException {
    return finds("SELECT 1 FROM run WHERE id = ? AND status >= 2", runId);
  }

  private boolean finds(String sql, UUID runId) throws SQLException {
    PreparedStatement statement = statements.get(connection, sql);
    new StatementParameters(statement).id(runId);
    try (ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  private void start(Change.StartRun started) throws SQLException {
    Run run = started.run();
    batch(
        Step.START,
        START_RUN,
        run.id(),
        p ->
            p.instant(run.startedAt())
                .number(run.job().version())
                .id(started.engineId())
                .id(run.id()));
  }

  private void finish(Run run) throws SQLException {
    boolean plain = run.result().equals(RunResult.NONE);
    batch(
        Step.FINISH,
        plain ? FINISH_RUN : FINISH_RUN_WITH_RESULT,
        run.id(),
        p -> {
          p.number(ColumnCodecs.code(run.status()));
          if (plain) {
            p.instant(run.finishedAt());
          } else {
            RunColumns.bindResult(p, run);
          }
          p.id(run.id());
        });
  }

  private void setDeadLetter(Change.SetDeadLetter change) throws SQLException {
    batch(
        Step.SET_DEAD_LETTER,
        change.isDeadLetter() ? BURY : ACKNOWLEDGE,
        change.runId(),
        p -> p.id(change.runId()));
  }

  private void delete(Collection<UUID> runIds) throws SQLException {
    flush();
    Set<UUID> ended = new HashSet<>();
    for (UUID runId : runIds) {
      if (isEnded(runId)) {
        ended.add(runId);
      }
    }
    MetricRollup.close(connection, ended);
    for (UUID runId : ended) {
      run("DELETE FROM run_sample WHERE run_id = ?", p -> p.id(runId));
      run("DELETE FROM run_script WHERE run_id = ?", p -> p.id(runId));
      run("DELETE FROM run_result WHERE run_id = ?", p -> p.id(runId));
      run("DELETE FROM run WHERE id = ?", p -> p.id(runId));
    }
  }

  private void batch(Step step, String sql, UUID id, Binding bind) throws SQLException {
    if (batches.mustFlushBefore(step, sql)) {
      flush();
    }
    batches.add(connection, step, sql, id, bind);
  }

  /** A run that was not added is there already, or its trigger has another one for its instant. */
  private void flush() throws SQLException {
    for (UUID runId : batches.flush()) {
      if (!isThere(runId)) {
        refused.add(runId);
      }
    }
  }

  private void run(String sql, Binding bind) throws SQLException {
    flush();
    statements.update(connection, sql, bind);
  }

  private static String insert(String table, String columns) {
    String marks = "?" + ", ?".repeat(columns.split(",").length - 1);
    return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")";
  }

  private static String upsert(String table, String columns) {
    StringBuilder sets = new StringBuilder();
    String[] names = columns.split(",\\s*");
    for (int i = 1; i < names.length; i++) {
      sets.append(i == 1 ? "" : ", ").append(names[i]).append(" = excluded.").append(names[i]);
    }
    return insert(table, columns) + " ON CONFLICT (" + names[0] + ") DO UPDATE SET " + sets;
  }
}
