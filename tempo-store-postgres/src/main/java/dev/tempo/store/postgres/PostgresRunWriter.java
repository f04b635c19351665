package dev.tempo.store.postgres;

import dev.tempo.Run;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.TriggerState;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.UuidCodec;
import dev.tempo.store.jdbc.state.ColumnCodecs;
import dev.tempo.store.jdbc.state.InsertSql;
import dev.tempo.store.jdbc.state.JdbcDecisionStore;
import dev.tempo.store.jdbc.state.MetricRollup;
import dev.tempo.store.jdbc.state.RunColumns;
import dev.tempo.store.jdbc.state.RunWriter;
import dev.tempo.store.jdbc.state.TriggerColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes runs, moved triggers and the ledger by arrays of rows.
 *
 * <p>Runs that have not ended are in {@code run_open}, a small table whose rows change; as they end
 * they move to {@code run_ended}, which is never updated. In one table, each change of a status
 * would change all indexes, as PostgreSQL writes a new version of the row, and dead versions would
 * be among the history. Other statements read both as {@code run}.
 *
 * <p>Tables whose rows come and go are empty when the planner looks, and full when its plan is used
 * again. So no statement leaves it a choice: rows are looked up by an array of their ids ({@link
 * #AMONG}), or one by one in a query of their own, and what is so found is joined with what was
 * gathered by a hash.
 *
 * <p>Of an occurrence there is one run in both tables together. An index over both does not exist;
 * but only one session writes, and it looks into the other table as it inserts.
 */
final class PostgresRunWriter implements RunWriter {
  private static final String ENDED = RunColumns.REQUEST + ", " + RunColumns.RESULT;
  private static final String MOVED = "id, status, " + RunColumns.RESULT;

  private final StatementCache statements;
  private final RowBatch open = RowBatch.firstWins(RunColumns.REQUEST);
  private final RowBatch ended = RowBatch.firstWins(ENDED);
  private final RowBatch started = RowBatch.firstWins("id, started_at, job_version, engine_id");
  private final RowBatch finished = RowBatch.firstWins(MOVED);
  private final RowBatch results = RowBatch.lastWins("run_id, content");
  private final RowBatch deadLetters = RowBatch.lastWins("run_id, dead_letter");
  private final RowBatch triggers = RowBatch.lastWins("id, " + TriggerColumns.STATE);
  private final RowBatch decisions = RowBatch.lastWins(JdbcDecisionStore.COLUMNS);
  private Set<UUID> refused = new HashSet<>();
  private Set<UUID> refusedStarts = new HashSet<>();
  private final Map<UUID, UUID> starting = new LinkedHashMap<>();
  private boolean assigns;

  PostgresRunWriter(StatementCache statements) {
    this.statements = statements;
  }

  /** From now on it is noted which incarnation of a node has which run under way. */
  void assign() {
    assigns = true;
  }

  /** Returns which runs were to start, and are not under way under whoever was to have them. */
  Set<UUID> takeRefusedStarts() {
    Set<UUID> found = refusedStarts;
    refusedStarts = new HashSet<>();
    return found;
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
    for (RowBatch batch :
        List.of(open, ended, started, finished, results, deadLetters, triggers, decisions)) {
      batch.clear();
    }
    refused = new HashSet<>();
    refusedStarts = new HashSet<>();
    starting.clear();
  }

  /** Which of two is refused depends on which came first, so the two kinds are not mixed. */
  @Override
  public void add(Connection connection, Change.AddRun added) throws SQLException {
    Run run = added.run();
    boolean hasEnded = run.status().isFinal();
    if (!(hasEnded ? open : ended).isEmpty()) {
      make(connection);
    }
    add(
        connection,
        hasEnded ? ended : open,
        run.id(),
        p -> {
          RunColumns.bindRequest(p, run, added.engineId());
          if (hasEnded) {
            RunColumns.bindResult(p, run);
          }
        });
  }

  @Override
  public void start(Connection connection, Change.StartRun change) throws SQLException {
    Run run = change.run();
    add(
        connection,
        started,
        run.id(),
        p ->
            p.id(run.id())
                .instant(run.startedAt())
                .number(run.job().version())
                .id(change.engineId()));
    if (assigns) {
      starting.putIfAbsent(run.id(), change.engineId()); // after what a full batch has made
    }
  }

  @Override
  public void finish(Connection connection, Change.FinishRun change) throws SQLException {
    Run run = change.run();
    add(
        connection,
        finished,
        run.id(),
        p -> {
          p.id(run.id()).number(ColumnCodecs.code(run.status()));
          RunColumns.bindResult(p, run);
        });
  }

  @Override
  public void readScript(Connection connection, Change.ReadScript read) throws SQLException {
    run(
        connection,
        "UPDATE run_open SET file_sha256 = ? WHERE id = ? AND status = 1",
        p -> p.text(read.sha256()).id(read.runId()));
  }

  @Override
  public void requeue(Connection connection, Change.RequeueRun requeued) throws SQLException {
    run(
        connection,
        "UPDATE run_open SET status = 0, started_at = NULL, file_sha256 = NULL, lane = CASE"
            + " WHEN priority <> 0 OR attempt = 1 AND not_before > queued_at THEN 1 ELSE 0 END"
            + " WHERE id = ? AND status = 1",
        p -> p.id(requeued.run().id()));
    if (assigns) {
      statements.update(
          connection, "DELETE FROM assignment WHERE run = ?", p -> p.id(requeued.run().id()));
    }
  }

  @Override
  public void release(Connection connection, Change.ReleaseRun released) throws SQLException {
    Run run = released.run();
    run(
        connection,
        "UPDATE run_open SET not_before = ?, lane = ? WHERE id = ? AND status = 0",
        p -> p.instant(run.timeline().notBefore()).number(RunColumns.lane(run)).id(run.id()));
  }

  @Override
  public void correct(Connection connection, Change.CorrectRun corrected) throws SQLException {
    make(connection);
    MetricRollup.correct(connection, "run_ended", corrected.run());
  }

  @Override
  public void keepResult(Connection connection, Change.KeepResult kept) throws SQLException {
    add(connection, results, kept.runId(), p -> p.id(kept.runId()).text(kept.text()));
  }

  @Override
  public void setDeadLetter(Connection connection, Change.SetDeadLetter change)
      throws SQLException {
    OptionalLong mark = change.isDeadLetter() ? OptionalLong.of(1) : OptionalLong.empty();
    add(connection, deadLetters, change.runId(), p -> p.id(change.runId()).number(mark));
  }

  @Override
  public void move(Connection connection, TriggerState state) throws SQLException {
    add(
        connection,
        triggers,
        state.triggerId(),
        p -> {
          p.id(state.triggerId());
          TriggerColumns.bindState(p, state);
        });
  }

  @Override
  public void record(Connection connection, DecisionEntry entry) throws SQLException {
    add(connection, decisions, entry.id(), p -> JdbcDecisionStore.bind(p, entry));
  }

  @Override
  public void delete(Connection connection, Collection<UUID> runIds) throws SQLException {
    make(connection);
    Set<UUID> found =
        ids(connection, "SELECT id FROM run_ended WHERE id = ANY (?)", List.copyOf(runIds));
    MetricRollup.close(connection, found);
    for (String sql :
        List.of(
            "DELETE FROM run_sample WHERE run_id = ANY (?)",
            "DELETE FROM run_script WHERE run_id = ANY (?)",
            "DELETE FROM run_result WHERE run_id = ANY (?)",
            "DELETE FROM run_ended WHERE id = ANY (?)")) {
      PreparedStatement delete = statements.get(connection, sql);
      delete.setArray(1, connection.createArrayOf("bytea", bytes(found)));
      delete.executeUpdate();
    }
  }

  private void add(Connection connection, RowBatch batch, UUID id, Binding binding)
      throws SQLException {
    if (batch.isFull()) {
      make(connection);
    }
    batch.add(id, binding);
  }

  /** In the order of a run's life; the last two do not touch runs. */
  private void make(Connection connection) throws SQLException {
    insert(connection, open, assigns ? ASSIGN : "%s", "run_open", "run_ended");
    insert(connection, ended, "%s", "run_ended", "run_open");
    if (assigns) {
      start(connection);
    } else {
      write(connection, started, START + BEGIN);
    }
    write(connection, finished, assigns ? MOVE_ASSIGNED : MOVE_ENDED);
    write(
        connection,
        results,
        "INSERT INTO run_result (run_id, content) SELECT u.run_id, u.content FROM %s"
            + " WHERE (SELECT 1 FROM run_open r WHERE r.id = u.run_id) IS NOT NULL"
            + " OR (SELECT 1 FROM run_ended r WHERE r.id = u.run_id) IS NOT NULL"
            + " ON CONFLICT (run_id) DO UPDATE SET content = excluded.content");
    write(
        connection,
        deadLetters,
        "WITH u AS (SELECT * FROM %s) UPDATE run_ended r SET dead_letter = u.dead_letter FROM u"
            + " WHERE r.id = u.run_id AND r.id = ANY (ARRAY(SELECT run_id FROM u))");
    write(
        connection,
        triggers,
        "WITH u AS (SELECT * FROM %s)"
            + " UPDATE job_trigger t SET next_nominal = u.next_nominal, next_at = u.next_at,"
            + " last_fired_at = u.last_fired_at, arrived = u.arrived FROM u WHERE t.id = u.id"
            + " AND t.id"
            + AMONG);
    write(connection, decisions, RECORD);
  }

  /** Which rows are looked up, by an index, whatever the planner believes of their table. */
  private static final String AMONG = " = ANY (ARRAY(SELECT id FROM u))";

  /** A ranked run is no open one to the metrics as long as it waits, which may be for years. */
  private static final String START =
      "WITH u AS (SELECT * FROM %s), ranked AS (INSERT INTO metric_open (run_id)"
          + " SELECT r.id FROM run_open r, metric_mark m WHERE r.id"
          + AMONG
          + " AND r.status = 0 AND r.lane = 1 AND m.run_id >= r.id ON CONFLICT DO NOTHING)";

  private static final String BEGIN =
      " UPDATE run_open r SET status = 1, lane = 0, started_at = u.started_at,"
          + " job_version = u.job_version, engine_id = u.engine_id FROM u"
          + " WHERE r.id = u.id AND r.status = 0 AND r.id"
          + AMONG;

  private static final String START_ASSIGNED =
      START
          + ", begun AS ("
          + BEGIN
          + " RETURNING r.id, r.engine_id),"
          + " noted AS (INSERT INTO assignment (run, incarnation) SELECT id, engine_id FROM begun"
          + " ON CONFLICT (run) DO UPDATE SET incarnation = excluded.incarnation,"
          + " number = excluded.number)"
          + " SELECT id FROM begun";

  /** What is added as under way is somebody's. */
  private static final String ASSIGN =
      "WITH added AS (%s, status, engine_id), noted AS (INSERT INTO assignment (run, incarnation)"
          + " SELECT id, engine_id FROM added WHERE status = 1 ON CONFLICT DO NOTHING)"
          + " SELECT id FROM added";

  private static final String UNDER_WAY =
      "WITH u AS (SELECT * FROM unnest(?::bytea[], ?::bytea[]) AS u (id, engine_id))"
          + " SELECT r.id FROM run_open r JOIN u ON r.id = u.id AND r.engine_id = u.engine_id"
          + " WHERE r.status = 1 AND r.id"
          + AMONG;

  private void start(Connection connection) throws SQLException {
    if (started.isEmpty()) {
      return;
    }
    String sql = START_ASSIGNED.replace("%s", started.source());
    Map<UUID, UUID> late = new LinkedHashMap<>(starting);
    starting.clear();
    late.keySet().removeAll(ids(started.statement(connection, statements, sql)));
    if (!late.isEmpty()) {
      PreparedStatement find = statements.get(connection, UNDER_WAY);
      find.setArray(1, connection.createArrayOf("bytea", bytes(late.keySet())));
      find.setArray(2, connection.createArrayOf("bytea", bytes(late.values())));
      late.keySet().removeAll(ids(find));
      refusedStarts.addAll(late.keySet());
    }
  }

  private static final String RECORD =
      "INSERT INTO ledger ("
          + JdbcDecisionStore.COLUMNS
          + ") SELECT * FROM %s"
          + InsertSql.onConflictReplace(JdbcDecisionStore.COLUMNS);

  /** The status is that of the end, whatever it was; all else of the request stays. */
  private static final String MOVE_ENDED = moveEnded("");

  private static final String MOVE_ASSIGNED =
      moveEnded(" freed AS (DELETE FROM assignment WHERE run" + AMONG + "),");

  private static String moveEnded(String besides) {
    return "WITH u AS (SELECT * FROM %s),"
        + besides
        + " gone AS (DELETE FROM run_open r USING u WHERE r.id = u.id AND r.id"
        + AMONG
        + " RETURNING "
        + Arrays.stream(RunColumns.REQUEST.split(",\\s*"))
            .map(name -> (name.equals("status") ? "u." : "r.") + name)
            .collect(Collectors.joining(", "))
        + ", "
        + Arrays.stream(RunColumns.RESULT.split(",\\s*"))
            .map(name -> "u." + name)
            .collect(Collectors.joining(", "))
        + ") INSERT INTO run_ended ("
        + ENDED
        + ") SELECT * FROM gone";
  }

  /**
   * What is not added is there already, or its trigger has another one for its instant.
   *
   * @param template has the insertion once
   */
  private void insert(
      Connection connection, RowBatch batch, String template, String table, String beside)
      throws SQLException {
    if (batch.isEmpty()) {
      return;
    }
    String sql =
        "INSERT INTO "
            + table
            + " ("
            + batch.columns()
            + ") SELECT * FROM "
            + batch.source()
            + " WHERE (SELECT 1 FROM "
            + beside
            + " b WHERE b.id = u.id) IS NULL AND (u.trigger_id IS NULL OR u.attempt <> 1"
            + " OR (SELECT 1 FROM "
            + beside
            + " b WHERE b.trigger_id = u.trigger_id AND b.scheduled_for = u.scheduled_for"
            + " AND b.trigger_id IS NOT NULL AND b.attempt = 1) IS NULL)"
            + " ON CONFLICT DO NOTHING RETURNING id";
    Set<UUID> left = new HashSet<>(batch.ids());
    left.removeAll(ids(batch.statement(connection, statements, template.replace("%s", sql))));
    if (!left.isEmpty()) {
      Set<UUID> there = ids(connection, "SELECT id FROM run WHERE id = ANY (?)", List.copyOf(left));
      left.stream().filter(id -> !there.contains(id)).forEach(refused::add);
    }
  }

  private void write(Connection connection, RowBatch batch, String sql) throws SQLException {
    if (!batch.isEmpty()) {
      batch.statement(connection, statements, sql.replace("%s", batch.source())).executeUpdate();
    }
  }

  private void run(Connection connection, String sql, Binding binding) throws SQLException {
    make(connection);
    statements.update(connection, sql, binding);
  }

  private Set<UUID> ids(Connection connection, String sql, List<UUID> ids) throws SQLException {
    PreparedStatement find = statements.get(connection, sql);
    find.setArray(1, connection.createArrayOf("bytea", bytes(ids)));
    return ids(find);
  }

  private static byte[][] bytes(Collection<UUID> ids) {
    return ids.stream().map(UuidCodec::bytes).toArray(byte[][]::new);
  }

  private static Set<UUID> ids(PreparedStatement query) throws SQLException {
    Set<UUID> found = new HashSet<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        found.add(UuidCodec.uuid(rows.getBytes(1)));
      }
    }
    return found;
  }
}
