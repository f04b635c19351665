package dev.tempo.store.sqlite;

import dev.tempo.Cause;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The condition of one part of a query: one range, and all states or one. Ids begin with the
 * millisecond in which they were made, so that bounds of the time at which runs were queued are
 * bounds of ids, too, by which every index can be cut.
 */
final class RunFilter {
  private static final int MILLIS_SHIFT = 16;
  private static final RunRange EVERYTHING =
      new RunRange(Optional.empty(), RunRange.By.ANYBODY, "");

  private final RunQuery query;
  private final RunRange range;
  private final List<String> conditions = new ArrayList<>();

  private RunFilter(RunQuery query, RunRange range, Set<RunStatus> statuses) {
    this.query = query;
    this.range = range;
    if (!statuses.isEmpty()) {
      conditions.add(statusCondition(statuses));
    }
    range.jobId().ifPresent(job -> conditions.add("job_id = ?"));
    if (range.by() != RunRange.By.ANYBODY) {
      conditions.add(range.by().condition());
    }
    query.page().before().ifPresent(before -> conditions.add(isDescending() ? "id < ?" : "id > ?"));
    query.window().from().ifPresent(from -> conditions.add("id >= ? AND queued_at >= ?"));
    query.window().to().ifPresent(to -> conditions.add("queued_at < ?"));
    if (!query.causes().isEmpty()) {
      conditions.add("cause IN (" + codes(query) + ")");
    }
  }

  /** The parts; none if nothing is wanted but what the scope names one by one. */
  static List<RunFilter> of(RunQuery query) {
    return RunRange.of(query.whose()).stream().flatMap(range -> of(query, range).stream()).toList();
  }

  /** The parts of the same query without its scope. */
  static List<RunFilter> ignoringScope(RunQuery query) {
    RunQuery.Whose whose = query.whose();
    RunQuery.Whose all = new RunQuery.Whose(whose.jobs(), whose.starter(), Optional.empty());
    return of(new RunQuery(all, query.statuses(), query.causes(), query.window(), query.page()));
  }

  /** All runs and those of one job are read state by state, since that is by an index. */
  private static List<RunFilter> of(RunQuery query, RunRange range) {
    if (query.statuses().size() <= 1 || !range.equals(EVERYTHING)) {
      return List.of(new RunFilter(query, range, query.statuses()));
    }
    return query.statuses().stream()
        .map(status -> new RunFilter(query, range, Set.of(status)))
        .toList();
  }

  boolean isDescending() {
    return query.page().order() == RunQuery.Order.NEWEST_FIRST;
  }

  String where() {
    return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
  }

  /** The condition, for those alone that come before a run in the list. */
  String whereBefore() {
    return (conditions.isEmpty() ? "WHERE " : where() + " AND ")
        + (isDescending() ? "id > ?" : "id < ?");
  }

  Parameters bind(Parameters to) throws SQLException {
    if (range.jobId().isPresent()) {
      to.id(range.jobId().get());
    }
    if (range.by().hasStarter()) {
      to.text(range.starter());
    }
    if (query.page().before().isPresent()) {
      to.id(query.page().before().get());
    }
    if (query.window().from().isPresent()) {
      Instant from = query.window().from().get();
      to.id(new UUID(from.toEpochMilli() << MILLIS_SHIFT, 0)).instant(from);
    }
    if (query.window().to().isPresent()) {
      to.instant(query.window().to().get());
    }
    return to;
  }

  /** SQLite uses a partial index only if its condition stands in the query. */
  private String statusCondition(Set<RunStatus> statuses) {
    String same =
        statuses.stream()
            .map(status -> Integer.toString(Codes.code(status)))
            .sorted()
            .collect(Collectors.joining(", ", "status IN (", ")"));
    if (statuses.size() > 1) {
      return same;
    }
    RunStatus one = statuses.iterator().next();
    String equal = "status = " + Codes.code(one);
    if (!range.equals(EVERYTHING)) {
      return equal;
    }
    return equal + (one.isFinal() ? " AND status >= 2" : " AND status < 2");
  }

  private static String codes(RunQuery query) {
    List<String> codes = new ArrayList<>();
    for (Cause cause : query.causes()) {
      codes.add(Integer.toString(Codes.code(cause)));
    }
    return String.join(", ", codes);
  }
}
