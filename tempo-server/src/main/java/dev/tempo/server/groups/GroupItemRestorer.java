package dev.tempo.server.groups;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.files.PosixPermissions;
import dev.tempo.files.Trees;
import dev.tempo.message.Message;
import dev.tempo.server.backup.BackupItem;
import dev.tempo.server.backup.BackupItem.Conflict;
import dev.tempo.server.backup.ItemRestorer;
import dev.tempo.server.backup.RestoredItem;
import dev.tempo.server.backup.RestoredItem.Action;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.RecentDeletions.Gone;
import dev.tempo.server.jobs.StoredJobs;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunStore;
import dev.tempo.store.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Restores a group of scripts out of a backup: its files, whole, and of its jobs what was made in
 * Tempo, as triggers, edits, and what accounts keep of them. Thread-safe.
 */
final class GroupItemRestorer implements ItemRestorer {
  private static final String ROOT = "script_groups";

  private final GroupService groups;
  private final JobService jobs;
  private final GroupStore store;
  private final RunStore runs;

  GroupItemRestorer(GroupService groups, JobService jobs, JdbcStore data) {
    this.groups = groups;
    this.jobs = jobs;
    this.store = new GroupStore(data.database());
    this.runs = data.runs();
  }

  @Override
  public BackupItem.Kind kind() {
    return BackupItem.Kind.GROUP;
  }

  @Override
  public List<BackupItem> list(JdbcStore copy) {
    return new GroupStore(copy.database())
        .groups().stream()
            .map(GroupRow::id)
            .filter(GroupsRoot::isId)
            .sorted(Comparator.comparing((String id) -> id.toLowerCase(Locale.ROOT)))
            .map(
                id ->
                    new BackupItem(
                        BackupItem.Kind.GROUP, id, id, ROOT + "/" + id, Optional.empty()))
            .toList();
  }

  @Override
  public boolean isHere(BackupItem item) {
    return groups.transfer().exists(item.id());
  }

  @Override
  public Predicate<String> files(BackupItem item) {
    return name -> name.startsWith(item.place() + "/");
  }

  /**
   * Files may be in their place, and what accounts made of them not; a copy is there as a whole.
   */
  @Override
  public boolean recover(BackupItem item, boolean wasHere, Request request) {
    return request.conflict() != Conflict.COPY;
  }

