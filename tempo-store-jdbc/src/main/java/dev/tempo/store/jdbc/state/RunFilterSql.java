package dev.tempo.store.jdbc.state;

import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.RunType;
import dev.tempo.store.RunQuery;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Builds the SQL condition for one part of a run query: one range, and all statuses or one. Ids
 * begin with the millisecond in which they were made, so that bounds of the time at which runs were
 * queued are bounds of ids, too, by which every index can be cut.
 */
public final class RunFilterSql {
  /** As the partial index says it. */
  private static final String DEAD = "dead_letter = 1";

  /** Those that have an index of their own by job, by starter and by label. */
  private static final Predicate<RunStatus> UNSUCCESSFUL =
      status -> status.isFinal() && status != RunStatus.SUCCESS;

  private final RunTables tables;
  private final RunQuery query;
  private final RunIndexRange range;
  private final Set<RunStatus> statuses;

  /** Whether only ranked runs are meant, which have an index of their own. */
  private final boolean isRanked;

  private final List<Condition> conditions = new ArrayList<>();

  private RunFilterSql(
      RunTables tables,
      RunQuery query,
      RunIndexRange range,
      Set<RunStatus> statuses,
      boolean isRanked) {
    this.tables = tables;
    this.query = query;
    this.range = range;
    this.statuses = statuses;
    this.isRanked = isRanked;
    if (!statuses.isEmpty()) {
      addStatus(statuses);
    }
    if (!range.jobs().isEmpty()) {
      add(isLabelled() ? Use.SIFTS : Use.CUTS, "job_id", jobCondition(), this::bindJobs);
    }
    if (range.by() != RunIndexRange.By.ANYBODY) {
      boolean own = !isLabelled() && range.jobs().isEmpty() && range.by() == RunIndexRange.By.ONE;
      add(own ? Use.CUTS : Use.SIFTS, "started_by", range.by().condition(), this::bindStarter);
    }
    query
        .page()
        .before()
        .ifPresent(
            id -> add(Use.CUTS, "id", isDescending() ? "id < ?" : "id > ?", to -> to.id(id)));
    query.window().from().ifPresent(this::addFrom);
    query
        .window()
        .to()
        .ifPresent(end -> add(Use.SIFTS, "queued_at", "queued_at < ?", to -> to.instant(end)));
    if (!query.causes().isEmpty()) {
      add(Use.SIFTS, "cause", "cause IN (" + codes(query) + ")", to -> {});
    }
    query
        .filter()
        .label()
        .ifPresent(label -> add(ofLabel(), "label", "label = ?", to -> to.text(label)));
    if (query.isOfDeadLetters()) {
      add(Use.CUTS, "dead_letter", DEAD, to -> {});
    } else if (query.filter().text() != RunQuery.Text.ANY) {
      add(Use.SIFTS, "script_sha256", "script_sha256 IS NULL", to -> {});
    }
    if (query.filter().text() == RunQuery.Text.REGULAR) {
      add(Use.SIFTS, "type", "type = " + ColumnCodecs.code(RunType.BATCH), to -> {});
    }
  }

  /** What a condition is good for. */
  private enum Use {
    /** An index leads to the runs for which it holds. */
    CUTS,
    /** Each run must be looked at. */
    SIFTS
  }

  /** A part of the condition, of one column, that sets its own parameters. */
  private record Condition(Use use, String column, String sql, Binding bind) {}

  /** The parts; none if nothing is wanted but what the scope names one by one. */
  public static List<RunFilterSql> of(RunTables tables, RunQuery query) {
    return ranges(query).stream().flatMap(range -> of(tables, query, range).stream()).toList();
  }

  /** Fewer parts, whose runs do not come in order; for counting. */
  static List<RunFilterSql> gathered(RunTables tables, RunQuery query) {
    return RunIndexRange.gathered(ranges(query)).stream()
        .flatMap(range -> of(tables, query, range).stream())
        .toList();
  }

  /** What is filed under a label is found by that, and then it is looked whose it is. */
  private static List<RunIndexRange> ranges(RunQuery query) {
    return !hasIndexOfItsOwn(query)
        ? RunIndexRange.of(query.filter())
        : RunIndexRange.gathered(RunIndexRange.of(query.filter().withVisibility(Optional.empty())));
  }

  /** The parts of the same query without its scope. */
  static List<RunFilterSql> ignoringScope(RunTables tables, RunQuery query) {
    RunQuery.Filter all = query.filter().withVisibility(Optional.empty());
    return of(
        tables, new RunQuery(all, query.statuses(), query.causes(), query.window(), query.page()));
  }

