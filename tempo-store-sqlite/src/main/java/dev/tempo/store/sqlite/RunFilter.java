package dev.tempo.store.sqlite;

import dev.tempo.Cause;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The condition of one part of a query: one range, and all states or one. Ids begin with the
 * millisecond in which they were made, so that bounds of the time at which runs were queued are
 * bounds of ids, too, by which every index can be cut.
 */
final class RunFilter {
  /**
   * Open runs are among the newest of their job, so that few of those have to be looked at. Without
   * being told, SQLite would look for the least id along the primary key.
   */
  private static final String OLDEST_OPEN =
      "(SELECT min(id) FROM run INDEXED BY run_open WHERE status < 2)";

  private final RunQuery query;
  private final RunRange range;
  private final List<String> conditions = new ArrayList<>();

  private RunFilter(RunQuery query, RunRange range, Set<RunStatus> statuses) {
    this.query = query;
    this.range = range;
    if (!statuses.isEmpty()) {
      conditions.add(statusCondition(statuses));
    }
    if (!range.jobs().isEmpty()) {
      conditions.add(jobCondition());
    }
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

  /** Fewer parts, whose runs do not come in order; for counting. */
  static List<RunFilter> gathered(RunQuery query) {
    return RunRange.gathered(RunRange.of(query.whose())).stream()
        .flatMap(range -> of(query, range).stream())
        .toList();
  }

  /** The parts of the same query without its scope. */
  static List<RunFilter> ignoringScope(RunQuery query) {
    RunQuery.Whose whose = query.whose();
    RunQuery.Whose all = new RunQuery.Whose(whose.jobs(), whose.starter(), Optional.empty());
    return of(new RunQuery(all, query.statuses(), query.causes(), query.window(), query.page()));
  }

  /** All runs and those of one job are read state by state, since that is by an index. */
  private static List<RunFilter> of(RunQuery query, RunRange range) {
    if (query.statuses().size() <= 1 || range.by() != RunRange.By.ANYBODY) {
      return List.of(new RunFilter(query, range, query.statuses()));
    }
    return query.statuses().stream()
        .map(status -> new RunFilter(query, range, Set.of(status)))
        .toList();
  }

  boolean isOfSomebodyInAJob() {
    return !range.jobs().isEmpty() && range.by() != RunRange.By.ANYBODY;
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
    for (UUID job : range.jobs()) {
      to.id(job);
    }
    if (range.by().hasStarter()) {
      to.text(range.starter());
    }
    if (query.page().before().isPresent()) {
      to.id(query.page().before().get());
    }
    if (query.window().from().isPresent()) {
      Instant from = query.window().from().get();
      to.id(Codes.firstId(from)).instant(from);
    }
    if (query.window().to().isPresent()) {
      to.instant(query.window().to().get());
    }
    return to;
  }

  private String jobCondition() {
    int count = range.jobs().size();
    return count == 1
        ? "job_id = ?"
        : "job_id IN (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
  }

  /** SQLite uses a partial index only if its condition stands in the query. */
  private String statusCondition(Set<RunStatus> statuses) {
    if (statuses.size() > 1) {
      List<String> codes =
          statuses.stream().map(one -> Integer.toString(Codes.code(one))).sorted().toList();
      return "status IN (" + String.join(", ", codes) + ")";
    }
    RunStatus one = statuses.iterator().next();
    String same = "status = " + Codes.code(one);
    return range.jobs().isEmpty() ? same + among(one) : ofJob(one, same);
  }

  private static String ofJob(RunStatus one, String same) {
    if (one.isFinal()) {
      return one == RunStatus.SUCCESS ? same : same + " AND status >= 3";
    }
    return same + " AND id >= " + OLDEST_OPEN;
  }

  /** What somebody started is found by that. */
  private String among(RunStatus one) {
    if (range.by() != RunRange.By.ANYBODY) {
      return "";
    }
    return one.isFinal() ? " AND status >= 2" : " AND status < 2";
  }

  private static String codes(RunQuery query) {
    List<String> codes = new ArrayList<>();
    for (Cause cause : query.causes()) {
      codes.add(Integer.toString(Codes.code(cause)));
    }
    return String.join(", ", codes);
  }
}
