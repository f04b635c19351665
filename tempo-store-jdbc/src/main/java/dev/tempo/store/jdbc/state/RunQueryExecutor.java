package dev.tempo.store.jdbc.state;

import dev.tempo.Run;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunVisibility;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Finds the first runs that match a query over one connection.
 *
 * <p>What a query wants is a union of ranges of indexes; each is read in order, and only as far as
 * the last run that the page holds already. Of a scope there may be a range for every job, though.
 * Whoever may see most jobs finds a page among the newest runs, so that some of these are looked at
 * first; who may see few jobs has few ranges. So neither many jobs nor many runs of others cost
 * much.
 *
 * @param <T> what a row is read as
 */
final class RunQueryExecutor<T> {
  /** More ranges than this are worth a look at the newest runs. */
  private static final int FEW_RANGES = 20;

  /** How many of the newest runs are looked at: so many, or so many times what is wanted. */
  private static final int LOOKED_AT = 2_000;

  private static final int TIMES_WANTED = 3;
  private static final UUID LOWEST = new UUID(0, 0);
  private static final UUID HIGHEST = new UUID(-1, -1);

  private final Connection connection;
  private final RunTables tables;
  private final RunQuery query;
  private final int limit;
  private final Shape<T> shape;

  /** Whether the ranges are those of a label or of dead letters: not all need be in the scope. */
  private final boolean sifts;

  /**
   * How rows are read.
   *
   * @param columns what is read, of which {@code id}, {@code job_id} and {@code started_by} are
   *     needed
   * @param mapper reads a row
   */
  record Shape<T>(String columns, SqlFunction<ResultRow, T> mapper) {}

  RunQueryExecutor(
      Connection connection, RunTables tables, RunQuery query, int limit, Shape<T> shape) {
    this.connection = connection;
    this.tables = tables;
    this.query = query;
    this.limit = limit;
    this.shape = shape;
    boolean apart = query.filter().label().isPresent() || query.isOfDeadLetters();
    this.sifts = apart && query.filter().visibility().isPresent();
  }

  List<T> find() throws SQLException {
    List<RunFilterSql> parts = RunFilterSql.of(tables, query);
    if (parts.size() > FEW_RANGES && !sifts && query.filter().visibility().isPresent()) {
      Optional<List<T>> found = look(query.filter().visibility().get());
      if (found.isPresent()) {
        return found.get();
      }
    }
    return merge(parts);
  }

  /** Looks at the first runs whosever they are; empty if that does not fill the page. */
  private Optional<List<T>> look(RunVisibility scope) throws SQLException {
    List<RunFilterSql> parts = RunFilterSql.ignoringScope(tables, query);
    if (parts.size() != 1) {
      return Optional.empty();
    }
    List<T> found = new ArrayList<>();
    int lookedAt = 0;
    int most = Math.max(LOOKED_AT, TIMES_WANTED * limit);
    try (PreparedStatement statement = prepare(parts.getFirst(), most)) {
      try (ResultSet rows = statement.executeQuery()) {
        ResultRow row = new ResultRow(rows);
        while (found.size() < limit && rows.next()) {
          lookedAt++;
          if (scope.runs().contains(row.id("id"))
              || scope.containsBeside(row.id("job_id"), row.optionalText("started_by"))) {
            found.add(shape.mapper().apply(row));
          }
        }
      }
    }
    boolean all = found.size() == limit || lookedAt < most;
    return all ? Optional.of(found) : Optional.empty();
  }

  private List<T> merge(List<RunFilterSql> parts) throws SQLException {
    boolean newestFirst = query.page().order() == RunQuery.Order.NEWEST_FIRST;
    NavigableMap<UUID, T> found = new TreeMap<>(newestFirst ? Collections.reverseOrder() : null);
    addNamed(found);
    UUID end = newestFirst ? LOWEST : HIGHEST;
    for (RunFilterSql part : parts) {
      add(part, found.size() < limit ? end : found.lastKey(), found);
      while (found.size() > limit) {
        found.pollLastEntry();
      }
    }
    return List.copyOf(found.values());
  }

