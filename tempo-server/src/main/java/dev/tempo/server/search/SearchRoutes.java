package dev.tempo.server.search;

import dev.tempo.log.LogLine;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.message.Translation;
import dev.tempo.server.runs.LineResponse;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunFilterReader;
import dev.tempo.server.search.SearchResponses.HitPage;
import dev.tempo.server.search.SearchResponses.HitResponse;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Searches the logs of all runs that the caller may see, and shows lines with those around them.
 */
public final class SearchRoutes implements Feature {

  /** Lines may have 16 kB each. */
  private static final int MOST_HITS = 200;

  /** What is left of a search's time for the lines around hits, where these are asked for. */
  private static final Duration FOR_CONTEXT = Duration.ofMillis(500);

  private final Store store;
  private final LogSearch search;
  private final TimeSource time;

  /** Over a store, for those who may see its runs. */
  public SearchRoutes(Store store, RunAccess access, RunFilterReader runs, TimeSource time) {
    this.store = store;
    this.search = new LogSearch(store, access, runs);
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/search/logs", this::search);
  }

  private RouteResponse search(ApiRequest call) {
    long end = time.nanoTime() + LogSearch.BUDGET.toNanos();
    int lines = (int) call.query().whole("context", 0, HitContext.MOST_LINES, 0);
    LogQuery query = query(call, lines > 0);
    LogHits hits = search.find(query);
    HitContext context = new HitContext(store.logs(), lines, () -> time.nanoTime() - end < 0);
    List<HitResponse> shown =
        hits.hits().stream().map(hit -> hit(hit, context, call.language())).toList();
    return RouteResponse.ok(
        new HitPage(
            shown,
            hits.nextCursor().map(Paging::encode),
            hits.complete(),
            lines == 0 ? Optional.empty() : Optional.of(context.isComplete())));
  }

  private LogQuery query(ApiRequest call, boolean withContext) {
    Paging paging = call.paging();
    Duration budget = withContext ? LogSearch.BUDGET.minus(FOR_CONTEXT) : LogSearch.BUDGET;
    LogQuery.Builder query =
        search.query(call).limit(Math.min(paging.limit(), MOST_HITS)).timeBudget(budget);
    paging.cursor().ifPresent(query::cursor);
    return query.build();
  }

  private static HitResponse hit(LogHit hit, HitContext context, Translation language) {
    Optional<HitContext.Around> around =
        context.isWanted() ? Optional.of(context.of(hit)) : Optional.empty();
    return new HitResponse(
        hit.runId(),
        hit.jobId(),
        hit.line().number(),
        hit.line().timestamp(),
        hit.line().text(),
        hit.highlights().stream().map(span -> List.of(span.start(), span.end())).toList(),
        around.map(some -> lines(some.before(), language)),
        around.map(some -> lines(some.after(), language)));
  }

  private static List<LineResponse> lines(List<LogLine> lines, Translation language) {
    return lines.stream().map(line -> LineResponse.of(line, language)).toList();
  }
}
