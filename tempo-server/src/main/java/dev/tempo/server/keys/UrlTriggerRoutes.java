package dev.tempo.server.keys;

import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.RateLimiter;
import dev.tempo.server.http.RateLimiter.Limit;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.task.Arguments;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs jobs for whoever shows a key, at a URL that needs nothing else. */
public final class UrlTriggerRoutes implements Feature {
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_VALUE = 10_000;

  private final Tempo tempo;
  private final JobDirectory jobs;
  private final KeyService keys;
  private final RateLimiter limiter;

  /** Over an engine and its jobs. */
  public UrlTriggerRoutes(Tempo tempo, JobDirectory jobs, KeyService keys, RateLimiter limiter) {
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

  private Reply trigger(Call call, Map<String, String> parameters) {
    call.query().only("api_key");
    JobEntry job = jobs.resolve(call.path("job"), call.caller());
    ApiKey key = shown(call.caller());
    limiter.count(Limit.TRIGGER, key.id() + " " + job.id());
    requireAllowed(key, call.caller(), job);
    Arguments arguments =
        ParameterValues.check(job.details().behaviour().parameters(), Arguments.of(parameters));
    Optional<String> owner = Optional.of(call.caller().userId().toString());
    UUID runId = tempo.run(job.id(), new RunOptions(RunCause.URL, owner, arguments)).id();
    return Reply.accepted(new KeyResponses.Triggered(true, job.safeName(), runId));
  }

  private ApiKey shown(Caller caller) {
    return keys.shownBy(caller)
        .orElseThrow(() -> new IllegalStateException("A trigger URL needs a key"));
  }

  private static void requireAllowed(ApiKey key, Caller caller, JobEntry job) {
    if (!key.grant().covers(job.id())) {
      throw ApiException.forbidden("This key does not name '" + job.name() + "'");
    }
    if (!caller.has(Role.OPERATOR)) {
      throw ApiException.forbidden(
          String.format(
              Locale.ROOT,
              "%s has the role %s with this key, which may not run jobs",
              caller.username(),
              caller.role().label()));
    }
    if (!job.details().behaviour().urlTrigger()) {
      throw ApiException.forbidden(
          "'" + job.name() + "' may not be run by its URL; set its urlTrigger to allow it");
    }
  }

  private static Map<String, String> parameters(Call call) {
    Input body = call.bodyOrEmpty();
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    body.end();
    return parameters;
  }
}
