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
import java.util.function.UnaryOperator;

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
  static final String ALLOWED =
      "queuedAt, startedAt, finishedAt, durationMs, jobName, status, cause, startedBy, attempt,"
          + " maxMemoryBytes, lineCount, exitCode";

  private static final RunSort OLDEST_FIRST =
      new RunSort(Order.OLDEST_FIRST, Optional.empty(), Optional.empty());
  private static final Map<String, Comparator<Run>> FIELDS =
      Map.of(
          "startedat", Comparator.comparing(run -> run.startedAt().orElse(Instant.MAX)),
          "finishedat", Comparator.comparing(run -> run.finishedAt().orElse(Instant.MAX)),
          "durationms", Comparator.comparing(run -> run.duration().orElse(Duration.ZERO)),
          "jobname", Comparator.comparing(run -> run.jobName().toLowerCase(Locale.ROOT)),
          "status", Comparator.comparing(Run::status),
          "cause", Comparator.comparing(Run::cause),
          "attempt", Comparator.comparingInt(Run::attempt),
          "maxmemorybytes", Comparator.comparingLong(run -> run.result().usage().maxMemoryBytes()),
          "linecount", Comparator.comparingLong(run -> run.result().usage().lineCount()),
          "exitcode", Comparator.comparing(RunSort::exit));

  /** Behind all names. */
  private static final String NOBODY = "\uFFFF";

  private static final List<RunStatus> STATUSES = List.of(RunStatus.values());

  /**
   * An order by its name, with a hyphen before it for the reverse.
   *
   * @param names returns the name of who started a run
   * @throws IllegalArgumentException if there is none
   */
  static RunSort parse(String sort, UnaryOperator<String> names) {
    boolean descending = sort.startsWith("-");
    String field = (descending ? sort.substring(1) : sort).toLowerCase(Locale.ROOT);
    if (field.equals("queuedat")) {
      return descending ? NEWEST_FIRST : OLDEST_FIRST;
    }
    Comparator<Run> comparator = field.equals("startedby") ? byStarter(names) : FIELDS.get(field);
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

  private static Comparator<Run> byStarter(UnaryOperator<String> names) {
    return Comparator.comparing(
        run ->
            run.request()
                .origin()
                .startedBy()
                .map(starter -> names.apply(starter).toLowerCase(Locale.ROOT))
                .orElse(NOBODY));
  }

  /** As lists show it: its code, or else its signal, by their names behind all codes. */
  private static String exit(Run run) {
    return run.result()
        .signal()
        .orElseGet(
            () ->
                run.result().exitCode().isPresent()
                    ? String.format(Locale.ROOT, "%03d", run.result().exitCode().getAsInt())
                    : NOBODY);
  }
}
