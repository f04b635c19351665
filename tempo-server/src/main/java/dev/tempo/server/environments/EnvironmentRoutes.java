package dev.tempo.server.environments;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.python.PythonService;
import dev.tempo.python.environment.EnvironmentHealth;
import dev.tempo.python.environment.EnvironmentStatus.State;
import dev.tempo.server.environments.BuildEventBuffer.Message;
import dev.tempo.server.environments.EnvironmentResponses.StatusMessage;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.http.WebSocketHandler.Sender;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobEnvironments.Standing;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobResponse;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Translation;
import dev.tempo.task.PythonSettings;
import dev.tempo.time.TimeSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Shows, builds and deletes the environments of jobs, and tells how builds go on. */
public final class EnvironmentRoutes implements Feature, AutoCloseable {
  private static final long LOOK_MS = 500;

  private final PythonService python;
  private final JobService jobs;
  private final EnvironmentService environments;
  private final EnvironmentJson json;
  private final BuildEventBuffer feed;
  private final TimeSource time;

  /** Over an engine and its jobs. */
  public EnvironmentRoutes(
      Tempo tempo, JobService jobs, EnvironmentService environments, TimeSource time) {
    this.python = tempo.python();
    this.jobs = jobs;
    this.environments = environments;
    this.json = new EnvironmentJson(python);
    this.feed = new BuildEventBuffer(tempo);
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/environment", this::show)
        .post("/api/jobs/{job}/environment", this::build)
        .delete("/api/jobs/{job}/environment", this::delete)
        .socket("/api/jobs/{job}/environment/events", this::open);
  }

  @Override
  public void close() {
    feed.close();
  }

  private RouteResponse show(ApiRequest call) {
    boolean wanted = call.query().flag("health").orElse(false);
    Job job = load(entry(call));
    Standing standing = environments.now(job);
    Optional<EnvironmentHealth> health =
        wanted && !standing.equals(Standing.NONE)
            ? Optional.of(python.health(job.id()))
            : Optional.empty();
    return RouteResponse.ok(json.write(job, standing, health, call.language()));
  }

  private RouteResponse build(ApiRequest call) {
    JsonInput body = call.bodyOrEmpty();
    boolean anew = body.flag("rebuild").or(false);
    body.end();
    Job job = changeable(call);
    try {
      begin(job, anew);
    } catch (IllegalArgumentException | IllegalStateException e) { // no such interpreter
      throw ApiException.conflict(e);
    }
    return RouteResponse.accepted(
        json.write(job, environments.of(job), Optional.empty(), call.language()));
  }

  private void begin(Job job, boolean anew) {
    if (anew) {
      python.rebuild(job.id());
    } else {
      python.prepare(job.id());
    }
  }

  private RouteResponse delete(ApiRequest call) {
    Job job = changeable(call);
    python.delete(job.id());
    return RouteResponse.ok(
        json.write(job, environments.of(job), Optional.empty(), call.language()));
  }

  private Job changeable(ApiRequest call) {
    JobIndexEntry entry = entry(call);
    JobAccess.requireDescribe(call.caller(), entry);
    Job job = load(entry);
    PythonSettings settings =
        EnvironmentPreparer.settings(python, job)
            .orElseThrow(
                () ->
                    ApiException.conflict(message("api.environment.noPython", "job", job.name())));
    settings
        .condaEnvironment()
        .ifPresent(
            name -> {
              throw ApiException.conflict(
                  message("api.environment.conda", "job", job.name(), "name", name));
            });
    return job;
  }

  private Sender open(ApiRequest call) {
    Job job = load(entry(call));
    Translation language = call.language();
    return socket -> tell(socket, job, language);
  }

  /** Listens before it looks, so that no end falls between the two. */
  private void tell(WebSocket socket, Job job, Translation language) throws InterruptedException {
    BlockingQueue<Message> told = feed.listen(job.id());
    try {
      socket.send(status(job, language));
      while (socket.isOpen()
          && (environments.of(job).state() == State.BUILDING || !told.isEmpty())) {
        Message next = told.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.message().ifPresent(step -> socket.send(Json.node(step)));
        }
      }
      socket.send(status(job, language));
    } finally {
      feed.leave(job.id(), told);
    }
  }

  private JsonNode status(Job job, Translation language) {
    return Json.node(
        new StatusMessage(
            "status",
            time.nowMillis(),
            JobResponse.Environment.of(environments.of(job), language),
            job.id()));
  }

  private Job load(JobIndexEntry entry) {
    return jobs.load(entry).job();
  }

  private JobIndexEntry entry(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
