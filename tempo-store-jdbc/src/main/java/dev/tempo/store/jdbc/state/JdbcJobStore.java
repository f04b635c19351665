package dev.tempo.store.jdbc.state;

import dev.tempo.Job;
import dev.tempo.store.Damage;
import dev.tempo.store.JobStore;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads jobs. */
public final class JdbcJobStore implements JobStore {
  private static final String COLUMNS =
      "id, key, name, version, enabled, zone, declared, "
          + TaskColumns.NAMES
          + ", "
          + PolicyColumns.NAMES;
  private static final String SELECT = "SELECT " + COLUMNS + " FROM job ";
  private static final String TRIGGERS =
      "SELECT id, job_id, position, " + TriggerColumns.NAMES + " FROM job_trigger ";

  private static final int IDS_A_QUERY = 500;

  private final Database database;

  private final DamagedJobs damaged;

  /** Reads jobs from a database. */
  public JdbcJobStore(Database database, DamagedJobs damaged) {
    this.database = database;
    this.damaged = damaged;
  }

  @Override
  public List<Damage> damages() {
    return damaged.all();
  }

  @Override
  public Optional<Job> find(UUID jobId) {
    return first("WHERE id = ?", parameters -> parameters.id(jobId));
  }

  @Override
  public List<Job> findAll(Collection<UUID> jobIds) {
    List<UUID> ids = List.copyOf(jobIds);
    return database.read(
        connection -> {
          List<Job> found = new ArrayList<>();
          for (int from = 0; from < ids.size(); from += IDS_A_QUERY) {
            List<UUID> some = ids.subList(from, Math.min(from + IDS_A_QUERY, ids.size()));
            String where = "WHERE id IN (?" + ", ?".repeat(some.size() - 1) + ")";
            found.addAll(read(connection, where, parameters -> bind(parameters, some)));
          }
          return found;
        });
  }

  @Override
  public Optional<Job> findByKey(String key) {
    return first("WHERE key = ?", parameters -> parameters.text(key));
  }

  @Override
  public List<Job> list(Optional<String> afterKey, int limit) {
    return database.read(
        connection ->
            read(
                connection,
                "WHERE key > ? ORDER BY key LIMIT ?",
                parameters -> parameters.text(afterKey.orElse("")).number(limit)));
  }

  @Override
  public long count() {
    return database.read(connection -> Sql.of(connection, "SELECT count(*) FROM job").count());
  }

  @Override
  public List<UUID> unplannedToDelete(Optional<UUID> after, int limit) {
    String sql =
        "SELECT id FROM job WHERE delete_when_done = 1 AND id > ? AND NOT EXISTS"
            + " (SELECT 1 FROM job_trigger t WHERE t.job_id = job.id AND t.next_at IS NOT NULL)"
            + " ORDER BY id LIMIT ?";
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    sql,
                    parameters -> parameters.id(after.orElse(new UUID(0, 0))).number(limit))
                .allReadable(row -> row.id("id")));
  }

  private Optional<Job> first(String where, Binding bind) {
    return database.read(connection -> read(connection, where, bind)).stream().findFirst();
  }

  private static void bind(StatementParameters to, List<UUID> ids) throws SQLException {
    for (UUID id : ids) {
      to.id(id);
    }
  }

  /** Jobs and, in a second query, all their triggers. */
  private List<Job> read(Connection connection, String where, Binding bind) throws SQLException {
    Map<UUID, List<JobRow.StoredTrigger>> triggers = new HashMap<>();
    String ofJobs =
        TRIGGERS + "WHERE job_id IN (SELECT id FROM job " + where + ") ORDER BY job_id, position";
    Sql.bound(connection, ofJobs, bind)
        .allReadable(
            row ->
                triggers
                    .computeIfAbsent(row.id("job_id"), id -> new ArrayList<>())
                    .add(JobRow.trigger(row)));
    return Sql.bound(connection, SELECT + where, bind)
        .allReadable(
            row -> damaged.note(JobRow.read(row, triggers.getOrDefault(row.id("id"), List.of()))));
  }
}
