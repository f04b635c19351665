package dev.tempo.server.runs;

import dev.tempo.Cause;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Query;
import dev.tempo.store.RunQuery;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which runs a list is to hold.
 *
 * @param query what the store can find by itself
 * @param rest what must be looked at run by run
 */
record RunFilter(RunQuery query, Predicate<Run> rest) {

  /** Words for states that older programs use. */
  private static final Map<String, RunStatus> OTHER_WORDS =
      Map.of(
          "pending", RunStatus.QUEUED,
          "failed", RunStatus.FAILURE,
          "error", RunStatus.FAILURE,
          "completed", RunStatus.SUCCESS,
          "terminated", RunStatus.CANCELLED,
          "stopped", RunStatus.CANCELLED);

  static RunFilter of(Query query, Optional<java.util.UUID> jobId) {
    RunQuery wanted =
        new RunQuery(
            jobId,
            statuses(query),
            causes(query),
            new RunQuery.Window(query.instant("from"), query.instant("to")),
            RunQuery.ALL.page());
    Optional<Long> shortest = milliseconds(query, "minDurationMs");
    Optional<Long> longest = milliseconds(query, "maxDurationMs");
    return new RunFilter(wanted, run -> lasted(run, shortest, longest));
  }

  RunQuery page(Paging paging) {
    RunQuery limited = query.limit(paging.limit());
    return paging.cursorId().map(limited::before).orElse(limited);
  }

  private static Set<RunStatus> statuses(Query query) {
    return query
        .list("status", RunFilter::status, "a status such as running, success or failure")
        .stream()
        .collect(Collectors.toSet());
  }

  private static Set<Cause> causes(Query query) {
    return query
        .list(
            "cause",
            text -> Cause.valueOf(text.toUpperCase(Locale.ROOT)),
            "schedule, manual, startup, url, retry or api")
        .stream()
        .collect(Collectors.toSet());
  }

  private static RunStatus status(String text) {
    RunStatus other = OTHER_WORDS.get(text.toLowerCase(Locale.ROOT));
    return other != null ? other : RunStatus.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Optional<Long> milliseconds(Query query, String name) {
    return query.parsed(name, Long::parseLong, "a whole number of milliseconds");
  }

  private static boolean lasted(Run run, Optional<Long> shortest, Optional<Long> longest) {
    if (shortest.isEmpty() && longest.isEmpty()) {
      return true;
    }
    Optional<Long> duration = run.duration().map(Duration::toMillis);
    return duration.isPresent()
        && shortest.map(ms -> duration.get() >= ms).orElse(true)
        && longest.map(ms -> duration.get() <= ms).orElse(true);
  }
}