  @Override
  public RestoredItem restore(Unpacking backup, BackupItem item, Request request) {
    boolean here = isHere(item);
    if (here && request.conflict() == Conflict.REFUSE) {
      throw ApiException.conflict(message("api.backup.item.here", "name", item.name()));
    }
    Path from = backup.directory().resolve(item.place());
    if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      throw ApiException.conflict(message("api.backup.item.noFiles", "name", item.name()));
    }
    Copier copier = new Copier(from);
    if (request.conflict() == Conflict.COPY) {
      String id = request.name().orElseGet(() -> freeId(item.id()));
      requireNew(id);
      groups.transfer().put(id, copier::into);
      groups.refresh(Optional.of(Set.of(id)), row -> true);
      return restored(id, Action.COPIED, copier.files, Optional.empty());
    }
    requireIdle(item.id());
    Optional<Path> former = putBack(backup, item.id(), copier, request.caller());
    return restored(item.id(), here ? Action.REPLACED : Action.CREATED, copier.files, former);
  }

  private static RestoredItem restored(String id, Action action, int files, Optional<Path> former) {
    List<Message> notes = new ArrayList<>(List.of(counted("api.backup.item.files", files)));
    former.ifPresent(
        kept -> notes.add(message("api.backup.item.former", "directory", kept.toString())));
    return new RestoredItem(BackupItem.Kind.GROUP, id, id, action, notes);
  }

  private String freeId(String id) {
    int number = 2;
    while (groups.transfer().exists(id + "-" + number)) {
      number++;
    }
    return id + "-" + number;
  }

  private void requireNew(String id) {
    if (!GroupsRoot.isId(id)) {
      throw ApiException.invalid("name", GroupMessages.noGroupName(id));
    }
    if (groups.transfer().exists(id)) {
      throw ApiException.conflict(GroupMessages.importTaken(id));
    }
  }

  /** What runs may write to files that are put aside. */
  private void requireIdle(String id) {
    boolean running =
        runs.running().stream()
            .flatMap(run -> jobs.index().find(run.jobId()).stream())
            .anyMatch(job -> job.key().startsWith("@" + id + ":"));
    if (running) {
      throw ApiException.conflict(message("api.backup.item.running", "name", id));
    }
  }

  /** Jobs are there before their files, or they would be discovered as others. */
  private Optional<Path> putBack(Unpacking backup, String id, Copier copier, Caller caller) {
    GroupStore there = new GroupStore(backup.copy().database());
    StoredJobs stored = new StoredJobs(backup.copy());
    List<ScriptRow> scripts = of(id, there);
    Optional<Path> former =
        groups
            .transfer()
            .putKeeping(
                id,
                copier::into,
                () -> scripts.forEach(row -> stored.find(row.jobId()).ifPresent(this::addIfGone)));
    try {
      makeWhatTheyWere(there, stored, id, caller);
      return former;
    } catch (RuntimeException e) {
      former.ifPresent(kept -> groups.transfer().putBack(id));
      groups.refresh(Optional.of(Set.of(id)), row -> true);
      throw e;
    }
  }

  private void makeWhatTheyWere(GroupStore there, StoredJobs stored, String id, Caller caller) {
    groups.refresh(Optional.of(Set.of(id)), row -> true);
    there.groups().stream()
        .filter(row -> row.id().equals(id))
        .forEach(row -> choose(id, row.chosen()));
    of(id, there).forEach(row -> stored.find(row.jobId()).ifPresent(g -> become(row, g, caller)));
    groups.refresh(Optional.of(Set.of(id)), row -> true);
  }

  private static List<ScriptRow> of(String id, GroupStore there) {
    return there.scripts().stream().filter(row -> row.groupId().equals(id)).toList();
  }

  private void addIfGone(Gone gone) {
    boolean taken = jobs.index().at(gone.job().job().key()).isPresent();
    if (jobs.index().find(gone.job().job().id()).isEmpty() && !taken) {
      jobs.restore(gone);
    }
  }

  private void choose(String id, GroupRow.Chosen chosen) {
    groups.setCondaEnvironment(id, chosen.condaEnvironment());
    groups.setRequiredLevel(id, chosen.requiredLevel());
  }

  /** What was made of a script's job in Tempo becomes what it was; the rest is in its file. */
  private void become(ScriptRow row, Gone gone, Caller caller) {
    Optional<JobIndexEntry> here = jobs.index().find(row.jobId());
    if (here.isEmpty()) {
      return;
    }
    groups.index().edit(row.jobId(), row.edited().layer()).ifPresent(store::saveEdited);
    ManagedJob was = gone.job();
    jobs.discovered()
        .change(
            here.get(),
            Optional.of(caller.userId()),
            old ->
                new ManagedJob(
                    old.job().toBuilder()
                        .triggers(was.job().triggers())
                        .policy(was.job().policy())
                        .zone(was.job().zone())
                        .enabled(was.job().enabled())
                        .build(),
                    was.details()));
    jobs.restoreRows(gone);
  }

  /** Copies the files of a group, as an import makes them: for whoever runs scripts to read. */
  private static final class Copier {
    private final Path from;
    private int files;

    Copier(Path from) {
      this.from = from;
    }

    void into(Path directory) throws IOException {
      files = 0;
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
                throws IOException {
              if (!each.equals(from)) {
                Files.createDirectory(target(each));
              }
              if (Trees.isOthers(each)) { // of whoever runs scripts, as it was
                for (String id : List.of("unix:gid", "unix:uid")) {
                  Files.setAttribute(
                      target(each), id, Files.getAttribute(each, id, LinkOption.NOFOLLOW_LINKS));
                }
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(each, target(each), StandardCopyOption.COPY_ATTRIBUTES);
              if (PosixPermissions.areSupported()) {
                String mode = Files.isExecutable(each) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(target(each), PosixFilePermissions.fromString(mode));
              }
              files++;
              return FileVisitResult.CONTINUE;
            }

            private Path target(Path each) {
              return directory.resolve(from.relativize(each));
            }
          });
    }
  }
}
