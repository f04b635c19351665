package dev.tempo.store.jdbc.state;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.TriggerState;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.StatementCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes the changes of an engine's turn to the database. Its statements are prepared once and
 * kept, since it always works on the one connection that writes; the changes of which there are
 * many are left to a {@link RunWriter}. Used by the writer's thread alone.
 */
public final class ChangeWriter {
  private static final String SAVE_JOB =
      InsertSql.upsert(
          "job",
          "id, key, name, version, enabled, zone, declared, "
              + TaskColumns.NAMES
              + ", "
              + PolicyColumns.NAMES);
  private static final String ADD_TRIGGER =
      InsertSql.insert(
          "job_trigger",
          "id, job_id, position, " + TriggerColumns.NAMES + ", " + TriggerColumns.STATE);

  private final DamagedJobs damaged;
  private final StatementCache statements;
  private final RunWriter runs;
  private Connection connection;
  private Set<UUID> refused;

  /**
   * Makes what writes changes over one connection.
   *
   * @param statements of that connection
   * @param runs writes what there is much of
   */
  public ChangeWriter(DamagedJobs damaged, StatementCache statements, RunWriter runs) {
    this.damaged = damaged;
    this.statements = statements;
    this.runs = runs;
  }

  /**
   * Makes changes, in order.
   *
   * @return the ids of new runs that were refused, as {@link dev.tempo.store.Store#commit} says
   * @throws SQLException if one cannot be made
   */
  public Set<UUID> apply(Connection writer, List<Change> changes) throws SQLException {
    connection = writer;
    refused = new HashSet<>();
    for (Change change : changes) {
      apply(change);
    }
    flush();
    return refused;
  }

  /** Forgets what was gathered, after a failure at which statements may have been closed. */
  public void clear() {
    runs.clear();
    statements.clear();
  }

  private void apply(Change change) throws SQLException {
    switch (change) {
      case Change.AddRun added -> runs.add(connection, added);
      case Change.KeepScript kept -> keepScript(kept);
      case Change.KeepResult kept -> runs.keepResult(connection, kept);
      case Change.StartRun started -> runs.start(connection, started);
      case Change.ReadScript read -> runs.readScript(connection, read);
      case Change.ReleaseRun released -> runs.release(connection, released);
      case Change.RequeueRun requeued -> runs.requeue(connection, requeued);
      case Change.FinishRun finished -> runs.finish(connection, finished);
      case Change.CorrectRun corrected -> {
        flush();
        runs.correct(connection, corrected);
      }
      case Change.SetDeadLetter changed -> runs.setDeadLetter(connection, changed);
      case Change.MoveTrigger moved -> runs.move(connection, moved.state());
      case Change.Record recorded -> runs.record(connection, recorded.entry());
      case Change.SaveJob saved -> saveJob(saved.job(), saved.triggers());
      case Change.DeleteJob deleted -> {
        run("DELETE FROM job WHERE id = ?", p -> p.id(deleted.jobId()));
        damaged.deleted(deleted.jobId());
      }
      case Change.DeleteRuns deleted -> {
        flush();
        runs.delete(connection, deleted.runIds());
      }
      case Change.PruneDecisions pruned ->
          run(JdbcDecisionStore.PRUNE, p -> JdbcDecisionStore.bindPrune(p, pruned.before()));
      case Change.TakeRequest taken -> run(JdbcOutbox.TAKE, p -> p.id(taken.runId()));
      case Change.SaveQueue saved ->
          run(
              InsertSql.upsert("queue", QueueColumns.NAMES),
              p -> QueueColumns.bind(p, saved.state()));
    }
  }

  private void keepScript(Change.KeepScript kept) throws SQLException {
    run(
        InsertSql.upsert("run_script", "run_id, language, content"),
        p ->
            p.id(kept.runId()).text(kept.script().language().name()).text(kept.script().content()));
  }

  private void saveJob(Job job, List<TriggerState> states) throws SQLException {
    run(
        SAVE_JOB,
        p -> {
          p.id(job.id()).text(job.key()).text(job.name()).number(job.version());
          p.flag(job.enabled()).text(job.zone().getId());
          p.number(ColumnCodecs.declaration(job.declaration()));
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
    String sql = "UPDATE job SET " + String.join(" = ?, ", columns) + " = ? WHERE id = ?";
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
          TriggerColumns.bindState(p, state);
        });
  }

  private void flush() throws SQLException {
    refused.addAll(runs.flush(connection));
  }

  private void run(String sql, Binding bind) throws SQLException {
    flush();
    statements.update(connection, sql, bind);
  }
}
