package dev.tempo.server.search;

import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunSearch;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;

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
  public SearchRoutes(Store store, RunAccess access, RunSearch runs, TimeSource time) {
    this.store = store;
    this.search = new LogSearch(store, access, runs);
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/search/logs", this::search);
  }

  private Reply search(Call call) {
    long end = time.nanoTime() + LogSearch.BUDGET.toNanos();
    int lines = (int) call.query().whole("context", 0, HitContext.MOST_LINES, 0);
    LogQuery query = query(call, lines > 0);
    LogHits hits = RunSearch.asksForNothing(call.query()) ? LogSearch.NOTHING : search.find(query);
    HitContext context = new HitContext(store.logs(), lines, () -> time.nanoTime() - end < 0);
    Json.Object answer =
        Json.object()
            .put("hits", Json.array(hits.hits(), hit -> hit(hit, context)))
            .put("nextCursor", hits.nextCursor().map(Paging::encode))
            .put("complete", hits.complete());
    return Reply.ok(lines == 0 ? answer : answer.put("contextComplete", context.isComplete()));
  }

  private LogQuery query(Call call, boolean withContext) {
    Paging paging = call.paging();
    Duration budget = withContext ? LogSearch.BUDGET.minus(FOR_CONTEXT) : LogSearch.BUDGET;
    LogQuery.Builder query =
        search.query(call).limit(Math.min(paging.limit(), MOST_HITS)).timeBudget(budget);
    paging.cursor().ifPresent(query::cursor);
    return query.build();
  }

  private static Json.Object hit(LogHit hit, HitContext context) {
    Json.Object json =
        Json.object()
            .put("runId", hit.runId())
            .put("jobId", hit.jobId())
            .put("lineNumber", hit.line().number())
            .put("timestamp", hit.line().timestamp())
            .put("content", hit.line().text())
            .put(
                "highlights",
                Json.array(hit.highlights(), span -> List.of(span.start(), span.end())));
    if (context.isWanted()) {
      HitContext.Around around = context.of(hit);
      json.put("before", Json.array(around.before(), RunJson::line))
          .put("after", Json.array(around.after(), RunJson::line));
    }
    return json;
  }
}
