package dev.tempo.server.triggers;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Explanation;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.message.Messages;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.schedules.TriggerReader;
import dev.tempo.server.schedules.TriggerResponse;
import dev.tempo.server.triggers.TriggerResponses.DeletedTrigger;
import dev.tempo.server.triggers.TriggerResponses.ExplanationResponse;
import dev.tempo.server.triggers.TriggerResponses.Explanations;
import dev.tempo.server.triggers.TriggerResponses.TriggerPage;
import dev.tempo.server.triggers.TriggerResponses.WaitingRun;
import dev.tempo.store.RunQuery;
import dev.tempo.store.TriggerState;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Lists, makes, changes and deletes the triggers of a job, and explains what they did. */
public final class TriggerRoutes implements Feature {
  private static final int MAX_TRIGGERS = 100;
  private static final int MAX_WAITING = 20;

  private final Tempo tempo;
  private final JobService jobs;
  private final RunAccess access;
  private final TimeSource time;

  /** Over an engine, its jobs, and who may see their runs. */
  public TriggerRoutes(Tempo tempo, JobService jobs, RunAccess access, TimeSource time) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/triggers", this::list)
        .post("/api/jobs/{job}/triggers", this::create)
        .put("/api/jobs/{job}/triggers/{id}", this::change)
        .delete("/api/jobs/{job}/triggers/{id}", this::delete)
        .get("/api/jobs/{job}/explain", this::explain);
  }

  private RouteResponse list(ApiRequest call) {
    List<Trigger> all = jobs.load(job(call)).job().triggers();
    return RouteResponse.ok(
        new TriggerPage(
            all.stream().map(trigger -> shown(call, trigger)).toList(),
            all.size(),
            true,
            Optional.empty()));
  }

  private RouteResponse create(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    Trigger made = read(call.body(), List.of());
    ManagedJob saved =
        edit(
            call,
            job,
            triggers -> {
              requireRoom(triggers);
              List<Trigger> more = new ArrayList<>(triggers);
              more.add(made);
              return more;
            });
    return RouteResponse.created(shown(call, saved.job().triggers().getLast()));
  }

  private RouteResponse change(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    UUID id = call.id("id", "trigger");
    JsonInput body = call.body();
    ManagedJob saved =
        edit(
            call,
            job,
            triggers -> {
              Trigger changed = changed(body, find(triggers, id));
              return triggers.stream().map(t -> t.id().equals(id) ? changed : t).toList();
            });
    return RouteResponse.ok(shown(call, find(saved.job().triggers(), id)));
  }

  private RouteResponse delete(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    UUID id = call.id("id", "trigger");
    edit(
        call,
        job,
        triggers -> {
          find(triggers, id);
          return triggers.stream().filter(trigger -> !trigger.id().equals(id)).toList();
        });
    return RouteResponse.ok(new DeletedTrigger(id));
  }

  private RouteResponse explain(ApiRequest call) {
    JobIndexEntry job = job(call);
    Instant at = call.query().instant("at").orElseGet(time::nowMillis);
    List<Explanation> all = tempo.explain(job.id(), at);
    return RouteResponse.ok(
        new Explanations(
            at,
            job.enabled(),
            all.stream().map(one -> ExplanationResponse.of(one, call.language())).toList(),
            waiting(call, job)));
  }

  /** Whatever was asked about: who asks why nothing runs may not know for when it was planned. */
  private List<WaitingRun> waiting(ApiRequest call, JobIndexEntry job) {
    RunQuery queued = RunQuery.ALL.withJob(job.id()).withStatus(RunStatus.QUEUED);
    RunQuery first = queued.withOrder(RunQuery.Order.OLDEST_FIRST).withLimit(MAX_WAITING);
    List<Run> runs = tempo.store().runs().list(access.restrict(first, call.caller())).runs();
    Map<UUID, String> texts = tempo.explainWaiting(runs);
    return runs.stream()
        .filter(run -> texts.containsKey(run.id()))
        .map(
            run ->
                new WaitingRun(
                    run.id(),
                    run.queuedAt(),
                    call.language()
                        .text(Messages.forEverybody(Messages.kept(texts.get(run.id()))))))
        .toList();
  }

  private ManagedJob edit(ApiRequest call, JobIndexEntry job, UnaryOperator<List<Trigger>> change) {
    return jobs.edit(
        job,
        Edit.by(call.caller()),
        old -> {
          List<Trigger> triggers = change.apply(old.job().triggers());
          if (old.job().policy().deleteWhenDone() && !ManagedJob.endsSometime(triggers)) {
            throw ApiException.invalid("type", message("api.job.neverDone"));
          }
          return new ManagedJob(old.job().toBuilder().triggers(triggers).build(), old.details());
        });
  }

  /** Reads a change of a trigger, whose id stands in the path; in the body it must be the same. */
  private static Trigger changed(JsonInput body, Trigger old) {
    if (!body.uuid("id").or(old.id()).equals(old.id())) {
      body.violation("id", message("api.trigger.otherId"));
    }
    var read = TriggerReader.change(body, old);
    body.end();
    return read.orElseThrow();
  }

  private static Trigger read(JsonInput body, List<Trigger> existing) {
    var read = TriggerReader.read(body, existing);
    body.end();
    return read.orElseThrow();
  }

  private static void requireRoom(List<Trigger> triggers) {
    if (triggers.size() >= MAX_TRIGGERS) {
      throw ApiException.conflict(counted("api.trigger.full", MAX_TRIGGERS));
    }
  }

  private static Trigger find(List<Trigger> triggers, UUID id) {
    return triggers.stream()
        .filter(trigger -> trigger.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("trigger", id.toString()));
  }

  private TriggerResponse shown(ApiRequest call, Trigger trigger) {
    return TriggerResponse.of(trigger, state(trigger), call.locale());
  }

  private Optional<TriggerState> state(Trigger trigger) {
    return tempo.store().triggers().find(trigger.id());
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
