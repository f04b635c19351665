package dev.tempo.server.trash;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.scripts.Discarded;
import dev.tempo.server.scripts.DiscardedResponse;
import dev.tempo.server.scripts.Trash;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.trash.TrashResponses.DeletedTrash;
import dev.tempo.server.trash.TrashResponses.RestoredTrash;
import dev.tempo.server.trash.TrashResponses.TrashEntry;
import dev.tempo.server.trash.TrashResponses.TrashPage;
import java.util.List;
import java.util.Optional;

/**
 * The trash: files of one's own deleted jobs, and for administrators of everybody's. They come back
 * into the directory of a job, the one at their old place unless another is named.
 */
public final class TrashRoutes implements Feature {
  private static final int MAX_REFERENCE = 1_000;

  private final JobService jobs;
  private final Trash trash;

  /** Over the jobs and their trash. */
  public TrashRoutes(JobService jobs) {
    this.jobs = jobs;
    this.trash = jobs.dependencies().scripts().trash();
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/trash", this::list)
        .delete("/api/trash/{id}", this::delete)
        .post("/api/trash/{id}/restore", this::restore);
  }

  private RouteResponse list(ApiRequest call) {
    List<Discarded> visible =
        trash.all().stream().filter(entry -> isOf(entry, call.caller())).toList();
    return RouteResponse.ok(
        new TrashPage(
            visible.stream().map(this::shown).toList(), visible.size(), true, Optional.empty()));
  }

  private RouteResponse delete(ApiRequest call) {
    Discarded entry = find(call);
    call.subject(entry.job().key());
    trash.delete(entry);
    return RouteResponse.ok(new DeletedTrash(entry.id(), true));
  }

  private RouteResponse restore(ApiRequest call) {
    Discarded entry = find(call);
    JsonInput body = call.bodyOrEmpty();
    Optional<String> named = body.text("job", MAX_REFERENCE).orMaybe(Optional.empty());
    body.end();
    JobIndexEntry job = target(entry, named, call.caller());
    JobAccess.requireEdit(call.caller(), job);
    Optional<String> beside = trash.restore(entry, job.key());
    return RouteResponse.ok(new RestoredTrash(entry.id(), job.id(), beside));
  }

  private JobIndexEntry target(Discarded entry, Optional<String> named, Caller caller) {
    if (named.isPresent()) {
      return jobs.index().resolve(named.get(), caller);
    }
    return jobs.index()
        .at(entry.job().key())
        .filter(job -> JobAccess.maySee(caller, job))
        .orElseThrow(
            () -> ApiException.conflict(message("api.trash.noJob", "key", entry.job().key())));
  }

  private Discarded find(ApiRequest call) {
    String id = call.path("id");
    return trash.all().stream()
        .filter(entry -> entry.id().equals(id) && isOf(entry, call.caller()))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("trash", id));
  }

  private TrashEntry shown(Discarded entry) {
    return new TrashEntry(DiscardedResponse.of(entry), trash.keptUntil(entry));
  }

  private static boolean isOf(Discarded entry, Caller caller) {
    return caller.has(Role.ADMIN) || entry.job().owner().equals(Optional.of(caller.userId()));
  }
}
