package dev.tempo.server.versions;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobJson;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ScriptAutoSave;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.message.Translation;
import dev.tempo.server.versions.VersionResponses.VersionPage;
import dev.tempo.server.versions.VersionResponses.VersionResponse;
import dev.tempo.server.versions.VersionResponses.VersionWithContent;
import java.util.List;
import java.util.Optional;

/** Shows, compares and restores the versions of a job's script. */
public final class VersionRoutes implements Feature {
  /** What a script of a megabyte takes until it is written. */
  private static final long CONTENT_BYTES = 4 << 20;

  private final JobService jobs;
  private final VersionService book;

  /** Over the jobs and what their scripts said. */
  public VersionRoutes(JobService jobs, VersionService book) {
    this.jobs = jobs;
    this.book = book;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/versions", this::list)
        .get("/api/jobs/{job}/versions/{n}", this::show)
        .get("/api/jobs/{job}/versions/{n}/diff", this::diff)
        .post("/api/jobs/{job}/versions/{n}/restore", this::restore);
  }

  private RouteResponse list(ApiRequest call) {
    JobIndexEntry job = job(call);
    Paging paging = call.paging();
    long before = paging.cursor().isPresent() ? paging.cursorOffset() : Long.MAX_VALUE;
    List<ScriptVersion> found = book.store().list(job.id(), before, paging.limit() + 1);
    List<ScriptVersion> page = found.subList(0, Math.min(found.size(), paging.limit()));
    Optional<String> next =
        found.size() > page.size()
            ? Optional.of(Paging.encode(page.getLast().number()))
            : Optional.empty();
    return RouteResponse.ok(
        new VersionPage(
            page.stream().map(version -> shown(version, call.language())).toList(),
            book.store().count(job.id()),
            true,
            next));
  }

  private RouteResponse show(ApiRequest call) {
    JobIndexEntry job = job(call);
    call.expect(CONTENT_BYTES);
    ScriptVersion version = version(job, call.path("n"));
    return RouteResponse.ok(
        new VersionWithContent(shown(version, call.language()), version.script().content()));
  }

  /** What changed from this version to another, or to the current one. */
  private RouteResponse diff(ApiRequest call) {
    JobIndexEntry job = job(call);
    Optional<String> with = call.query().text("with");
    call.expect(LineDiff.BYTES);
    return LineDiff.of(
        job.safeName(),
        () -> version(job, call.path("n")),
        () -> version(job, with.orElseGet(() -> Long.toString(newest(job)))));
  }

  private RouteResponse restore(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    call.bodyOrEmpty().end();
    ScriptVersion version = version(job, call.path("n"));
    String content = version.script().content().orElseThrow();
    Saving saving =
        Saving.by(
            call.caller().userId(),
            Optional.of(message("api.note.version.restored", "number", version.number()).text()));
    ManagedJob restored =
        jobs.edit(
            job,
            Edit.by(call.caller()).saving(saving),
            old ->
                new ManagedJob(
                    old.job().toBuilder()
                        .task(ScriptAutoSave.written(old.job().task(), content))
                        .build(),
                    old.details()));
    return RouteResponse.ok(jobs.views().json().write(restored, JobJson.Reader.of(call)));
  }

  private VersionResponse shown(ScriptVersion version, Translation language) {
    return new VersionResponse(
        version.number(),
        version.script().kind(),
        version.script().sha256(),
        version.script().sizeBytes(),
        version.origin().author().map(jobs.dependencies().names()::ofStarter),
        version.origin().message().map(language::note),
        version.origin().automatic(),
        version.span().createdAt(),
        version.span().updatedAt());
  }

  private long newest(JobIndexEntry job) {
    return book.store().newest(job.id()).map(ScriptVersion::number).orElse(1L);
  }

  private ScriptVersion version(JobIndexEntry job, String number) {
    try {
      return book.find(job.id(), Long.parseLong(number))
          .orElseThrow(() -> ApiException.notFound("version", number));
    } catch (NumberFormatException e) {
      throw ApiException.notFound("version", number);
    }
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
