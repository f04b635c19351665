package dev.tempo.server.folders;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.RecentDeletions;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.Folder.Title;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.naming.SafeNames;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes, renames, moves and deletes folders. When a folder's path changes, so do the keys of the
 * jobs below it, and their directories follow. The folder is stored first: jobs that a crash kept
 * from following do so at the next start. Thread-safe.
 */
public final class FolderService {
  private final FolderTree tree;
  private final JobService jobs;
  private final TimeSource time;

  /** Over folders and the jobs in them. */
  public FolderService(JobService jobs, TimeSource time) {
    this.tree = jobs.dependencies().folders();
    this.jobs = jobs;
    this.time = time;
  }

  /**
   * Makes a folder.
   *
   * @throws ApiException 409 if its name is taken or it would lie too deep
   */
  public Folder create(String name, Optional<UUID> parentId) {
    return tree.exclusively(
        () -> {
          Instant now = time.nowMillis();
          UUID id = Ids.next();
          requireRoom(parentId, 1);
          requireFreeName(id, name, parentId);
          Folder folder = new Folder(id, parentId, title(name, parentId), now, now);
          tree.save(folder);
          return folder;
        });
  }

  /** Makes a folder that was elsewhere, under its id and its safe name if they are free. */
  public Folder adopt(Folder requested) {
    return tree.exclusively(
        () -> {
          requireRoom(requested.parentId(), 1);
          UUID id = tree.find(requested.id()).isEmpty() ? requested.id() : Ids.next();
          requireFreeName(id, requested.name(), requested.parentId());
          Title title =
              new Title(
                  requested.name(), title(requested.safeName(), requested.parentId()).safeName());
          Folder folder =
              new Folder(
                  id, requested.parentId(), title, requested.createdAt(), requested.updatedAt());
          tree.save(folder);
          return folder;
        });
  }

  /**
   * Renames or moves a folder with all that is in it.
   *
   * @throws ApiException 403 if it holds jobs that the caller may not see, 409 if it would be
   *     within itself or lie too deep, or its name is taken
   */
  Folder change(Folder old, String name, Optional<UUID> parentId, Caller caller) {
    return tree.exclusively(
        () -> {
          if (old.name().equals(name) && old.parentId().equals(parentId)) {
            return old;
          }
          requireVisible(old, caller);
          requireNoCircle(old, parentId);
          requireFreeName(old.id(), name, parentId);
          Folder changed = changed(old, name, parentId);
          tree.save(changed);
          jobsBelow(old).forEach(jobs::follow);
          return changed;
        });
  }

  /**
   * Deletes a folder; gives the id by which that is taken back.
   *
   * @param cascade whether to delete what is in it, too
   * @throws ApiException 403 if the caller may not delete all that is in it, 409 if it is not empty
   */
  UUID delete(Folder folder, boolean cascade, Caller caller) {
    return tree.exclusively(
        () -> {
          requireVisible(folder, caller);
          List<JobIndexEntry> inside = jobsBelow(folder);
          List<UUID> folders = new ArrayList<>(tree.withAllBelow(folder.id()));
          if (!cascade && (inside.size() > 0 || folders.size() > 1)) {
            throw ApiException.conflict(
                message(
                    "api.folder.notEmpty",
                    "folder",
                    folder.name(),
                    "jobs",
                    inside.size(),
                    "folders",
                    folders.size() - 1));
          }
          inside.forEach(job -> JobAccess.requireEdit(caller, job));
          List<Folder> gone = folders.stream().flatMap(id -> tree.find(id).stream()).toList();
          List<RecentDeletions.Gone> deleted =
              inside.stream()
                  .flatMap(job -> jobs.delete(job, false, caller).gone().stream())
                  .toList();
          Collections.reverse(folders);
          tree.delete(folders);
          return jobs.deletions().add(caller, gone, deleted);
        });
  }

