package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.store.JobStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads jobs. */
final class SqliteJobs implements JobStore {
  private static final String COLUMNS =
      "id, key, name, version, enabled, zone, " + TaskColumns.NAMES + ", " + PolicyColumns.NAMES;
  private static final String SELECT = "SELECT " + COLUMNS + " FROM job ";
  private static final String TRIGGERS =
      "SELECT id, job_id, position, " + TriggerColumns.NAMES + " FROM job_trigger ";

  private final SqliteDatabase database;

  SqliteJobs(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Job> find(UUID jobId) {
    return database.read(
        connection -> one(connection, "WHERE id = ?", parameters -> parameters.id(jobId)));
  }

  @Override
  public Optional<Job> findByKey(String key) {
    return database.read(
        connection -> one(connection, "WHERE key = ?", parameters -> parameters.text(key)));
  }

  @Override
  public List<Job> list(Optional<String> afterKey, int limit) {
    return database.read(connection -> page(connection, afterKey.orElse(""), limit));
  }

  @Override
  public long count() {
    return database.read(
        connection -> Queries.count(connection, "SELECT count(*) FROM job", parameters -> {}));
  }

  private static Optional<Job> one(Connection connection, String where, Queries.Bind bind)
      throws SQLException {
    Optional<Job.Builder> found = Queries.first(connection, SELECT + where, bind, SqliteJobs::job);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Job job = found.get().build();
    List<Trigger> triggers =
        Queries.list(
            connection,
            TRIGGERS + "WHERE job_id = ? ORDER BY position",
            parameters -> parameters.id(job.id()),
            TriggerColumns::read);
    return Optional.of(found.get().triggers(triggers).build());
  }

  private static List<Job> page(Connection connection, String after, int limit)
      throws SQLException {
    Queries.Bind bind = parameters -> parameters.text(after).number(limit);
    List<Job> jobs =
        Queries.list(
            connection,
            SELECT + "WHERE key > ? ORDER BY key LIMIT ?",
            bind,
            row -> job(row).build());
    Map<UUID, List<Trigger>> triggers = new HashMap<>();
    String ofPage =
        TRIGGERS
            + "WHERE job_id IN (SELECT id FROM job WHERE key > ? ORDER BY key LIMIT ?)"
            + " ORDER BY job_id, position";
    Queries.list(
        connection,
        ofPage,
        bind,
        row ->
            triggers
                .computeIfAbsent(row.id("job_id"), id -> new ArrayList<>())
                .add(TriggerColumns.read(row)));
    return jobs.stream()
        .map(job -> job.toBuilder().triggers(triggers.getOrDefault(job.id(), List.of())).build())
        .toList();
  }

  private static Job.Builder job(Row row) throws SQLException {
    return Job.named(row.text("name"))
        .id(row.id("id"))
        .key(row.text("key"))
        .version(row.number("version"))
        .enabled(row.flag("enabled"))
        .zone(ZoneId.of(row.text("zone")))
        .task(TaskColumns.read(row))
        .policy(PolicyColumns.read(row));
  }
}
