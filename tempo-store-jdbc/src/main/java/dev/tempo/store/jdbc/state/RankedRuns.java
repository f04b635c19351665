package dev.tempo.store.jdbc.state;

import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.store.RunPlace;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks which queues and priorities ranked runs wait in, and how many come before one, over one
 * connection. There may be millions of them, so each queue and each priority is looked up, and none
 * is counted that does not come before.
 */
final class RankedRuns {
  private static final String WAITING = "status = 0 AND lane = 1";

  private final Connection connection;
  private final String table;

  RankedRuns(Connection connection, RunTables tables) {
    this.connection = connection;
    this.table = tables.ranked();
  }

  List<String> queues() throws SQLException {
    List<String> queues = new ArrayList<>();
    Optional<String> next = firstQueue("", parameters -> {});
    while (next.isPresent()) {
      String last = next.get();
      queues.add(last);
      next = firstQueue(" AND queue > ?", parameters -> parameters.text(last));
    }
    return queues;
  }

  List<Integer> priorities(String queue) throws SQLException {
    List<Integer> priorities = new ArrayList<>();
    int least = RunAttributes.MIN_PRIORITY;
    Optional<Integer> next = firstPriority(queue, least);
    while (next.isPresent()) {
      priorities.add(next.get());
      next = firstPriority(queue, next.get() + 1);
    }
    return priorities;
  }

  /**
   * How many of its queue come before a run.
   *
   * @param priorities those in which ranked runs of the queue wait
   */
  long before(Run run, List<Integer> priorities) throws SQLException {
    long rank = RunPlace.rank(run);
    long before = 0;
    for (int priority : priorities) {
      Instant at = Instant.ofEpochMilli(rank + priority * RunPlace.STEP.toMillis());
      before +=
          Sql.bound(
                  connection,
                  "SELECT count(*) FROM run WHERE queue = ? AND priority = ? AND "
                      + WAITING
                      + " AND (not_before, id) < (?, ?)",
                  parameters ->
                      parameters.text(run.job().queue()).number(priority).instant(at).id(run.id()))
              .count();
    }
    return before;
  }

  private Optional<String> firstQueue(String condition, Binding bind) throws SQLException {
    return first(
        "SELECT queue FROM " + table + " WHERE " + WAITING + condition + " ORDER BY queue LIMIT 1",
        bind,
        row -> row.text("queue"));
  }

  private Optional<Integer> firstPriority(String queue, int least) throws SQLException {
    return first(
        "SELECT priority FROM "
            + table
            + " WHERE "
            + WAITING
            + " AND queue = ? AND priority >= ? ORDER BY priority LIMIT 1",
        parameters -> parameters.text(queue).number(least),
        row -> row.integer("priority"));
  }

  private <T> Optional<T> first(String sql, Binding bind, SqlFunction<ResultRow, T> reader)
      throws SQLException {
    return Sql.bound(connection, sql, bind).firstReadable(reader);
  }
}
