package dev.tempo.server.deletions;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.deletions.DeletionResponses.FolderInDeletion;
import dev.tempo.server.deletions.DeletionResponses.FolderPreview;
import dev.tempo.server.deletions.DeletionResponses.NamedThing;
import dev.tempo.server.deletions.DeletionResponses.Undone;
import dev.tempo.server.folders.FolderService;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.RecentDeletions.Deleted;
import dev.tempo.server.jobs.RecentDeletions.Gone;
import dev.tempo.server.message.Translation;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.scripts.Trash;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunStore;
import dev.tempo.time.TimeSource;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a deletion would take, before, and takes one back, after. */
public final class DeletionRoutes implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(DeletionRoutes.class);
  private final JobService jobs;
  private final FolderTree tree;
  private final FolderService folders;
  private final Trash trash;
  private final Preview preview;

  /** Over jobs, their folders and what there is of them. */
  public DeletionRoutes(JobService jobs, Sources sources, TimeSource time) {
    this.jobs = jobs;
    this.tree = jobs.dependencies().folders();
    this.folders = new FolderService(jobs, time);
    this.trash = jobs.dependencies().scripts().trash();
    this.preview =
        new Preview(jobs, sources.runs(), sources.access(), sources.versions(), sources.keys());
  }

  /**
   * What else there is of jobs.
   *
   * @param runs their runs
   * @param access who may see these
   * @param versions of their scripts
   * @param keys that may trigger them
   */
  public record Sources(
      RunStore runs, RunAccess access, VersionService versions, KeyService keys) {}

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/deletion", this::ofJob)
        .get("/api/folders/{id}/contents", this::ofFolder)
        .post("/api/deletions/{id}/undo", this::undo);
  }

  private RouteResponse ofJob(ApiRequest call) {
    JobIndexEntry job = jobs.index().resolve(call.path("job"), call.caller());
    JobAccess.requireEdit(call.caller(), job);
    return RouteResponse.ok(preview.of(List.of(job), call.caller()));
  }

  /** What the caller may see in a folder; and whether it may go as a whole, or why not. */
  private RouteResponse ofFolder(ApiRequest call) {
    Caller caller = call.caller();
    Folder folder = folders.find(call.path("id"), caller);
    List<JobIndexEntry> inside = folders.jobsBelow(folder);
    List<JobIndexEntry> visible =
        inside.stream().filter(job -> JobAccess.maySee(caller, job)).toList();
    List<Folder> below =
        folders
            .visibleTo(caller)
            .filter(other -> !other.id().equals(folder.id()))
            .filter(other -> tree.withAllBelow(folder.id()).contains(other.id()))
            .toList();
    return RouteResponse.ok(
        new FolderPreview(
            preview.of(visible, caller),
            folder.id(),
            folder.name(),
            below.stream().map(this::shown).toList(),
            refusal(folder, inside, caller).map(call.language()::text)));
  }

  private FolderInDeletion shown(Folder folder) {
    return new FolderInDeletion(folder.id(), folder.name(), tree.names(Optional.of(folder.id())));
  }

  private static Optional<Message> refusal(
      Folder folder, List<JobIndexEntry> inside, Caller caller) {
    if (!inside.stream().allMatch(job -> JobAccess.maySee(caller, job))) {
      return Optional.of(message("api.folder.hiddenJobs", "folder", folder.name()));
    }
    return inside.stream()
        .filter(job -> !JobAccess.mayEdit(caller, job))
        .map(job -> message("api.job.mayNotDelete", "job", job.name()))
        .findFirst();
  }

  /** All of it or nothing: what cannot be at its place again is told before anything is done. */
  private RouteResponse undo(ApiRequest call) {
    call.bodyOrEmpty().end();
    Deleted deleted = jobs.deletions().find(call.id("id", "deletion"), call.caller());
    return tree.exclusively(() -> undone(deleted, call.language()));
  }

  private RouteResponse undone(Deleted deleted, Translation language) {
    folders.restore(deleted.folders());
    try {
      deleted.jobs().forEach(gone -> jobs.requirePlace(gone.job()));
    } catch (ApiException e) {
      folders.takeBack(deleted.folders());
      throw e;
    }
    List<ManagedJob> restored = deleted.jobs().stream().map(jobs::restore).toList();
    List<Message> problems = new ArrayList<>();
    deleted.jobs().forEach(gone -> restoreFiles(gone).ifPresent(problems::add));
    jobs.deletions().remove(deleted);
    return RouteResponse.ok(
        new Undone(
            deleted.folders().stream()
                .map(folder -> new NamedThing(folder.id(), folder.name()))
                .toList(),
            restored.stream().map(job -> new NamedThing(job.job().id(), job.job().name())).toList(),
            language.texts(problems)));
  }

  /** Why files of a job are not back; empty if they are, or there are none. */
  private Optional<Message> restoreFiles(Gone gone) {
    if (gone.files().isEmpty()) {
      return Optional.empty();
    }
    String id = gone.files().get().id();
    String name = gone.job().job().name();
    boolean there = trash.all().stream().anyMatch(entry -> entry.id().equals(id));
    if (!there) {
      return Optional.of(message("api.trash.filesGone", "job", name));
    }
    try {
      trash.restore(gone.files().get(), gone.job().job().key());
      return Optional.empty();
    } catch (UncheckedIOException e) {
      LOG.warn("The files of the job '{}' cannot be restored", name, e);
      return Optional.of(message("api.trash.filesStay", "job", name));
    }
  }
}
