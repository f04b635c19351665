package dev.tempo.server.security.apikeys;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.projects.FileParameters;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.server.projects.RunLevel;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.Arguments;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs jobs for whoever shows a key, at a URL that needs nothing else. */
public final class UrlTriggerRoutes implements Feature {
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_VALUE = 10_000;
  private static final int PROJECT_ID = 36;

  private final Tempo tempo;
  private final JobIndex jobs;
  private final KeyService keys;
  private final RateLimiter limiter;
  private final ProjectService projects;
  private final FileParameters files;

  /** Over an engine, its jobs, and the projects in which they run. */
  public UrlTriggerRoutes(
      Tempo tempo, JobIndex jobs, KeyService keys, RateLimiter limiter, ProjectService projects) {
    this.projects = projects;
    this.files = new FileParameters(projects);
    this.tempo = tempo;
    this.jobs = jobs;
    this.keys = keys;
    this.limiter = limiter;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/trigger", call -> trigger(call, Asked.NOTHING))
        .post("/api/jobs/{job}/trigger", call -> trigger(call, asked(call)));
  }

  /**
   * What a body asks for.
   *
   * @param projectId in which project; empty for what the query says, else the default one
   */
  private record Asked(Map<String, String> parameters, Optional<String> projectId) {
    static final Asked NOTHING = new Asked(Map.of(), Optional.empty());
  }

  private RouteResponse trigger(ApiRequest call, Asked request) {
    call.query().only("api_key", "project");
    JobIndexEntry job = jobs.resolve(call.path("job"), call.caller());
    ApiKey key = shown(call.caller());
    limiter.count(Limit.TRIGGER, key.id() + " " + job.id());
    requireAllowed(key, call.caller(), job);
    ParameterValues.Checked checked =
        ParameterValues.check(
            job.details().behaviour().parameters(), Arguments.of(request.parameters()));
    Optional<String> named = request.projectId().or(() -> call.query().text("project"));
    Project project = projects.chosen(named, call.caller());
    Optional<String> owner = Optional.of(call.caller().userId().toString());
    RunOptions options =
        new RunOptions(
                RunCause.URL,
                owner,
                files.placed(job, checked, project),
                Optional.empty(),
                checked.without())
            .withLabel(ProjectLabel.of(project.id()));
    UUID runId = tempo.run(job.id(), RunLevel.of(options, call.caller())).id();
    return RouteResponse.accepted(new KeyResponses.Triggered(true, job.safeName(), runId));
  }

  private ApiKey shown(Caller caller) {
    return keys.shownBy(caller)
        .orElseThrow(() -> new IllegalStateException("A trigger URL needs a key"));
  }

  private static void requireAllowed(ApiKey key, Caller caller, JobIndexEntry job) {
    if (!key.grant().covers(job.id())) {
      throw ApiException.forbidden(message("api.key.notThisJob", "job", job.name()));
    }
    if (!caller.has(Role.OPERATOR)) {
      throw ApiException.forbidden(
          message("api.key.mayNotRun", "user", caller.username(), "role", caller.role().title()));
    }
    if (!job.details().behaviour().urlTrigger()) {
      throw ApiException.forbidden(message("api.key.noUrlTrigger", "job", job.name()));
    }
  }

  private static Asked asked(ApiRequest call) {
    JsonInput body = call.bodyOrEmpty();
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    Optional<String> project = body.text("projectId", PROJECT_ID).value();
    body.end();
    return new Asked(parameters, project);
  }
}