  /** They are read state by state where each state is by an index. */
  private static List<RunFilterSql> of(RunTables tables, RunQuery query, RunIndexRange range) {
    boolean someOnly = range.by() != RunIndexRange.By.ANYBODY || hasIndexOfItsOwn(query);
    boolean ofOne = range.by() == RunIndexRange.By.ONE && range.jobs().isEmpty();
    boolean byIndex = isLabelledOnly(query) || ofOne && !hasIndexOfItsOwn(query);
    boolean byState = !someOnly || byIndex && query.statuses().stream().allMatch(UNSUCCESSFUL);
    if (query.statuses().size() <= 1 || !byState) {
      return of(tables, query, range, query.statuses());
    }
    return query.statuses().stream()
        .flatMap(status -> of(tables, query, range, Set.of(status)).stream())
        .toList();
  }

  private static List<RunFilterSql> of(
      RunTables tables, RunQuery query, RunIndexRange range, Set<RunStatus> statuses) {
    boolean isOfLanes =
        statuses.equals(Set.of(RunStatus.QUEUED))
            && range.by() == RunIndexRange.By.ANYBODY
            && range.jobs().isEmpty()
            && !hasIndexOfItsOwn(query);
    RunFilterSql ordinary = new RunFilterSql(tables, query, range, statuses, false);
    return isOfLanes // whosever they are, they stand in one of two indexes
        ? List.of(ordinary, new RunFilterSql(tables, query, range, statuses, true))
        : List.of(ordinary);
  }

  /** Whether an index tells whose runs are wanted, but does not lead to them. */
  boolean isSiftedByIndex() {
    boolean jobs = !range.jobs().isEmpty();
    boolean somebody = range.by() != RunIndexRange.By.ANYBODY;
    return isLabelled() ? jobs || somebody : jobs && somebody;
  }

  private boolean isLabelled() {
    return hasIndexOfItsOwn(query);
  }

  /** What is filed under a label, and dead letters: an index leads to them, whosever they are. */
  private static boolean hasIndexOfItsOwn(RunQuery query) {
    return query.filter().label().isPresent() || query.isOfDeadLetters();
  }

  private Use ofLabel() {
    return query.isOfDeadLetters() ? Use.SIFTS : Use.CUTS;
  }

  /** The table, and the index if the database is not to choose one. */
  public String table() {
    if (query.isOfDeadLetters()) {
      return tables.dead();
    }
    if (isRanked) {
      return tables.rankedById();
    }
    if (!isLabelled()) {
      return "run";
    }
    return isUnsuccessfulOfLabel() ? tables.labelledUnsuccessful() : tables.labelled();
  }

  /** Filed under a label, and found by that: dead letters have an index of their own. */
  private static boolean isLabelledOnly(RunQuery query) {
    return query.filter().label().isPresent() && !query.isOfDeadLetters();
  }

  private boolean isUnsuccessfulOfLabel() {
    return isLabelledOnly(query)
        && statuses.size() == 1
        && statuses.stream().allMatch(UNSUCCESSFUL);
  }

  boolean isDescending() {
    return query.page().order() == RunQuery.Order.NEWEST_FIRST;
  }

  /** The clause by which runs are found; empty for all. */
  public String where() {
    return conditions.isEmpty() ? "" : "WHERE " + all(conditions);
  }

  /** The condition, for those alone that come before a run in the list. */
  public String whereBefore() {
    return (conditions.isEmpty() ? "WHERE " : where() + " AND ")
        + (isDescending() ? "id > ?" : "id < ?");
  }

  StatementParameters bind(StatementParameters to) throws SQLException {
    return bind(conditions, to);
  }

  /**
   * What was counted.
   *
   * @param lookedAt how many runs were looked at
   * @param found how many of them match
   */
  record Counted(long lookedAt, long found) {}

  /** Whether counting looks at the runs themselves, and not at an index that says all. */
  boolean readsRuns() {
    boolean byStatus = conditions.stream().anyMatch(c -> c.column().equals("status"));
    return conditions.stream()
        .filter(c -> c.use() == Use.SIFTS)
        .anyMatch(c -> byStatus || !c.column().equals("started_by"));
  }

  /** Counts what matches among so many runs at most, to which an index leads. */
  Counted countAmong(Connection connection, long limit) throws SQLException {
    List<Condition> cuts = conditions.stream().filter(c -> c.use() == Use.CUTS).toList();
    List<Condition> sifts = conditions.stream().filter(c -> c.use() == Use.SIFTS).toList();
    String columns =
        sifts.stream().map(Condition::column).distinct().collect(Collectors.joining(", "));
    String sql =
        String.format(
            Locale.ROOT,
            "SELECT count(*) AS looked_at, coalesce(sum(CASE WHEN %s THEN 1 ELSE 0 END), 0) AS found FROM (SELECT %s FROM %s"
                + " %s LIMIT ?) AS looked",
            sifts.isEmpty() ? "1 = 1" : all(sifts),
            columns.isEmpty() ? "1" : columns,
            table(),
            cuts.isEmpty() ? "" : "WHERE " + all(cuts));
    return Sql.bound(connection, sql, to -> bind(cuts, bind(sifts, to)).number(limit))
        .firstReadable(row -> new Counted(row.number("looked_at"), row.number("found")))
        .orElseThrow();
  }

