package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.TriggerState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes an engine's changes. Its statements are prepared once and kept, since it always works on
 * the one connection that writes. Used by the writer's thread alone.
 */
final class Committer {
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
  private static final String FINISH_RUN =
      "UPDATE run SET status = ?, finished_at = ? WHERE id = ? AND status < 2";
  private static final String FINISH_RUN_WITH_RESULT =
      "UPDATE run SET status = ?, ("
          + RunColumns.RESULT
          + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ? AND status < 2";

  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private Connection connection;

  Set<UUID> apply(Connection writer, List<Change> changes) throws SQLException {
    connection = writer;
    Set<UUID> refused = new HashSet<>();
    try {
      for (Change change : changes) {
        apply(change, refused);
      }
    } catch (SQLException e) {
      forgetStatements();
      throw e;
    }
    return refused;
  }

  /** The driver closes a statement that has failed; all are prepared again when they are needed. */
  private void forgetStatements() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }

  private void apply(Change change, Set<UUID> refused) throws SQLException {
    switch (change) {
      case Change.SaveJob saved -> saveJob(saved.job(), saved.triggers());
      case Change.DeleteJob deleted ->
          run("DELETE FROM job WHERE id = ?", p -> p.id(deleted.jobId()));
      case Change.MoveTrigger moved -> move(moved.state());
      case Change.AddRun added -> {
        if (!add(added)) {
          refused.add(added.run().id());
        }
      }
      case Change.StartRun started -> start(started);
      case Change.FinishRun finished -> finish(finished.run());
      case Change.DeleteRuns deleted -> {
        for (UUID runId : deleted.runIds()) {
          delete(runId);
        }
      }
      case Change.Record recorded ->
          run(upsert("ledger", SqliteLedger.COLUMNS), p -> SqliteLedger.bind(p, recorded.entry()));
      case Change.SaveQueue saved ->
          run(
              upsert("queue", "name, paused"),
              p -> p.text(saved.state().name()).flag(saved.state().paused()));
    }
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
    run("DELETE FROM job_trigger WHERE job_id = ?", p -> p.id(job.id()));
    for (int position = 0; position < states.size(); position++) {
      addTrigger(job, position, states.get(position));
    }
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
    run(
        "UPDATE job_trigger SET next_nominal = ?, next_at = ?, last_fired_at = ? WHERE id = ?",
        p -> {
          bindState(p, state);
          p.id(state.triggerId());
        });
  }

  private static void bindState(Parameters to, TriggerState state) throws SQLException {
    to.instant(state.next().map(TriggerState.Due::nominal))
        .instant(state.next().map(TriggerState.Due::at))
        .instant(state.lastFiredAt());
  }

  /** False if its trigger has another first attempt for its instant. */
  private boolean add(Change.AddRun added) throws SQLException {
    Run run = added.run();
    boolean ended = run.status().isFinal();
    int rows =
        run(
            ended ? ADD_ENDED_RUN : ADD_RUN,
            p -> {
              RunColumns.bindRequest(p, run, added.engineId());
              if (ended) {
                RunColumns.bindResult(p, run);
              }
            });
    return rows == 1 || isThere(run.id());
  }

  private boolean isThere(UUID runId) throws SQLException {
    return finds("SELECT 1 FROM run WHERE id = ?", runId);
  }

  private boolean isEnded(UUID runId) throws SQLException {
    return finds("SELECT 1 FROM run WHERE id = ? AND status >= 2", runId);
  }

  private boolean finds(String sql, UUID runId) throws SQLException {
    PreparedStatement statement = statement(sql);
    new Parameters(statement).id(runId);
    try (ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  private void start(Change.StartRun started) throws SQLException {
    Run run = started.run();
    run(
        START_RUN,
        p ->
            p.instant(run.startedAt())
                .number(run.job().version())
                .id(started.engineId())
                .id(run.id()));
  }

  private void finish(Run run) throws SQLException {
    int status = Codes.code(run.status());
    if (run.result().equals(RunResult.NONE)) {
      run(FINISH_RUN, p -> p.number(status).instant(run.finishedAt()).id(run.id()));
      return;
    }
    run(
        FINISH_RUN_WITH_RESULT,
        p -> {
          RunColumns.bindResult(p.number(status), run);
          p.id(run.id());
        });
  }

  private void delete(UUID runId) throws SQLException {
    if (isEnded(runId)) {
      MetricRoller.countAndClose(connection, runId);
      run("DELETE FROM run_sample WHERE run_id = ?", p -> p.id(runId));
      run("DELETE FROM run WHERE id = ?", p -> p.id(runId));
    }
  }

  private int run(String sql, Queries.Bind bind) throws SQLException {
    PreparedStatement statement = statement(sql);
    bind.to(new Parameters(statement));
    return statement.executeUpdate();
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
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
