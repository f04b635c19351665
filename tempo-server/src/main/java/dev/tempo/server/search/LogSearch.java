package dev.tempo.server.search;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.KeptTextSearch;
import dev.tempo.server.message.Messages;
import dev.tempo.server.runs.LogLevel;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunFilterReader;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogReading;
import dev.tempo.store.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Reads what a request searches logs for. A chunk of a run that the caller may not see is passed
 * over before its lines are looked at, so that neither what is found nor how much tells of it.
 */
final class LogSearch {

  /** So long a request may search, whatever it does with what it finds. */
  static final Duration BUDGET = Duration.ofSeconds(2);

  private final Store store;
  private final RunAccess access;
  private final RunFilterReader runs;

  LogSearch(Store store, RunAccess access, RunFilterReader runs) {
    this.store = store;
    this.access = access;
    this.runs = runs;
  }

  /**
   * What a request searches for, without page and budget; keeps an administrator's look at others'
   * logs in the audit trail.
   */
  LogQuery.Builder query(ApiRequest call) {
    LogQuery.Builder query =
        text(call)
            .caseSensitivity(LogQuery.CaseSensitivity.IGNORE_CASE)
            .streams(LogRoutes.streams(call))
            .runs(accepted(call));
    runs.jobs(call).or(() -> run(call).map(Run::jobId).map(Set::of)).ifPresent(query::jobs);
    Optional<String> starter = runs.starter(call);
    starter.ifPresent(who -> query.startedBy(Set.of(who)));
    access.keepUnlessOwn(call, starter);
    reading(call).ifPresent(query::reading);
    runs.label(call).ifPresent(query::label);
    LogLevel.filter(call.query()).ifPresent(query::lines);
    call.query().instant("from").ifPresent(query::from);
    call.query().instant("to").ifPresent(query::to);
    return query;
  }

  /** Searches. */
  LogHits find(LogQuery query) {
    try {
      return store.logs().search(query);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("cursor", JsonValues.mustBe(message("api.allowed.searchCursor")));
    }
  }

  /** Tempo's own lines are searched as the caller reads them. */
  private static Optional<LogReading> reading(ApiRequest call) {
    String wanted = call.query().text("q").orElse("");
    return KeptTextSearch.of(call.language(), wanted)
        .map(
            search ->
                new LogReading(
                    Set.of(LogLine.Stream.SYSTEM),
                    search.pieces(),
                    kept -> search.find(kept).map(found -> found(found, wanted.length()))));
  }

  private static LogReading.Found found(KeptTextSearch.Found found, int length) {
    return new LogReading.Found(
        found.text(), found.starts().stream().map(at -> new LogHit.Span(at, at + length)).toList());
  }

  private static LogQuery.Builder text(ApiRequest call) {
    String text =
        call.query()
            .text("q")
            .orElseThrow(() -> ApiException.invalid("q", message("api.value.needed")));
    try {
      return LogQuery.builder(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("q", Messages.of(e));
    }
  }

  private Predicate<UUID> accepted(ApiRequest call) {
    Optional<UUID> only = run(call).map(Run::id);
    return only.<Predicate<UUID>>map(id -> id::equals)
        .orElseGet(() -> accepted(call.caller(), RunFilterReader.statuses(call.query())));
  }

  /** The one run whose log is asked for. */
  private Optional<Run> run(ApiRequest call) {
    return call.query().uuid("run").map(id -> access.find(id, call.caller()));
  }

  /** Each run is looked up once in a search, however many chunks it has. */
  private Predicate<UUID> accepted(Caller caller, Set<RunStatus> statuses) {
    if (caller.has(Role.ADMIN) && statuses.isEmpty()) {
      return any -> true;
    }
    Map<UUID, Boolean> known = new HashMap<>();
    return id -> known.computeIfAbsent(id, run -> accepts(run, caller, statuses));
  }

  private boolean accepts(UUID id, Caller caller, Set<RunStatus> statuses) {
    Optional<Run> run = store.runs().find(id);
    return run.isPresent()
        && (statuses.isEmpty() || statuses.contains(run.get().status()))
        && access.maySee(caller, run.get());
  }
}
