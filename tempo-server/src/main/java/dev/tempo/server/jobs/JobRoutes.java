package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.counted;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.scripts.Discarded;
import dev.tempo.server.scripts.FilesResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Lists, makes, shows, changes and deletes jobs. */
public final class JobRoutes implements Feature {
  private static final int MAX_MESSAGE = 200;

  /** What a script of a megabyte takes until it is written. */
  private static final long CONTENT_BYTES = 4 << 20;

  private final JobService jobs;

  /** Over a service. */
  public JobRoutes(JobService jobs) {
    this.jobs = jobs;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs", this::list)
        .post("/api/jobs", this::create)
        .get("/api/jobs/{job}", this::show)
        .put("/api/jobs/{job}", this::update)
        .delete("/api/jobs/{job}", this::delete)
        .get("/api/jobs/{job}/files", this::files)
        .patch("/api/jobs/{job}/auto-save", this::autoSave)
        .post("/api/jobs/{job}/enable", call -> setEnabled(call, true))
        .post("/api/jobs/{job}/disable", call -> setEnabled(call, false));
  }

  private RouteResponse list(ApiRequest call) {
    JobFilter.Page page = jobs.views().page(call.query(), call.paging(), call.caller());
    Set<UUID> favorites = jobs.dependencies().personal().favorites(call.caller().userId());
    return RouteResponse.ok(
        new JobResponse.Page(
            jobs.views().list(page.jobs(), favorites, JobJson.Reader.of(call)),
            page.total(),
            true,
            page.nextCursor()));
  }

  private RouteResponse create(ApiRequest call) {
    JsonInput body = call.body();
    ManagedJob made = jobs.create(body, edit(call), call.language());
    return RouteResponse.created(
        shown(call, made).withWarnings(call.language().texts(body.notes())));
  }

  private RouteResponse show(ApiRequest call) {
    JobIndexEntry job = job(call);
    call.expect(CONTENT_BYTES);
    return RouteResponse.ok(shown(call, jobs.load(job)));
  }

  private RouteResponse update(ApiRequest call) {
    JsonInput body = call.body();
    ManagedJob changed = jobs.update(job(call), body, edit(call));
    return RouteResponse.ok(shown(call, changed).withWarnings(call.language().texts(body.notes())));
  }

  private RouteResponse delete(ApiRequest call) {
    JobIndexEntry job = job(call);
    call.subject(named(job)); // it is gone when somebody reads of it
    boolean keepFiles = call.query().flag("keepFiles").orElse(true);
    JobService.Deletion deleted = jobs.delete(job, !keepFiles, call.caller());
    return RouteResponse.ok(
        new JobResponses.DeletedJob(
            job.id(),
            FilesResponse.of(deleted.files()),
            deleted.kept().map(Discarded::id),
            deleted.gone().map(gone -> undoable(call, gone))));
  }

  private UUID undoable(ApiRequest call, RecentDeletions.Gone gone) {
    return jobs.deletions().add(call.caller(), List.of(), List.of(gone));
  }

  private static String named(JobIndexEntry job) {
    String folder = job.folderPath();
    return job.id() + " " + job.name() + (folder.isEmpty() ? "" : " (" + folder + ")");
  }

  private RouteResponse files(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    return RouteResponse.ok(FilesResponse.of(jobs.files(job)));
  }

  private RouteResponse autoSave(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    JsonInput body = call.body();
    var content = body.required("content", body.text("content", TaskReader.MAX_CONTENT));
    var version = body.required("version", body.whole("version", 0, Long.MAX_VALUE));
    var draft = body.instant("draftBasedOn");
    body.end();
    Edit edit =
        new Edit(
            call.caller(),
            Optional.of(version.orElseThrow()),
            Saving.unasked(call.caller().userId()),
            "content",
            false);
    ManagedJob saved =
        jobs.edit(
            job,
            edit,
            old ->
                ScriptAutoSave.written(
                    old, LineEnds.mended(old.job().task(), content.orElseThrow(), body::note)));
    jobs.dependencies().personal().dropDraft(call.caller().userId(), job.id(), draft);
    return RouteResponse.ok(
        new JobResponses.AutoSaved(
            saved.version(),
            saved.details().stamps().updatedAt(),
            TaskKind.interpreter(saved.job().task()),
            call.language().texts(body.notes())));
  }

  private RouteResponse setEnabled(ApiRequest call, boolean enabled) {
    call.bodyOrEmpty().end();
    return RouteResponse.ok(shown(call, jobs.setEnabled(job(call), enabled, call.caller())));
  }

  private static Edit edit(ApiRequest call) {
    Optional<String> message = call.query().text("message");
    if (message.filter(text -> text.length() > MAX_MESSAGE).isPresent()) {
      throw ApiException.invalid("message", counted("api.value.maxCharacters", MAX_MESSAGE));
    }
    UUID author = call.caller().userId();
    return Edit.by(call.caller()).saving(Saving.by(author, message));
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }

  private JobResponse shown(ApiRequest call, ManagedJob job) {
    UUID user = call.caller().userId();
    UUID id = job.job().id();
    return jobs.views()
        .json()
        .write(job, JobJson.Reader.of(call))
        .withMarks(
            jobs.dependencies().personal().favorites(user).contains(id),
            jobs.dependencies().personal().hasDraft(user, id));
  }
}
