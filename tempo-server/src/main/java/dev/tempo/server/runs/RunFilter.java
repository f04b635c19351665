package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.store.CaseFolding;
import dev.tempo.store.RunQuery;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Which runs a list is to hold.
 *
 * @param query what the store can find by itself
 * @param rest what must be looked at run by run; empty for nothing
 * @param sort in which order
 */
record RunFilter(RunQuery query, Optional<Predicate<Run>> rest, RunSort sort) {
  private static final long MAX_DURATION_MS = TimeBounds.MAX_DURATION.toMillis();

  /** Words for states that older programs use. */
  private static final Map<String, RunStatus> OTHER_WORDS =
      Map.of(
          "pending", RunStatus.QUEUED,
          "failed", RunStatus.FAILURE,
          "error", RunStatus.FAILURE,
          "completed", RunStatus.SUCCESS,
          "succeeded", RunStatus.SUCCESS,
          "terminated", RunStatus.CANCELLED,
          "stopped", RunStatus.CANCELLED,
          "killed", RunStatus.CANCELLED);

  /** All runs. */
  static RunFilter all() {
    return new RunFilter(RunQuery.ALL, Optional.empty(), RunSort.NEWEST_FIRST);
  }

  /**
   * What a request asks for, of whatever jobs and people.
   *
   * @param names returns the name of who started a run
   */
  static RunFilter of(QueryParameters query, UnaryOperator<String> names) {
    RunSort sort =
        query
            .parsed(
                "sort",
                text -> RunSort.parse(text, names),
                message("api.allowed.sort", "values", RunSort.ALLOWED))
            .orElse(RunSort.NEWEST_FIRST);
    RunQuery wanted =
        new RunQuery(
            RunQuery.ALL.filter(),
            statuses(query),
            causes(query),
            new RunQuery.Window(query.instant("from"), query.instant("to")),
            RunQuery.ALL.withOrder(sort.order()).page());
    boolean dead = query.flag("deadLetters").orElse(false);
    return new RunFilter(
        dead ? wanted.withDeadLettersOnly() : wanted,
        both(durations(query), parameters(query)),
        sort);
  }

  /** Returns a copy for one job. */
  RunFilter job(UUID jobId) {
    return jobs(Set.of(jobId));
  }

  /** Returns a copy for some jobs. */
  RunFilter jobs(Set<UUID> jobIds) {
    return new RunFilter(query.withJobs(jobIds), rest, sort);
  }

  /** Returns a copy for runs that one has started. */
  RunFilter starter(String starter) {
    return new RunFilter(query.withStartedBy(starter), rest, sort);
  }

  /** Returns a copy for runs that are filed under a label. */
  RunFilter label(String label) {
    return new RunFilter(query.withLabel(label), rest, sort);
  }

  boolean matches(Run run) {
    return query.matches(run) && rest.map(more -> more.test(run)).orElse(true);
  }

  /** The states that a request asks for, in the words of whichever program; empty for all. */
  static Set<RunStatus> statuses(QueryParameters query) {
    return query.list("status", RunFilter::status, message("api.allowed.status")).stream()
        .collect(Collectors.toSet());
  }

  private static Set<RunCause> causes(QueryParameters query) {
    return query
        .list(
            "cause",
            text -> RunCause.valueOf(text.toUpperCase(Locale.ROOT)),
            JsonValues.oneOf(
                List.of(
                    "schedule", "manual", "startup", "url", "retry", "api", "job", "interface")))
        .stream()
        .collect(Collectors.toSet());
  }

  private static RunStatus status(String text) {
    RunStatus other = OTHER_WORDS.get(text.toLowerCase(Locale.ROOT));
    return other != null ? other : RunStatus.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Optional<Predicate<Run>> both(
      Optional<Predicate<Run>> one, Optional<Predicate<Run>> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get().and(other.get()))
        : one.or(() -> other);
  }

  /** Those with a text in a parameter that is not secret, in any case. */
  private static Optional<Predicate<Run>> parameters(QueryParameters query) {
    return query
        .text("parameter")
        .map(CaseFolding::fold)
        .map(
            text ->
                run ->
                    run.parameters().entrySet().stream()
                        .anyMatch(
                            one ->
                                CaseFolding.fold(one.getKey() + "=" + one.getValue())
                                    .contains(text)));
  }

  private static Optional<Predicate<Run>> durations(QueryParameters query) {
    long shortest = query.whole("minDurationMs", 0, MAX_DURATION_MS, 0);
    long longest = query.whole("maxDurationMs", 0, MAX_DURATION_MS, MAX_DURATION_MS);
    return shortest == 0 && longest == MAX_DURATION_MS
        ? Optional.empty()
        : Optional.of(
            run ->
                run.duration()
                    .map(Duration::toMillis)
                    .filter(took -> took >= shortest && took <= longest)
                    .isPresent());
  }
}
