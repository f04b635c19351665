package dev.tempo.server.search;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunFilterReader;
import dev.tempo.server.search.Histogram.OfJob;
import dev.tempo.server.search.SearchResponses.HistogramResponse;
import dev.tempo.server.search.SearchResponses.HitBucket;
import dev.tempo.server.search.SearchResponses.HitJob;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Counts what a search would find, by time and by job, the newest first and within the time of one
 * search. What it does not get to it does not guess: the answer says that it is not complete, and
 * where to count on.
 */
public final class HistogramRoutes implements Feature {
  private static final int MOST_BUCKETS = 120;
  private static final int MOST_JOBS = 50;
  private static final int MOST_HITS = 100_000;

  /** How many are read at a time: lines may have 16 kB each. */
  private static final int PORTION = 500;

  private final Store store;
  private final JobIndex jobs;
  private final LogSearch search;
  private final TimeSource time;

  /** Over a store, for those who may see its runs. */
  public HistogramRoutes(
      Store store, RunAccess access, RunFilterReader runs, JobIndex jobs, TimeSource time) {
    this.store = store;
    this.jobs = jobs;
    this.search = new LogSearch(store, access, runs);
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/search/logs/histogram", this::count);
  }

  private RouteResponse count(ApiRequest call) {
    LogQuery.Builder query = search.query(call).limit(PORTION);
    Optional<String> cursor = call.paging().cursor();
    Histogram histogram = new Histogram(MOST_BUCKETS);
    Optional<String> next = count(query, cursor, histogram);
    return RouteResponse.ok(
        new HistogramResponse(
            histogram.seconds(),
            histogram.buckets().entrySet().stream().map(HistogramRoutes::bucket).toList(),
            largest(histogram).stream().map(this::job).toList(),
            histogram.total(),
            next.isEmpty(),
            next.map(Paging::encode)));
  }

  /** Gives where to count on; empty if all was counted. */
  private Optional<String> count(
      LogQuery.Builder query, Optional<String> cursor, Histogram histogram) {
    long end = time.nanoTime() + LogSearch.BUDGET.toNanos();
    Optional<String> next = cursor;
    long left = LogSearch.BUDGET.toNanos();
    do {
      next.ifPresent(query::cursor);
      LogHits hits = search.find(query.timeBudget(Duration.ofNanos(left)).build());
      hits.hits().forEach(histogram::add);
      next = hits.nextCursor();
      left = end - time.nanoTime();
    } while (next.isPresent() && left > 0 && histogram.total() < MOST_HITS);
    return next;
  }

  private static List<Map.Entry<UUID, OfJob>> largest(Histogram histogram) {
    return histogram.jobs().entrySet().stream()
        .sorted(Comparator.comparing(entry -> -entry.getValue().count()))
        .limit(MOST_JOBS)
        .toList();
  }

  private static HitBucket bucket(Map.Entry<Instant, Long> bucket) {
    return new HitBucket(bucket.getKey(), bucket.getValue());
  }

  private HitJob job(Map.Entry<UUID, OfJob> entry) {
    OfJob hits = entry.getValue();
    Optional<String> name =
        jobs.find(entry.getKey())
            .map(JobIndexEntry::name)
            .or(() -> store.runs().find(hits.anyRun()).map(Run::jobName));
    return new HitJob(entry.getKey(), name, hits.count());
  }
}