  private void add(RunFilterSql part, UUID end, NavigableMap<UUID, T> found) throws SQLException {
    try (PreparedStatement statement = prepareBefore(part, sifts ? Integer.MAX_VALUE : limit, end);
        ResultSet rows = statement.executeQuery()) {
      ResultRow row = new ResultRow(rows);
      int added = 0;
      while (added < limit && rows.next()) {
        if (!sifts || isInScope(query, row)) {
          found.put(row.id("id"), shape.mapper().apply(row));
          added++;
        }
      }
    }
  }

  /** Whether the scope holds a run, apart from those that it names one by one. */
  static boolean isInScope(RunQuery query, ResultRow row) throws SQLException {
    UUID job = row.id("job_id");
    Optional<String> starter = row.optionalText("started_by");
    return query
        .filter()
        .visibility()
        .map(scope -> scope.containsBeside(job, starter))
        .orElse(true);
  }

  private void addNamed(NavigableMap<UUID, T> found) throws SQLException {
    for (UUID id : named(connection, query)) {
      Sql.bound(
              connection,
              "SELECT " + shape.columns() + " FROM run WHERE id = ?",
              parameters -> parameters.id(id))
          .firstReadable(shape.mapper())
          .ifPresent(run -> found.put(id, run));
    }
    while (found.size() > limit) {
      found.pollLastEntry();
    }
  }

  /** Runs that the scope names one by one, that match, and that are in no range. */
  static List<UUID> named(Connection connection, RunQuery query) throws SQLException {
    List<UUID> named = new ArrayList<>();
    if (query.filter().visibility().isEmpty()) {
      return named;
    }
    RunVisibility scope = query.filter().visibility().get();
    for (UUID id : scope.runs()) {
      Sql.bound(
              connection,
              "SELECT "
                  + JdbcRunStore.COLUMNS
                  + " FROM run WHERE id = ?"
                  + (query.isOfDeadLetters() ? " AND dead_letter = 1" : ""),
              parameters -> parameters.id(id))
          .firstReadable(RunColumns::read)
          .filter(query::matches)
          .filter(run -> isPast(query.page(), run.id()))
          .filter(run -> !scope.containsBeside(run.jobId(), startedBy(run)))
          .ifPresent(run -> named.add(run.id()));
    }
    return named;
  }

  private static Optional<String> startedBy(Run run) {
    return run.request().origin().startedBy();
  }

  private static boolean isPast(RunQuery.Page page, UUID id) {
    boolean newestFirst = page.order() == RunQuery.Order.NEWEST_FIRST;
    return page.before()
        .map(last -> newestFirst ? id.compareTo(last) < 0 : id.compareTo(last) > 0)
        .orElse(true);
  }

  private PreparedStatement prepare(RunFilterSql part, int limit) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(select(part.where(), part));
    part.bind(new StatementParameters(statement)).number(limit);
    return statement;
  }

  /**
   * Of a job's runs, those of some people are found by the index alone, and only then read: a
   * planner would read every run of the job to see who started it.
   */
  private PreparedStatement prepareBefore(RunFilterSql part, int limit, UUID end)
      throws SQLException {
    String sql =
        part.isSiftedByIndex() && !sifts
            ? String.format(
                Locale.ROOT,
                "SELECT %s FROM run WHERE id IN (SELECT id FROM %s %s %s LIMIT ?)",
                shape.columns(),
                part.table(),
                part.whereBefore(),
                order(part))
            : select(part.whereBefore(), part);
    PreparedStatement statement = connection.prepareStatement(sql);
    part.bind(new StatementParameters(statement)).id(end).number(limit);
    return statement;
  }

  private String select(String where, RunFilterSql part) {
    return String.format(
        Locale.ROOT,
        "SELECT %s FROM %s %s %s LIMIT ?",
        shape.columns(),
        part.table(),
        where,
        order(part));
  }

  private static String order(RunFilterSql part) {
    return part.isDescending() ? "ORDER BY id DESC" : "ORDER BY id";
  }
}
