package dev.tempo.server.marks;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.jobs.DetailsJson;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.marks.MarkResponses.Favored;
import dev.tempo.server.marks.MarkResponses.JobTags;
import dev.tempo.server.marks.MarkResponses.TagPage;
import dev.tempo.server.marks.MarkResponses.TagSource;
import dev.tempo.server.marks.MarkResponses.UsedTag;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Marks jobs as favourites and with tags. Tags are a job's own, which everybody sees and those who
 * may describe the job set, or an account's, which only that account sees.
 */
public final class FavoriteRoutes implements Feature {
  private static final int MAX_SUGGESTIONS = 1_000;

  private final JobService jobs;
  private final JobMarkStore store;
  private final TimeSource time;

  /** Over the jobs and what accounts keep about them. */
  public FavoriteRoutes(JobService jobs, JobMarkStore store, TimeSource time) {
    this.jobs = jobs;
    this.store = store;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .put("/api/jobs/{job}/favorite", call -> favorite(call, true))
        .delete("/api/jobs/{job}/favorite", call -> favorite(call, false))
        .get("/api/jobs/{job}/tags", this::tags)
        .put("/api/jobs/{job}/tags", this::setTags)
        .get("/api/tags", this::suggestions);
  }

  private RouteResponse favorite(ApiRequest call, boolean favorite) {
    JobIndexEntry job = job(call);
    call.bodyOrEmpty().end();
    UUID user = call.caller().userId();
    if (favorite) {
      store.favor(user, job.id(), time.nowMillis());
    } else {
      store.disfavor(user, job.id());
    }
    return RouteResponse.ok(new Favored(job.id(), favorite));
  }

  private RouteResponse tags(ApiRequest call) {
    return shown(call, job(call));
  }

  private RouteResponse setTags(ApiRequest call) {
    JobIndexEntry job = job(call);
    JsonInput body = call.body();
    OptionalField<List<String>> own = DetailsJson.tags(body, "tags");
    OptionalField<List<String>> personal = DetailsJson.tags(body, "userTags");
    body.computed("sources");
    body.end();
    if (own.present() && !own.or(List.of()).equals(job.details().labels().tags())) {
      JobAccess.requireDescribe(call.caller(), job);
      jobs.edit(job, Edit.by(call.caller()), old -> tagged(old, own.or(List.of())));
    }
    if (personal.present()) {
      store.tag(call.caller().userId(), job.id(), personal.or(List.of()));
    }
    return shown(call, job(call));
  }

  private static ManagedJob tagged(ManagedJob job, List<String> tags) {
    List<String> distinct = tags.stream().distinct().toList();
    return new ManagedJob(
        job.job(), job.details().withLabels(job.details().labels().tags(distinct)));
  }

  private RouteResponse shown(ApiRequest call, JobIndexEntry job) {
    List<String> own = job.details().labels().tags();
    Set<String> personal = store.tags(call.caller().userId()).getOrDefault(job.id(), Set.of());
    List<TagSource> sources = new ArrayList<>();
    own.forEach(tag -> sources.add(new TagSource(tag, "job")));
    personal.forEach(tag -> sources.add(new TagSource(tag, "user")));
    return RouteResponse.ok(new JobTags(own, personal, sources));
  }

  /** Tags of the jobs that the caller may see, those of most jobs first. */
  private RouteResponse suggestions(ApiRequest call) {
    Map<String, Count> counts = new TreeMap<>();
    Map<UUID, Set<String>> personal = store.tags(call.caller().userId());
    jobs.index()
        .visibleTo(call.caller())
        .forEach(
            job -> {
              List<String> own = job.details().labels().tags();
              own.forEach(tag -> counts.merge(tag, new Count(1, 0), Count::plus));
              personal.getOrDefault(job.id(), Set.of()).stream()
                  .filter(tag -> !own.contains(tag))
                  .forEach(tag -> counts.merge(tag, new Count(0, 1), Count::plus));
            });
    String start = call.query().text("q").orElse("").toLowerCase(Locale.ROOT);
    List<Map.Entry<String, Count>> found =
        counts.entrySet().stream()
            .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).startsWith(start))
            .sorted(Comparator.comparing(entry -> -entry.getValue().total()))
            .toList();
    List<UsedTag> shown =
        found.stream().limit(MAX_SUGGESTIONS).map(FavoriteRoutes::suggestion).toList();
    return RouteResponse.ok(new TagPage(shown, found.size(), true, Optional.empty()));
  }

  private static UsedTag suggestion(Map.Entry<String, Count> entry) {
    Count count = entry.getValue();
    return new UsedTag(entry.getKey(), count.total(), count.ofJobs() > 0 ? "job" : "user");
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }

  private record Count(int ofJobs, int ofUser) {
    Count plus(Count other) {
      return new Count(ofJobs + other.ofJobs, ofUser + other.ofUser);
    }

    int total() {
      return ofJobs + ofUser;
    }
  }
}
