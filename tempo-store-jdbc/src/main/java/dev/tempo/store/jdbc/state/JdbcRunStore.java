package dev.tempo.store.jdbc.state;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunPlace;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import dev.tempo.store.RunSummary;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.task.ScriptText;
import dev.tempo.value.TimeBounds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads runs. */
public final class JdbcRunStore implements RunStore {
  static final String COLUMNS = RunColumns.REQUEST + ", " + RunColumns.RESULT;

  /** How many entries of an index are looked at to count what is of a scope. */
  private static final long LOOKED_AT = 20_000;

  /** As many entries of an index are looked at in the time of one run, which lies elsewhere. */
  private static final int COST_OF_A_RUN = 5;

  /** One's own, those of one's jobs, and those that nobody started, may each be of one job. */
  private static final int KINDS = 3;

  private static final String SELECT = "SELECT " + COLUMNS + " FROM run ";
  private static final RunQueryExecutor.Shape<Run> WHOLE =
      new RunQueryExecutor.Shape<>(COLUMNS, RunColumns::read);
  private static final RunQueryExecutor.Shape<Ended> BRIEF =
      new RunQueryExecutor.Shape<>(
          "id, job_id, started_by, status, started_at, finished_at", Ended::read);
  private static final String QUEUED =
      "status < 2 AND lane = 0 AND status = " + ColumnCodecs.code(RunStatus.QUEUED);
  private static final String RUNNING =
      "status < 2 AND lane = 0 AND status = " + ColumnCodecs.code(RunStatus.RUNNING);
  private static final String RANKED =
      "status = " + ColumnCodecs.code(RunStatus.QUEUED) + " AND lane = 1";

  private final Database database;
  private final RunTables tables;

  /**
   * Reads runs from a database.
   *
   * @param tables by which indexes
   */
  public JdbcRunStore(Database database, RunTables tables) {
    this.database = database;
    this.tables = tables;
  }

  @Override
  public Optional<Run> find(UUID runId) {
    return first("WHERE id = ?", parameters -> parameters.id(runId));
  }

