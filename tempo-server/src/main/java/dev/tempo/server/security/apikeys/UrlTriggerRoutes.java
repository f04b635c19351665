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

  private final Tempo tempo;
  private final JobIndex jobs;
  private final KeyService keys;
  private final RateLimiter limiter;

  /** Over an engine and its jobs. */
  public UrlTriggerRoutes(Tempo tempo, JobIndex jobs, KeyService keys, RateLimiter limiter) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.keys = keys;
    this.limiter = limiter;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/trigger", call -> trigger(call, Map.of()))
        .post("/api/jobs/{job}/trigger", call -> trigger(call, parameters(call)));
  }

  private RouteResponse trigger(ApiRequest call, Map<String, String> parameters) {
    call.query().only("api_key");
    JobIndexEntry job = jobs.resolve(call.path("job"), call.caller());
    ApiKey key = shown(call.caller());
    limiter.count(Limit.TRIGGER, key.id() + " " + job.id());
    requireAllowed(key, call.caller(), job);
    ParameterValues.Checked checked =
        ParameterValues.check(job.details().behaviour().parameters(), Arguments.of(parameters));
    Optional<String> owner = Optional.of(call.caller().userId().toString());
    RunOptions options =
        new RunOptions(
            RunCause.URL, owner, checked.arguments(), Optional.empty(), checked.without());
    UUID runId = tempo.run(job.id(), options).id();
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

  private static Map<String, String> parameters(ApiRequest call) {
    JsonInput body = call.bodyOrEmpty();
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    body.end();
    return parameters;
  }
}
