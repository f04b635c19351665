package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * In which order a list of runs comes.
 *
 * @param order in which the store gives them
 * @param comparator what else they are sorted by; empty for the time at which they were queued
 * @param statuses in which order states come, if they are sorted by these first
 */
record RunSort(
    Order order, Optional<Comparator<Run>> comparator, Optional<List<RunStatus>> statuses) {
  static final RunSort NEWEST_FIRST =
      new RunSort(Order.NEWEST_FIRST, Optional.empty(), Optional.empty());

  /** The names of what lists can be sorted by. */
  static final String ALLOWED = "queuedAt, startedAt, finishedAt, durationMs, jobName, status";

  private static final RunSort OLDEST_FIRST =
      new RunSort(Order.OLDEST_FIRST, Optional.empty(), Optional.empty());
  private static final Map<String, Comparator<Run>> FIELDS =
      Map.of(
          "startedat", Comparator.comparing(run -> run.startedAt().orElse(Instant.MAX)),
          "finishedat", Comparator.comparing(run -> run.finishedAt().orElse(Instant.MAX)),
          "durationms", Comparator.comparing(run -> run.duration().orElse(Duration.ZERO)),
          "jobname", Comparator.comparing(run -> run.jobName().toLowerCase(Locale.ROOT)),
          "status", Comparator.comparing(Run::status));
  private static final List<RunStatus> STATUSES = List.of(RunStatus.values());

  /**
   * An order by its name, with a hyphen before it for the reverse.
   *
   * @throws IllegalArgumentException if there is none
   */
  static RunSort parse(String sort) {
    boolean descending = sort.startsWith("-");
    String field = (descending ? sort.substring(1) : sort).toLowerCase(Locale.ROOT);
    if (field.equals("queuedat")) {
      return descending ? NEWEST_FIRST : OLDEST_FIRST;
    }
    Comparator<Run> comparator = FIELDS.get(field);
    if (comparator == null) {
      throw new IllegalArgumentException(sort);
    }
    Comparator<Run> newestFirst = Comparator.comparing(Run::id).reversed();
    return new RunSort(
        Order.NEWEST_FIRST,
        Optional.of((descending ? comparator.reversed() : comparator).thenComparing(newestFirst)),
        field.equals("status")
            ? Optional.of(descending ? STATUSES.reversed() : STATUSES)
            : Optional.empty());
  }
}
