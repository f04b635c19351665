package dev.tempo.server.marks;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ScriptAutoSave;
import dev.tempo.server.jobs.ScriptValidator.Mistake;
import dev.tempo.server.marks.DraftStore.Base;
import dev.tempo.server.marks.DraftStore.Draft;
import dev.tempo.server.marks.DraftStore.Known;
import dev.tempo.server.marks.DraftStore.Owner;
import dev.tempo.server.marks.MarkResponses.DiscardedDraft;
import dev.tempo.server.marks.MarkResponses.DraftProblem;
import dev.tempo.server.marks.MarkResponses.DraftResponse;
import dev.tempo.server.message.Translation;
import dev.tempo.task.ScriptText;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps for an account what it has written into a job's script and could not or did not want to
 * save: one draft of each job, which nobody else sees and no run executes.
 */
public final class DraftRoutes implements Feature {
  private final JobService jobs;
  private final DraftStore store;
  private final TimeSource time;

  /** Over the jobs and what accounts keep about them. */
  public DraftRoutes(JobService jobs, JobMarkStore personal, TimeSource time) {
    this.jobs = jobs;
    this.store = personal.drafts();
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/draft", this::show)
        .put("/api/jobs/{job}/draft", this::save)
        .delete("/api/jobs/{job}/draft", this::delete);
  }

  private RouteResponse show(ApiRequest call) {
    JobIndexEntry job = job(call);
    Draft draft = store.find(owner(call, job)).orElseThrow(() -> none(job));
    return RouteResponse.ok(shown(draft, jobs.load(job), call.language()));
  }

  private RouteResponse save(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    jobs.dependencies().discovered().requireContent(job);
    JsonInput body = call.body();
    Optional<String> content =
        body.required("content", body.text("content", ScriptAutoSave.MAX_CONTENT));
    Optional<Long> version =
        body.required("baseVersion", body.whole("baseVersion", 0, Long.MAX_VALUE));
    Known known = Known.of(body.instant("basedOn"));
    body.computed("savedAt", "baseIsLive", "problems");
    body.end();
    ManagedJob live = jobs.load(job);
    ScriptAutoSave.written(live.job().task(), content.orElseThrow()); // refuses what has no script
    Owner owner = owner(call, job);
    Base base = base(version.orElseThrow(), live, store.find(owner));
    Draft draft = new Draft(content.orElseThrow(), base, time.nowMillis());
    Draft kept = store.save(owner, draft, known).orElseThrow(() -> another(owner, live));
    return RouteResponse.ok(shown(kept, live, call.language()));
  }

  private RouteResponse delete(ApiRequest call) {
    call.bodyOrEmpty().end();
    JobIndexEntry job = job(call);
    Optional<Instant> basedOn = call.query().instant("basedOn");
    Known known = new Known(basedOn.isEmpty(), basedOn);
    Draft kept = store.delete(owner(call, job), known).orElseThrow(() -> none(job));
    if (!basedOn.orElse(kept.savedAt()).equals(kept.savedAt())) {
      throw another(owner(call, job), jobs.load(job));
    }
    return RouteResponse.ok(new DiscardedDraft(job.id()));
  }

  /** What the script said in that version is known while it is the newest, and from then on. */
  private static Base base(long version, ManagedJob live, Optional<Draft> before) {
    if (version == live.version()) {
      return new Base(version, sha256(live));
    }
    return before
        .map(Draft::base)
        .filter(known -> known.version() == version)
        .orElse(new Base(version, Optional.empty()));
  }

  private DraftResponse shown(Draft draft, ManagedJob live, Translation language) {
    List<Mistake> mistakes =
        jobs.dependencies()
            .scripts()
            .check()
            .mistakes(ScriptAutoSave.written(live.job().task(), draft.content()));
    return new DraftResponse(
        draft.content(),
        draft.base().version(),
        isLive(draft.base(), live),
        draft.savedAt(),
        mistakes.stream().map(mistake -> DraftProblem.of(mistake, language)).toList());
  }

  /** Whether the script is still what the draft was made from; its settings may be others. */
  private static boolean isLive(Base base, ManagedJob live) {
    return base.version() == live.version()
        || base.sha256().isPresent() && base.sha256().equals(sha256(live));
  }

  private static Optional<String> sha256(ManagedJob job) {
    return ScriptText.of(job.job().task()).map(ScriptText::sha256);
  }

  /** With the draft that stays, so that whoever wrote another one can choose. */
  private ApiException another(Owner owner, ManagedJob live) {
    ApiException refused = ApiException.conflict(message("api.draft.another"));
    return store
        .find(owner)
        .map(kept -> refused.with("draft", language -> Json.node(shown(kept, live, language))))
        .orElse(refused);
  }

  private static ApiException none(JobIndexEntry job) {
    return ApiException.notFound("draft", job.id().toString());
  }

  private static Owner owner(ApiRequest call, JobIndexEntry job) {
    return new Owner(call.caller().userId(), job.id());
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
