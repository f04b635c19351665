package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows, lists, cancels and deletes runs, one by one. */
public final class RunRoutes implements Feature {
  private final Tempo tempo;
  private final RunRouteSupport parts;
  private final JobIndex jobs;
  private final RunLists lists;
  private final LogPreviews previews;

  /** Over an engine and its jobs. */
  public RunRoutes(Tempo tempo, RunRouteSupport parts, JobIndex jobs) {
    this.tempo = tempo;
    this.parts = parts;
    this.jobs = jobs;
    this.lists = new RunLists(tempo.store().runs(), parts.access());
    this.previews = new LogPreviews(tempo.store().logs());
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/runs", this::listOfJob)
        .get("/api/runs", call -> list(call, parts.search().filter(call)))
        .get("/api/admin/logs/user/{id}", this::listOfUser)
        .get("/api/logs/project/{project}", this::listOfProject)
        .get("/api/runs/{id}", this::show)
        .delete("/api/runs/{id}", this::delete)
        .post("/api/runs/{id}/cancel", this::cancel)
        .post("/api/runs/{id}/acknowledge", this::acknowledge);
  }

  private RouteResponse listOfJob(ApiRequest call) {
    UUID jobId = jobs.resolve(call.path("job"), call.caller()).id();
    return list(call, parts.search().filter(call).job(jobId));
  }

  private RouteResponse listOfProject(ApiRequest call) {
    String project = call.path("project");
    String label = parts.search().label(project, call.caller());
    boolean known = parts.search().isProject(project, call.caller());
    return listOf(call, parts.search().filter(call).label(label), known, "project", project);
  }

  /** Runs outlive what they are of; of what there never was, there is no list. */
  private RouteResponse listOf(
      ApiRequest call, RunFilter filter, boolean known, String kind, String id) {
    if (!known
        && lists.page(filter, new Paging(1, Optional.empty()), call.caller()).runs().isEmpty()) {
      throw ApiException.notFound(kind, id);
    }
    return list(call, filter);
  }

  /** An administrator's look at what somebody else has started. */
  private RouteResponse listOfUser(ApiRequest call) {
    call.audit();
    UUID id = call.id("id", "user");
    RunFilter filter = parts.search().filter(call).starter(id.toString());
    return listOf(call, filter, parts.search().isUser(id), "user", id.toString());
  }

  private RouteResponse list(ApiRequest call, RunFilter filter) {
    Paging paging = call.paging();
    Optional<List<UUID>> marked = parts.marked(call);
    if (marked.isPresent()) {
      RunLists.Page page = lists.only(marked.get(), filter, paging, call.caller());
      boolean whole = paging.cursor().isEmpty() && page.next().isEmpty();
      return reply(call, page, new RunLists.Total(page.runs().size(), whole));
    }
    RunLists.Page page = lists.page(filter, paging, call.caller());
    boolean isWhole = paging.cursor().isEmpty() && page.next().isEmpty() && page.sortIsComplete();
    RunLists.Total total =
        isWhole // and runs may have come since
            ? new RunLists.Total(page.runs().size(), true)
            : lists.total(filter, call.caller()).atLeast(page);
    return reply(call, page, total);
  }

  private RouteResponse reply(ApiRequest call, RunLists.Page page, RunLists.Total total) {
    boolean preview = call.query().flag("preview").orElse(false);
    if (preview) {
      page.runs().forEach(run -> parts.access().keepUnlessOwn(call, run));
    }
    return RouteResponse.ok(
        new RunResponse.Page(
            parts.json().write(page.runs(), call.language()).stream()
                .map(run -> linked(call, run))
                .map(run -> preview ? run.withPreview(previews.of(run.id())) : run)
                .toList(),
            total.count(),
            total.exact(),
            page.sortIsComplete(),
            page.next().map(Paging::encode)));
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(linked(call, parts.json().write(run(call), call.language())));
  }

  /** Says whether the run's job can be opened: it may be gone, or not for the caller. */
  private RunResponse linked(ApiRequest call, RunResponse run) {
    return run.withJobIsVisible(jobs.isVisible(run.jobId(), call.caller()));
  }

  private RouteResponse cancel(ApiRequest call) {
    call.bodyOrEmpty().end();
    Run run = run(call);
    parts.access().requireOwn(call.caller(), run, message("api.run.mayNotCancel"));
    boolean cancelled = tempo.cancel(run.id(), call.caller().username());
    return RouteResponse.accepted(new RunResponses.Cancelled(run.id(), cancelled));
  }

  /** Takes a run off the dead letters; whoever may run its job again may do that, too. */
  private RouteResponse acknowledge(ApiRequest call) {
    call.bodyOrEmpty().end();
    Run run = run(call);
    parts.access().requireOwn(call.caller(), run, message("api.run.mayNotAcknowledge"));
    int acknowledged = tempo.acknowledge(List.of(run.id()), call.caller().username());
    return RouteResponse.ok(new RunResponses.Acknowledged(run.id(), acknowledged > 0));
  }

  private RouteResponse delete(ApiRequest call) {
    Run run = run(call);
    parts.access().requireOwn(call.caller(), run, message("api.run.mayNotDelete"));
    if (parts.delete(List.of(run.id())).isEmpty()) {
      throw unfinished(run);
    }
    return RouteResponse.ok(new RunResponses.DeletedRun(run.id()));
  }

  static ApiException unfinished(Run run) {
    return run.status().isFinal()
        ? stillWriting(run.id())
        : ApiException.conflict(message("api.run.notEnded", "run", run.id().toString()));
  }

  static ApiException stillWriting(UUID id) {
    return ApiException.conflict(message("api.run.logStored", "run", id.toString()));
  }

  private Run run(ApiRequest call) {
    return parts.access().find(call.id("id", "run"), call.caller());
  }
}
