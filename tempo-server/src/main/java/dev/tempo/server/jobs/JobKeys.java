package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.naming.SafeNames;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives jobs their keys: the path of the folder, a colon, and a safe name that nothing else in the
 * folder has. Jobs and folders share these names, since both are directories below {@code scripts}.
 * To be used under the tree's lock.
 */
final class JobKeys {
  private final JobIndex directory;
  private final FolderTree folders;

  JobKeys(JobIndex directory, FolderTree folders) {
    this.directory = directory;
    this.folders = folders;
  }

  /** The job with the key of a new one. */
  ManagedJob named(ManagedJob job) {
    requireFreeName(job);
    return withSafeName(job, job.job().name());
  }

  /** The job with the key of a new one, under a safe name of its own. */
  ManagedJob adopted(ManagedJob job, String safeName) {
    requireFreeName(job);
    return withSafeName(job, safeName);
  }

  /** The job with the key that it has in its folder: its old one, unless it was moved. */
  ManagedJob placed(ManagedJob old, ManagedJob changed) {
    boolean sameFolder = old.details().folderId().equals(changed.details().folderId());
    if (!sameFolder || !sameName(old.job().name(), changed.job().name())) {
      requireFreeName(changed);
    }
    return sameFolder ? changed : withSafeName(changed, changed.safeName());
  }

  /** The key that a job would have if its folder's path were the only thing that changed. */
  String inPlace(JobIndexEntry job) {
    return key(folders.path(job.details().folderId()), job.safeName());
  }

  /** True if something in a folder has this safe name. */
  boolean isTaken(String safeName, Optional<UUID> folderId, UUID except) {
    String key = key(folders.path(folderId), safeName);
    return folders.at(key).isPresent()
        || directory.at(key).filter(job -> !job.id().equals(except)).isPresent();
  }

  static String key(String folderPath, String safeName) {
    return folderPath.isEmpty() ? safeName : folderPath + ":" + safeName;
  }

  private ManagedJob withSafeName(ManagedJob managed, String requested) {
    Job job = managed.job();
    Optional<UUID> folder = managed.details().folderId();
    String safeName = SafeNames.unique(requested, name -> isTaken(name, folder, job.id()));
    String key = key(folders.path(folder), safeName);
    return new ManagedJob(job.toBuilder().key(key).build(), managed.details());
  }

  /**
   * Lets a job pass that can be at its old place again.
   *
   * @throws ApiException 409 if its id, its name or its key is taken, or its folder elsewhere
   */
  void requirePlace(ManagedJob was) {
    if (directory.find(was.job().id()).isPresent()) {
      throw ApiException.conflict(message("api.job.hereAgain", "job", was.job().name()));
    }
    if (Origin.ofKey(was.job().key()).isDiscovered()) {
      requireFreeKey(was);
      return; // its group is no folder
    }
    Optional<UUID> folder = was.details().folderId();
    if (!folders.path(folder).equals(was.folderPath())) {
      throw ApiException.conflict(message("api.job.folderGone", "job", was.job().name()));
    }
    requireFreeName(was);
    if (isTaken(was.safeName(), folder, was.job().id())) {
      throw ApiException.conflict(message("api.job.placeTaken", "job", was.job().name()));
    }
  }

  private void requireFreeKey(ManagedJob was) {
    if (directory.at(was.job().key()).isPresent()) {
      throw ApiException.conflict(message("api.job.placeTaken", "job", was.job().name()));
    }
  }

  private void requireFreeName(ManagedJob requested) {
    Job job = requested.job();
    if (Origin.ofKey(job.key()).isDiscovered()) {
      return; // two scripts of a group may be named alike
    }
    directory
        .all()
        .filter(other -> !other.id().equals(job.id()))
        .filter(other -> !other.origin().isDiscovered())
        .filter(other -> other.details().folderId().equals(requested.details().folderId()))
        .filter(other -> sameName(other.name(), job.name()))
        .findAny()
        .ifPresent(
            other -> {
              throw ApiException.conflict(message("api.job.nameTaken", "job", job.name()));
            });
  }

  private static boolean sameName(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }
}