  @Override
  public Optional<ScriptText> script(UUID runId) {
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    "SELECT language, content FROM run_script WHERE run_id = ?",
                    parameters -> parameters.id(runId))
                .firstReadable(
                    row ->
                        new ScriptText(
                            ScriptText.Language.valueOf(row.text("language")),
                            row.text("content"))));
  }

  @Override
  public Optional<String> result(UUID runId) {
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    "SELECT content FROM run_result WHERE run_id = ?",
                    parameters -> parameters.id(runId))
                .firstReadable(row -> row.text("content")));
  }

  @Override
  public boolean isDeadLetter(UUID runId) {
    return database.read(
        connection ->
            Sql.bound(
                        connection,
                        "SELECT count(*) FROM run WHERE id = ? AND dead_letter = 1",
                        parameters -> parameters.id(runId))
                    .count()
                > 0);
  }

  @Override
  public RunPage list(RunQuery query) {
    List<Run> found =
        database.read(
            connection ->
                new RunQueryExecutor<>(connection, tables, query, query.limit() + 1, WHOLE).find());
    boolean more = found.size() > query.limit();
    List<Run> page = more ? found.subList(0, query.limit()) : found;
    return new RunPage(page, more ? Optional.of(page.getLast().id()) : Optional.empty());
  }

  @Override
  public RunCount count(RunQuery query, int bound) {
    return database.read(
        connection ->
            query.filter().visibility().isPresent()
                ? countOfScope(connection, query, bound)
                : countOfAll(connection, query, bound));
  }

  private RunCount countOfAll(Connection connection, RunQuery query, int bound)
      throws SQLException {
    long count = 0;
    for (RunFilterSql filter : RunFilterSql.gathered(tables, query)) {
      String sql =
          "SELECT count(*) FROM (SELECT 1 FROM "
              + filter.table()
              + " "
              + filter.where()
              + " LIMIT ?) AS found";
      count +=
          Sql.bound(connection, sql, parameters -> filter.bind(parameters).number(bound)).count();
      if (count >= bound) {
        return RunCount.upTo(bound, count);
      }
    }
    return RunCount.upTo(bound, count);
  }

  /** What somebody may see of many jobs may be little among much that is others'. */
  private RunCount countOfScope(Connection connection, RunQuery query, int bound)
      throws SQLException {
    long count = RunQueryExecutor.named(connection, query).size();
    long left = Math.max(LOOKED_AT, (long) KINDS * bound);
    if (query.filter().label().isPresent() || query.isOfDeadLetters()) {
      return countOfLabel(connection, query, bound, count, left);
    }
    for (RunFilterSql filter : RunFilterSql.gathered(tables, query)) {
      int cost = filter.readsRuns() ? COST_OF_A_RUN : 1;
      RunFilterSql.Counted counted = filter.countAmong(connection, left / cost);
      count += counted.found();
      left -= counted.lookedAt() * cost;
      if (left < COST_OF_A_RUN || count >= bound) {
        return new RunCount(Math.min(count, bound), false);
      }
    }
    return RunCount.upTo(bound, count);
  }

  /** What is filed under a label, or dead, is looked at one by one: most is of the scope. */
  private RunCount countOfLabel(
      Connection connection, RunQuery query, int bound, long named, long max) throws SQLException {
    long count = named;
    long left = max;
    for (RunFilterSql filter : RunFilterSql.of(tables, query)) {
      String sql =
          "SELECT job_id, started_by FROM " + filter.table() + " " + filter.where() + " LIMIT ?";
      long limit = left;
      List<Boolean> found =
          Sql.bound(connection, sql, parameters -> filter.bind(parameters).number(limit))
              .allReadable(row -> RunQueryExecutor.isInScope(query, row));
      count += found.stream().filter(seen -> seen).count();
      left -= found.size();
      if (left < 1 || count >= bound) {
        return new RunCount(Math.min(count, bound), false);
      }
    }
    return RunCount.upTo(bound, count);
  }

  @Override
  public RunSummary summary(RunQuery query) {
    List<Ended> found =
        database.read(
            connection ->
                new RunQueryExecutor<>(
                        connection, tables, query.withRegularOnly(), query.limit(), BRIEF)
                    .find());
    List<Duration> times = found.stream().flatMap(run -> run.took().stream()).toList();
    return new RunSummary(
        found.stream().collect(Collectors.groupingBy(Ended::status, Collectors.counting())),
        times.size(),
        times.stream().reduce(Duration.ZERO, Duration::plus));
  }

  @Override
  public List<Run> queued(String queue, Optional<UUID> after, int limit) {
    UUID first = after.orElse(new UUID(0, 0));
    return list(
        "WHERE queue = ? AND " + QUEUED + " AND id > ? ORDER BY id LIMIT ?",
        parameters -> parameters.text(queue).id(first).number(limit));
  }

  @Override
  public List<Run> ranked(String queue, int priority, RunPlace after, Instant until, int limit) {
    return list(
        "WHERE queue = ? AND priority = ? AND "
            + RANKED
            + " AND (not_before, id) > (?, ?) AND not_before <= ?"
            + " ORDER BY not_before, id LIMIT ?",
        parameters ->
            parameters
                .text(queue)
                .number(priority)
                .instant(after.from())
                .id(after.runId())
                .instant(until)
                .number(limit));
  }

  @Override
  public List<Integer> priorities(String queue) {
    return database.read(connection -> new RankedRuns(connection, tables).priorities(queue));
  }

  @Override
  public List<String> queuesInUse() {
    return database.read(
        connection -> {
          SortedSet<String> queues = new TreeSet<>(new RankedRuns(connection, tables).queues());
          queues.addAll(
              Sql.of(connection, "SELECT DISTINCT queue FROM run WHERE " + QUEUED)
                  .allReadable(row -> row.text("queue")));
          return List.copyOf(queues);
        });
  }

  @Override
  public SortedMap<String, Long> queueLengths() {
    SortedMap<String, Long> lengths = new TreeMap<>();
    database.read(
        connection -> {
          for (String which : List.of(QUEUED, RANKED)) {
            Sql.of(
                    connection,
                    "SELECT queue, count(*) AS n FROM run WHERE " + which + " GROUP BY queue")
                .allReadable(row -> lengths.merge(row.text("queue"), row.number("n"), Long::sum));
          }
          return lengths;
        });
    return lengths;
  }

  @Override
  public List<Run> running() {
    // Sorted here: asked to sort, a database may walk over all runs rather than the open ones.
    return list("WHERE " + RUNNING, parameters -> {}).stream()
        .sorted(Comparator.comparing(Run::id))
        .toList();
  }

  @Override
  public Optional<Long> queuePosition(UUID runId) {
    return find(runId).map(run -> queuePositions(List.of(run)).get(runId));
  }

  @Override
  public Map<UUID, Long> queuePositions(Collection<Run> runs) {
    Map<String, List<Run>> queued =
        runs.stream()
            .filter(run -> run.status() == RunStatus.QUEUED)
            .collect(Collectors.groupingBy(run -> run.job().queue()));
    return queued.isEmpty()
        ? Map.of()
        : database.read(
            connection -> {
              Map<UUID, Long> positions = new HashMap<>();
              for (Map.Entry<String, List<Run>> queue : queued.entrySet()) {
                count(connection, queue.getKey(), queue.getValue(), positions);
              }
              return positions;
            });
  }

  /** Of each run in turn those ordinary ones are counted alone that the last one had behind it. */
  private void count(Connection connection, String queue, List<Run> runs, Map<UUID, Long> positions)
      throws SQLException {
    RankedRuns ranked = new RankedRuns(connection, tables);
    List<Integer> priorities = ranked.priorities(queue);
    UUID from = new UUID(0, 0);
    long ordinary = 0;
    for (Run run : runs.stream().sorted(Comparator.comparing(JdbcRunStore::place)).toList()) {
      UUID after = from;
      ordinary +=
          Sql.bound(
                  connection,
                  "SELECT count(*) FROM run WHERE queue = ? AND "
                      + QUEUED
                      + " AND id >= ? AND id < ?",
                  parameters -> parameters.text(queue).id(after).id(place(run)))
              .count();
      from = place(run);
      positions.put(run.id(), ordinary + ranked.before(run, priorities));
    }
  }

  /** Before which id ordinary runs come before a run. */
  private static UUID place(Run run) {
    return RunPlace.isRanked(run)
        ? ColumnCodecs.firstId(Instant.ofEpochMilli(RunPlace.rank(run)))
        : run.id();
  }

  @Override
  public List<Run> waitingForRuns() {
    return database.read(this::waitingForRuns).stream()
        .sorted(Comparator.comparing(Run::id))
        .toList();
  }

  /** They stand behind all others of their queue and priority. */
  private List<Run> waitingForRuns(Connection connection) throws SQLException {
    RankedRuns ranked = new RankedRuns(connection, tables);
    List<Run> found = new ArrayList<>();
    for (String queue : ranked.queues()) {
      for (int priority : ranked.priorities(queue)) {
        String where =
            "WHERE queue = ? AND priority = ? AND "
                + RANKED
                + " AND not_before = ? AND after_run_id IS NOT NULL";
        found.addAll(
            Sql.bound(
                    connection,
                    SELECT + where,
                    to -> to.text(queue).number(priority).instant(TimeBounds.MAX_INSTANT))
                .allReadable(RunColumns::read));
      }
    }
    return found;
  }

  @Override
  public List<Run> findByUniqueKey(UUID jobId, String uniqueKey) {
    String ofKey = " WHERE job_id = ? AND unique_key = ? AND unique_key IS NOT NULL";
    String order = " ORDER BY id DESC";
    String open = "SELECT " + COLUMNS + " FROM " + tables.openUnique() + ofKey + " AND status < 2";
    Binding bind = parameters -> parameters.id(jobId).text(uniqueKey);
    return database.read(
        connection -> {
          List<Run> found =
              new ArrayList<>(
                  Sql.bound(connection, open + order, bind).allReadable(RunColumns::read));
          Sql.bound(connection, SELECT + ofKey + order + " LIMIT 1", bind)
              .firstReadable(RunColumns::read)
              .filter(run -> found.isEmpty() || !found.getFirst().id().equals(run.id()))
              .ifPresent(found::addFirst);
          return found;
        });
  }

  @Override
  public Optional<Run> findAttempt(UUID firstRunId, int attempt) {
    return first(
        "WHERE first_run_id = ? AND attempt = ? AND first_run_id IS NOT NULL ORDER BY id LIMIT 1",
        parameters -> parameters.id(firstRunId).number(attempt));
  }

  @Override
  public Optional<Run> findByOccurrence(UUID triggerId, Instant scheduledFor) {
    return first(
        "WHERE trigger_id = ? AND scheduled_for = ? AND trigger_id IS NOT NULL AND attempt = 1",
        parameters -> parameters.id(triggerId).instant(scheduledFor));
  }

  private Optional<Run> first(String where, Binding bind) {
    return database.read(
        connection -> Sql.bound(connection, SELECT + where, bind).firstReadable(RunColumns::read));
  }

  private List<Run> list(String where, Binding bind) {
    return database.read(
        connection -> Sql.bound(connection, SELECT + where, bind).allReadable(RunColumns::read));
  }

  /** What a summary is made of. */
  private record Ended(RunStatus status, Optional<Duration> took) {
    static Ended read(ResultRow row) throws SQLException {
      Optional<Instant> end = row.optionalInstant("finished_at");
      return new Ended(
          ColumnCodecs.status(row.integer("status")),
          row.optionalInstant("started_at")
              .flatMap(start -> end.map(at -> Duration.between(start, at))));
    }
  }
}