  private static String all(List<Condition> conditions) {
    return conditions.stream().map(Condition::sql).collect(Collectors.joining(" AND "));
  }

  private static StatementParameters bind(List<Condition> conditions, StatementParameters to)
      throws SQLException {
    for (Condition condition : conditions) {
      condition.bind().to(to);
    }
    return to;
  }

  private void add(Use use, String column, String sql, Binding bind) {
    conditions.add(new Condition(use, column, sql, bind));
  }

  private void addFrom(Instant start) {
    add(Use.CUTS, "id", "id >= ?", to -> to.id(ColumnCodecs.firstId(start)));
    add(Use.SIFTS, "queued_at", "queued_at >= ?", to -> to.instant(start));
  }

  private void bindJobs(StatementParameters to) throws SQLException {
    for (UUID job : range.jobs()) {
      to.id(job);
    }
  }

  private void bindStarter(StatementParameters to) throws SQLException {
    if (range.by().hasStarter()) {
      to.text(range.starter());
    }
  }

  /** What is open is found, since there is little; what failed is found by an index of its job. */
  private void addStatus(Set<RunStatus> statuses) {
    if (isLabelled()) {
      Use use = isUnsuccessfulOfLabel() ? Use.CUTS : Use.SIFTS;
      add(use, "status", statusOfLabelled(statuses), to -> {});
      return;
    }
    RunStatus one = statuses.iterator().next();
    boolean hasIndex = !range.jobs().isEmpty() || isOfOne();
    boolean found = !one.isFinal() || hasIndex && UNSUCCESSFUL.test(one);
    Use use = statuses.size() == 1 && found ? Use.CUTS : Use.SIFTS;
    add(use, "status", statusCondition(statuses), to -> {});
  }

  /** Of one starter, whatever the job. */
  private boolean isOfOne() {
    return range.by() == RunIndexRange.By.ONE && range.jobs().isEmpty();
  }

  private String jobCondition() {
    int count = range.jobs().size();
    return count == 1
        ? "job_id = ?"
        : "job_id IN (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
  }

  /** A partial index is used only if its condition stands in the query. */
  private String statusCondition(Set<RunStatus> statuses) {
    if (statuses.size() > 1) {
      return isOneOf(statuses);
    }
    RunStatus one = statuses.iterator().next();
    String same = "status = " + ColumnCodecs.code(one);
    return range.jobs().isEmpty() ? same + among(one) : ofJob(one, same);
  }

  /** What is open is among the newest. */
  private String statusOfLabelled(Set<RunStatus> statuses) {
    if (isUnsuccessfulOfLabel()) {
      return isOneOf(statuses) + " AND status >= 3";
    }
    boolean open = statuses.stream().noneMatch(RunStatus::isFinal);
    return isOneOf(statuses) + (open ? " AND id >= " + tables.oldestOpen() : "");
  }

  private static String isOneOf(Set<RunStatus> statuses) {
    List<String> codes =
        statuses.stream().map(one -> Integer.toString(ColumnCodecs.code(one))).sorted().toList();
    return "status IN (" + String.join(", ", codes) + ")";
  }

  private String ofJob(RunStatus one, String same) {
    if (one.isFinal()) {
      return one == RunStatus.SUCCESS ? same : same + " AND status >= 3";
    }
    return same + " AND id >= " + tables.oldestOpen();
  }

  /** What somebody started is found by that; what of it is open is among the newest. */
  private String among(RunStatus one) {
    if (isOfOne() && UNSUCCESSFUL.test(one)) {
      return " AND status >= 3";
    }
    if (range.by() != RunIndexRange.By.ANYBODY) {
      return one.isFinal() ? "" : " AND id >= " + tables.oldestOpen();
    }
    if (isRanked) {
      return " AND lane = 1";
    }
    return one.isFinal() ? " AND status >= 2" : " AND status < 2 AND lane = 0";
  }

  private static String codes(RunQuery query) {
    List<String> codes = new ArrayList<>();
    for (RunCause cause : query.causes()) {
      codes.add(Integer.toString(ColumnCodecs.code(cause)));
    }
    return String.join(", ", codes);
  }
}
