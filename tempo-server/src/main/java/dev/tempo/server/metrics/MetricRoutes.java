package dev.tempo.server.metrics;

import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.process.ResourceSample;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.metrics.MetricResponses.BucketList;
import dev.tempo.server.metrics.MetricResponses.BucketResponse;
import dev.tempo.server.metrics.MetricResponses.SampleList;
import dev.tempo.server.metrics.MetricResponses.SampleResponse;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What runs used, one by one and summed up by job. */
public final class MetricRoutes implements Feature {
  private static final int DEFAULT_SAMPLES = 5_000;
  private static final int MAX_SAMPLES = 20_000;
  private static final int STEP = 1_000;
  private static final int MAX_RUNS = 20_000;
  private static final Map<String, Duration> RANGES =
      Map.of("7d", Duration.ofDays(7), "30d", Duration.ofDays(30), "90d", Duration.ofDays(90));

  private final Tempo tempo;
  private final JobIndex jobs;
  private final RunAccess access;
  private final TimeSource time;

  /** Over an engine, for those who may see its jobs and runs. */
  public MetricRoutes(Tempo tempo, JobIndex jobs, RunAccess access, TimeSource time) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/jobs/{job}/metrics", this::ofJob).get("/api/runs/{id}/metrics", this::ofRun);
  }

  private RouteResponse ofRun(ApiRequest call) {
    Run run = access.find(call.id("id", "run"), call.caller());
    Instant from = call.query().instant("from").orElse(Instant.EPOCH);
    int limit = (int) call.query().whole("limit", 1, MAX_SAMPLES, DEFAULT_SAMPLES);
    List<ResourceSample> samples = tempo.resourceSamples(run.id(), from, limit);
    return RouteResponse.ok(new SampleList(samples.stream().map(SampleResponse::of).toList()));
  }

  private RouteResponse ofJob(ApiRequest call) {
    JobIndexEntry job = jobs.resolve(call.path("job"), call.caller());
    Duration span =
        call.query()
            .parsed("range", MetricRoutes::range, JsonValues.oneOf(List.of("7d", "30d", "90d")))
            .orElse(Duration.ofDays(7));
    List<MetricBucket> buckets =
        isAllOf(job, span, call.caller())
            ? tempo.runStatistics(job.id(), span)
            : ofVisible(job, span, call.caller());
    return RouteResponse.ok(new BucketList(buckets.stream().map(BucketResponse::of).toList()));
  }

  private static Duration range(String text) {
    Duration span = RANGES.get(text.toLowerCase(Locale.ROOT));
    if (span == null) {
      throw new IllegalArgumentException(text);
    }
    return span;
  }

  /**
   * The sums that are kept are of all runs of a job: right for whoever may see all, and wherever
   * there are no others.
   */
  private boolean isAllOf(JobIndexEntry job, Duration span, Caller caller) {
    if (access.maySeeAllOf(caller, job)) {
      return true;
    }
    RunQuery all = within(job, span);
    RunStore runs = tempo.store().runs();
    RunCount visible = runs.count(access.restrict(all, caller), MAX_RUNS);
    return runs.count(all, MAX_RUNS).equals(visible);
  }

  private List<MetricBucket> ofVisible(JobIndexEntry job, Duration span, Caller caller) {
    RunAggregator sums = new RunAggregator(MetricPeriod.of(span));
    RunQuery query = access.restrict(within(job, span), caller).withLimit(STEP);
    int seen = 0;
    RunPage page;
    do {
      page = tempo.store().runs().list(query);
      page.runs().forEach(sums::add);
      seen += page.runs().size();
      query = page.next().map(query::withBefore).orElse(query);
    } while (page.next().isPresent() && seen < MAX_RUNS);
    return sums.buckets();
  }

  private RunQuery within(JobIndexEntry job, Duration span) {
    Instant now = time.nowMillis();
    return RunQuery.ALL
        .withJob(job.id())
        .withRegularOnly()
        .withFrom(MetricPeriod.of(span).startOf(now.minus(span)));
  }
}
