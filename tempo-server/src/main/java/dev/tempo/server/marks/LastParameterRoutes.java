package dev.tempo.server.marks;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.marks.MarkResponses.LastParameters;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.Map;
import java.util.Optional;

/**
 * Tells with which parameters the caller last started a job in a project, so that a form can begin
 * with them. A job's runs are where that is kept.
 */
public final class LastParameterRoutes implements Feature {
  private final JobService jobs;
  private final RunStore runs;
  private final ProjectService projects;

  /** Over the jobs, their runs, and the projects in which these were. */
  public LastParameterRoutes(JobService jobs, RunStore runs, ProjectService projects) {
    this.jobs = jobs;
    this.runs = runs;
    this.projects = projects;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/jobs/{job}/parameters/last", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    JobIndexEntry job = jobs.index().resolve(call.path("job"), call.caller());
    Project project = projects.chosen(call.query().text("project"), call.caller());
    RunQuery own =
        RunQuery.ALL
            .withJob(job.id())
            .withStartedBy(call.caller().userId().toString())
            .withLabel(ProjectLabel.of(project.id()))
            .withLimit(1);
    Optional<Run> last = runs.list(own).runs().stream().findFirst();
    Map<String, String> values =
        last.map(
                run ->
                    ParameterValues.stillRight(
                        job.details().behaviour().parameters(), run.parameters()))
            .orElse(Map.of());
    return RouteResponse.ok(new LastParameters(values, last.map(Run::id), last.map(Run::queuedAt)));
  }
}
