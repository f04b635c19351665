package dev.tempo.store.sqlite;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads runs. */
final class SqliteRuns implements RunStore {
  private static final String SELECT =
      "SELECT " + RunColumns.REQUEST + ", " + RunColumns.RESULT + " FROM run ";
  private static final String QUEUED = "status < 2 AND status = " + Codes.code(RunStatus.QUEUED);
  private static final String RUNNING = "status < 2 AND status = " + Codes.code(RunStatus.RUNNING);

  private final SqliteDatabase database;

  SqliteRuns(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Run> find(UUID runId) {
    return first("WHERE id = ?", parameters -> parameters.id(runId));
  }

  @Override
  public RunPage list(RunQuery query) {
    List<Run> found = database.read(connection -> newest(connection, query, query.limit() + 1));
    boolean more = found.size() > query.limit();
    List<Run> page = more ? found.subList(0, query.limit()) : found;
    return new RunPage(page, more ? Optional.of(page.getLast().id()) : Optional.empty());
  }

  @Override
  public long count(RunQuery query, int bound) {
    return database.read(
        connection -> {
          long count = 0;
          for (RunFilter filter : RunFilter.of(query)) {
            String sql = "SELECT count(*) FROM (SELECT 1 FROM run " + filter.where() + " LIMIT ?)";
            count +=
                Queries.count(connection, sql, parameters -> filter.bind(parameters).number(bound));
          }
          return Math.min(count, bound);
        });
  }

  @Override
  public List<Run> queued(String queue, Optional<UUID> after, int limit) {
    UUID first = after.orElse(new UUID(0, 0));
    return list(
        "WHERE queue = ? AND " + QUEUED + " AND id > ? ORDER BY id LIMIT ?",
        parameters -> parameters.text(queue).id(first).number(limit));
  }

  @Override
  public List<String> queuesInUse() {
    return database.read(
        connection ->
            Queries.list(
                connection,
                "SELECT DISTINCT queue FROM run WHERE " + QUEUED + " ORDER BY queue",
                parameters -> {},
                row -> row.text("queue")));
  }

  @Override
  public List<Run> running() {
    // Sorted here: asked to sort, SQLite walks over all runs rather than over those that are open.
    return list("WHERE " + RUNNING, parameters -> {}).stream()
        .sorted(Comparator.comparing(Run::id))
        .toList();
  }

  @Override
  public Optional<Long> placeInQueue(UUID runId) {
    return find(runId)
        .filter(run -> run.status() == RunStatus.QUEUED)
        .map(
            run ->
                database.read(
                    connection ->
                        Queries.count(
                            connection,
                            "SELECT count(*) FROM run WHERE queue = ? AND "
                                + QUEUED
                                + " AND id < ?",
                            parameters -> parameters.text(run.job().queue()).id(runId))));
  }

  @Override
  public Optional<Run> ofOccurrence(UUID triggerId, Instant scheduledFor) {
    return first(
        "WHERE trigger_id = ? AND scheduled_for = ? AND trigger_id IS NOT NULL AND attempt = 1",
        parameters -> parameters.id(triggerId).instant(scheduledFor));
  }

  /** One query for each state, since each has an index that gives the newest first. */
  private static List<Run> newest(Connection connection, RunQuery query, int limit)
      throws SQLException {
    List<Run> found = new ArrayList<>();
    for (RunFilter filter : RunFilter.of(query)) {
      found.addAll(
          Queries.list(
              connection,
              SELECT + filter.where() + " ORDER BY id DESC LIMIT ?",
              parameters -> filter.bind(parameters).number(limit),
              RunColumns::read));
    }
    found.sort(Comparator.comparing(Run::id).reversed());
    return found.size() <= limit ? found : found.subList(0, limit);
  }

  private Optional<Run> first(String where, Queries.Bind bind) {
    return database.read(
        connection -> Queries.first(connection, SELECT + where, bind, RunColumns::read));
  }

  private List<Run> list(String where, Queries.Bind bind) {
    return database.read(
        connection -> Queries.list(connection, SELECT + where, bind, RunColumns::read));
  }
}
