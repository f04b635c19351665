package dev.tempo.store.sqlite;

import dev.tempo.Cause;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The condition of one part of a query: all states, or one. Ids begin with the millisecond in which
 * they were made, so that bounds of the time at which runs were queued are bounds of ids, too, by
 * which every index can be cut.
 */
final class RunFilter {
  /**
   * Open runs are among the newest of their job, so that few of those have to be looked at. Without
   * being told, SQLite would look for the least id along the primary key.
   */
  private static final String OLDEST_OPEN =
      "(SELECT min(id) FROM run INDEXED BY run_open WHERE status < 2)";

  private final RunQuery query;
  private final List<String> conditions = new ArrayList<>();

  private RunFilter(RunQuery query, Optional<RunStatus> status) {
    this.query = query;
    status.ifPresent(one -> conditions.add(statusCondition(one)));
    query.jobId().ifPresent(job -> conditions.add("job_id = ?"));
    query.page().before().ifPresent(before -> conditions.add("id < ?"));
    query.window().from().ifPresent(from -> conditions.add("id >= ? AND queued_at >= ?"));
    query.window().to().ifPresent(to -> conditions.add("queued_at < ?"));
    if (!query.causes().isEmpty()) {
      conditions.add("cause IN (" + codes(query) + ")");
    }
  }

  static List<RunFilter> of(RunQuery query) {
    if (query.statuses().isEmpty()) {
      return List.of(new RunFilter(query, Optional.empty()));
    }
    return query.statuses().stream()
        .map(status -> new RunFilter(query, Optional.of(status)))
        .toList();
  }

  String where() {
    return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
  }

  Parameters bind(Parameters to) throws SQLException {
    if (query.jobId().isPresent()) {
      to.id(query.jobId().get());
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

  /** SQLite uses a partial index only if its condition stands in the query. */
  private String statusCondition(RunStatus one) {
    String same = "status = " + Codes.code(one);
    if (query.jobId().isEmpty()) {
      return same + (one.isFinal() ? " AND status >= 2" : " AND status < 2");
    }
    if (one.isFinal()) {
      return one == RunStatus.SUCCESS ? same : same + " AND status >= 3";
    }
    return same + " AND id >= " + OLDEST_OPEN;
  }

  private static String codes(RunQuery query) {
    List<String> codes = new ArrayList<>();
    for (Cause cause : query.causes()) {
      codes.add(Integer.toString(Codes.code(cause)));
    }
    return String.join(", ", codes);
  }
}