  /**
   * Makes folders again that were deleted, as they were.
   *
   * @param folders those that are deeper later
   * @throws ApiException 409 if the place of one is taken, or what it was in is gone
   */
  public void restore(List<Folder> folders) {
    tree.exclusively(
        () -> {
          for (Folder folder : folders) {
            boolean placed =
                folder
                    .parentId()
                    .map(id -> tree.find(id).isPresent() || isAmong(folders, id))
                    .orElse(true);
            if (!placed) {
              throw ApiException.conflict(
                  message("api.folder.parentGone", "folder", folder.name()));
            }
            if (jobs.isTaken(folder.safeName(), folder.parentId())) {
              throw ApiException.conflict(
                  message("api.folder.placeTaken", "folder", folder.name()));
            }
            requireFreeName(folder.id(), folder.name(), folder.parentId());
          }
          folders.forEach(tree::save);
          return folders;
        });
  }

  private static boolean isAmong(List<Folder> folders, UUID id) {
    return folders.stream().anyMatch(folder -> folder.id().equals(id));
  }

  /** Deletes folders again that were made again. */
  public void takeBack(List<Folder> folders) {
    tree.delete(folders.stream().map(Folder::id).toList().reversed());
  }

  /** The folders that a caller may see: those that are empty or hold a job that it may see. */
  public Stream<Folder> visibleTo(Caller caller) {
    return tree.all().filter(folder -> isVisible(folder, caller));
  }

  /**
   * The folder of this id.
   *
   * @throws ApiException 404 if there is none that the caller may see
   */
  public Folder find(String id, Caller caller) {
    return tree.all()
        .filter(folder -> folder.id().toString().equals(id))
        .filter(folder -> isVisible(folder, caller))
        .findAny()
        .orElseThrow(() -> ApiException.notFound("folder", id));
  }

  /** How many jobs that the caller may see lie right in a folder. */
  long jobsIn(Folder folder, Caller caller) {
    return jobs.index()
        .visibleTo(caller)
        .filter(job -> job.details().folderId().equals(Optional.of(folder.id())))
        .count();
  }

  private boolean isVisible(Folder folder, Caller caller) {
    List<JobIndexEntry> inside = jobsBelow(folder);
    return inside.isEmpty() || inside.stream().anyMatch(job -> JobAccess.maySee(caller, job));
  }

  private Folder changed(Folder old, String name, Optional<UUID> parentId) {
    boolean sameName = SafeNames.safe(name).equals(SafeNames.safe(old.name()));
    boolean sameParent = old.parentId().equals(parentId);
    Title title = sameName && sameParent ? new Title(name, old.safeName()) : title(name, parentId);
    return new Folder(old.id(), parentId, title, old.createdAt(), time.nowMillis());
  }

  private Title title(String name, Optional<UUID> parentId) {
    return new Title(name, SafeNames.unique(name, safe -> jobs.isTaken(safe, parentId)));
  }

  /** All jobs in a folder and in those below it, whoever may see them. */
  public List<JobIndexEntry> jobsBelow(Folder folder) {
    Set<UUID> folders = tree.withAllBelow(folder.id());
    return jobs.index()
        .all()
        .filter(job -> job.details().folderId().filter(folders::contains).isPresent())
        .toList();
  }

  private void requireVisible(Folder folder, Caller caller) {
    if (!jobsBelow(folder).stream().allMatch(job -> JobAccess.maySee(caller, job))) {
      throw ApiException.forbidden(message("api.folder.hiddenJobs", "folder", folder.name()));
    }
  }

  private void requireNoCircle(Folder folder, Optional<UUID> parentId) {
    if (parentId.filter(tree.withAllBelow(folder.id())::contains).isPresent()) {
      throw ApiException.conflict(message("api.folder.intoItself", "folder", folder.name()));
    }
    requireRoom(parentId, tree.height(folder.id()));
  }

  private void requireRoom(Optional<UUID> parentId, int levels) {
    if (tree.depth(parentId) + levels > FolderTree.MAX_DEPTH) {
      throw ApiException.conflict(message("api.folder.tooDeep", "depth", FolderTree.MAX_DEPTH));
    }
  }

  private void requireFreeName(UUID id, String name, Optional<UUID> parentId) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean taken =
        tree.children(parentId).stream()
            .filter(other -> !other.id().equals(id))
            .anyMatch(other -> other.name().toLowerCase(Locale.ROOT).equals(lower));
    if (taken) {
      throw ApiException.conflict(message("api.folder.nameTaken", "folder", name));
    }
  }
}
