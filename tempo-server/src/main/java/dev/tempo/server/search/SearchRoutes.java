package dev.tempo.server.search;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunSearch;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Searches the logs of all runs that the caller may see. A chunk of a run that the caller may not
 * see is passed over before its lines are looked at, so that neither what is found nor how much
 * tells of it.
 */
public final class SearchRoutes implements Feature {
  private static final Duration BUDGET = Duration.ofSeconds(2);

  /** Lines may have 16 kB each. */
  private static final int MOST_HITS = 200;

  private static final LogHits NOTHING = new LogHits(List.of(), Optional.empty(), true);

  private final Store store;
  private final RunAccess access;
  private final RunSearch runs;

  /** Over a store, for those who may see its runs. */
  public SearchRoutes(Store store, RunAccess access, RunSearch runs) {
    this.store = store;
    this.access = access;
    this.runs = runs;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/search/logs", this::search);
  }

  private Reply search(Call call) {
    LogQuery query = query(call);
    access.keepUnlessOwn(call, runs.starter(call));
    LogHits hits = RunSearch.asksForNothing(call.query()) ? NOTHING : found(query);
    return Reply.ok(
        Json.object()
            .put("hits", Json.array(hits.hits(), SearchRoutes::hit))
            .put("nextCursor", hits.nextCursor().map(Paging::encode))
            .put("complete", hits.complete()));
  }

  private LogHits found(LogQuery query) {
    try {
      return store.logs().search(query);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("cursor", "must be a cursor of this search");
    }
  }

  private LogQuery query(Call call) {
    Paging paging = call.paging();
    LogQuery.Builder query =
        text(call)
            .letters(LogQuery.Letters.IGNORE_CASE)
            .streams(LogRoutes.streams(call))
            .runs(accepted(call))
            .limit(Math.min(paging.limit(), MOST_HITS))
            .budget(BUDGET);
    runs.job(call).or(() -> run(call).map(Run::jobId)).ifPresent(job -> query.jobs(Set.of(job)));
    runs.starter(call).ifPresent(starter -> query.starters(Set.of(starter)));
    call.query().instant("from").ifPresent(query::from);
    call.query().instant("to").ifPresent(query::to);
    paging.cursor().ifPresent(query::cursor);
    return query.build();
  }

  private static LogQuery.Builder text(Call call) {
    String text = call.query().text("q").orElseThrow(() -> ApiException.invalid("q", "is needed"));
    try {
      return LogQuery.builder(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("q", e.getMessage());
    }
  }

  private Predicate<UUID> accepted(Call call) {
    Optional<UUID> only = run(call).map(Run::id);
    return only.<Predicate<UUID>>map(id -> id::equals)
        .orElseGet(() -> accepted(call.caller(), RunSearch.statuses(call.query())));
  }

  /** The one run whose log is asked for. */
  private Optional<Run> run(Call call) {
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

  private static Json.Object hit(LogHit hit) {
    return Json.object()
        .put("runId", hit.runId())
        .put("jobId", hit.jobId())
        .put("lineNumber", hit.line().number())
        .put("timestamp", hit.line().timestamp())
        .put("content", hit.line().text())
        .put("highlights", Json.array(hit.highlights(), span -> List.of(span.start(), span.end())));
  }
}
