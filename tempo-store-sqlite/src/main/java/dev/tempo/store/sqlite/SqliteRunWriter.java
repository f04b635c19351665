package dev.tempo.store.sqlite;

import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunPlace;
import dev.tempo.store.TriggerState;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.store.jdbc.state.ColumnCodecs;
import dev.tempo.store.jdbc.state.InsertSql;
import dev.tempo.store.jdbc.state.JdbcDecisionStore;
import dev.tempo.store.jdbc.state.MetricRollup;
import dev.tempo.store.jdbc.state.RunColumns;
import dev.tempo.store.jdbc.state.RunWriter;
import dev.tempo.store.jdbc.state.TriggerColumns;
import dev.tempo.store.sqlite.WriteBatches.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes runs, moved triggers and the ledger in batches of one statement each. */
final class SqliteRunWriter implements RunWriter {
  private static final String ADD_RUN =
      InsertSql.insert("run", RunColumns.REQUEST) + " ON CONFLICT DO NOTHING";
  private static final String ADD_ENDED_RUN =
      InsertSql.insert("run", RunColumns.REQUEST + ", " + RunColumns.RESULT)
          + " ON CONFLICT DO NOTHING";
  private static final String START_RUN =
      "UPDATE run SET status = 1, lane = 0, started_at = ?, job_version = ?, engine_id = ?"
          + " WHERE id = ? AND status = 0";

  /** A ranked run is no open one to the metrics as long as it waits, which may be for years. */
  private static final String OPEN_RUN =
      "INSERT INTO metric_open (run_id) SELECT ? FROM metric_mark WHERE run_id >= ?"
          + " ON CONFLICT DO NOTHING";

  private static final String REQUEUE_RUN =
      "UPDATE run SET status = 0, lane = ?, started_at = NULL, file_sha256 = NULL"
          + " WHERE id = ? AND status = 1";
  private static final String READ_SCRIPT =
      "UPDATE run SET file_sha256 = ? WHERE id = ? AND status = 1";
  private static final int ENDS = 16;
  private static final WideWrites.Form FINISH_RUN =
      new WideWrites.Form(finish(1), finish(ENDS), ENDS);
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
      "UPDATE job_trigger SET next_nominal = ?, next_at = ?, last_fired_at = ?, arrived = ?"
          + " WHERE id = ?";
  private static final String RECORD = InsertSql.upsert("ledger", JdbcDecisionStore.COLUMNS);

  private static final List<String> DELETE_RUNS =
      List.of(
          "DELETE FROM run_sample WHERE run_id IN (%s)",
          "DELETE FROM run_script WHERE run_id IN (%s)",
          "DELETE FROM run_result WHERE run_id IN (%s)",
          "DELETE FROM run WHERE id IN (%s)");

  /** Runs that have ended alike, with nothing to tell. */
  private record End(RunStatus status, Optional<Instant> finishedAt) {}

  private final StatementCache statements;
  private final WriteBatches batches;
  private Set<UUID> refused = new HashSet<>();

  SqliteRunWriter(StatementCache statements) {
    this.statements = statements;
    this.batches = new WriteBatches(statements);
  }

  @Override
  public Set<UUID> flush(Connection connection) throws SQLException {
    make(connection);
    Set<UUID> found = refused;
    refused = new HashSet<>();
    return found;
  }

  @Override
  public void clear() {
    batches.clear();
    refused = new HashSet<>();
  }

  @Override
  public void add(Connection connection, Change.AddRun added) throws SQLException {
    Run run = added.run();
    boolean ended = run.status().isFinal();
    if (!ended && BareRun.is(run)) {
      wide(
          connection,
          Step.ADD,
          BareRun.ADD,
          "bare",
          new WideWrites.Row(run.id(), p -> {}, p -> BareRun.bind(p, run, added.engineId())));
      return;
    }
    batch(
        connection,
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

  private boolean isThere(Connection connection, UUID runId) throws SQLException {
    PreparedStatement statement = statements.get(connection, "SELECT 1 FROM run WHERE id = ?");
    new StatementParameters(statement).id(runId);
    try (ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  @Override
  public void start(Connection connection, Change.StartRun started) throws SQLException {
    Run run = started.run();
    batch(
        connection,
        Step.START,
        START_RUN,
        run.id(),
        p ->
            p.instant(run.startedAt())
                .number(run.job().version())
                .id(started.engineId())
                .id(run.id()));
    if (RunPlace.isRanked(run)) {
      batch(connection, Step.OPEN, OPEN_RUN, run.id(), p -> p.id(run.id()).id(run.id()));
    }
  }

  @Override
  public void readScript(Connection connection, Change.ReadScript read) throws SQLException {
    run(connection, READ_SCRIPT, p -> p.text(read.sha256()).id(read.runId()));
  }

  @Override
  public void requeue(Connection connection, Change.RequeueRun requeued) throws SQLException {
    Run run = requeued.run();
    run(connection, REQUEUE_RUN, p -> p.number(RunColumns.lane(run)).id(run.id()));
  }

  @Override
  public void release(Connection connection, Change.ReleaseRun released) throws SQLException {
    Run run = released.run();
    run(
        connection,
        "UPDATE run SET not_before = ?, lane = ? WHERE id = ? AND status = 0",
        p -> p.instant(run.timeline().notBefore()).number(RunColumns.lane(run)).id(run.id()));
  }

  @Override
  public void finish(Connection connection, Change.FinishRun finished) throws SQLException {
    Run run = finished.run();
    if (run.result().equals(RunResult.NONE)) {
      wide(
          connection,
          Step.FINISH,
          FINISH_RUN,
          new End(run.status(), run.finishedAt()),
          new WideWrites.Row(
              run.id(),
              p -> p.number(ColumnCodecs.code(run.status())).instant(run.finishedAt()),
              p -> p.id(run.id())));
      return;
    }
    batch(
        connection,
        Step.FINISH,
        FINISH_RUN_WITH_RESULT,
        run.id(),
        p -> {
          p.number(ColumnCodecs.code(run.status()));
          RunColumns.bindResult(p, run);
          p.id(run.id());
        });
  }

  @Override
  public void correct(Connection connection, Change.CorrectRun corrected) throws SQLException {
    make(connection);
    MetricRollup.correct(connection, "run", corrected.run());
  }

  @Override
  public void keepResult(Connection connection, Change.KeepResult kept) throws SQLException {
    batch(
        connection,
        Step.RESULT,
        KEEP_RESULT,
        kept.runId(),
        p -> p.text(kept.text()).id(kept.runId()));
  }

  @Override
  public void setDeadLetter(Connection connection, Change.SetDeadLetter change)
      throws SQLException {
    batch(
        connection,
        Step.SET_DEAD_LETTER,
        change.isDeadLetter() ? BURY : ACKNOWLEDGE,
        change.runId(),
        p -> p.id(change.runId()));
  }

  @Override
  public void delete(Connection connection, Collection<UUID> runIds) throws SQLException {
    make(connection);
    List<UUID> ended =
        statements.queryAll(
            connection,
            "SELECT id FROM run WHERE id IN (%s) AND status >= 2",
            List.copyOf(runIds),
            row -> row.id("id"));
    MetricRollup.close(connection, Set.copyOf(ended));
    for (String sql : DELETE_RUNS) {
      statements.updateAll(connection, sql, ended);
    }
  }

  @Override
  public void move(Connection connection, TriggerState state) throws SQLException {
    batch(
        connection,
        Step.MOVE,
        MOVE_TRIGGER,
        state.triggerId(),
        p -> {
          TriggerColumns.bindState(p, state);
          p.id(state.triggerId());
        });
  }

  @Override
  public void record(Connection connection, DecisionEntry entry) throws SQLException {
    batch(connection, Step.RECORD, RECORD, entry.id(), p -> JdbcDecisionStore.bind(p, entry));
  }

  private static String finish(int runs) {
    return "UPDATE run SET status = ?, finished_at = ? WHERE id IN ("
        + String.join(", ", Collections.nCopies(runs, "?"))
        + ") AND status < 2";
  }

  private void wide(
      Connection connection, Step step, WideWrites.Form form, Object group, WideWrites.Row row)
      throws SQLException {
    if (batches.mustFlushBefore(step, form.single())) {
      make(connection);
    }
    batches.add(connection, step, form, group, row);
  }

  private void batch(Connection connection, Step step, String sql, UUID id, Binding bind)
      throws SQLException {
    if (batches.mustFlushBefore(step, sql)) {
      make(connection);
    }
    batches.add(connection, step, sql, id, bind);
  }

  /** A run that was not added is there already, or its trigger has another one for its instant. */
  private void make(Connection connection) throws SQLException {
    for (UUID runId : batches.flush()) {
      if (!isThere(connection, runId)) {
        refused.add(runId);
      }
    }
  }

  private void run(Connection connection, String sql, Binding bind) throws SQLException {
    make(connection);
    statements.update(connection, sql, bind);
  }
}
