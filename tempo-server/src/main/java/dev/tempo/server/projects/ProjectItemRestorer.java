package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.backup.BackupItem;
import dev.tempo.server.backup.BackupItem.Conflict;
import dev.tempo.server.backup.ItemRestorer;
import dev.tempo.server.backup.RestoredItem;
import dev.tempo.server.backup.RestoredItem.Action;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.JdbcStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Restores a project of an account out of a backup of the server. Its files are complete before
 * anything takes their place; what is there is backed up first. Thread-safe.
 */
final class ProjectItemRestorer implements ItemRestorer {
  private static final String ROOT = "projects";

  /** The parts of a name above a project: the root, the group, the account, the project. */
  private static final int PARTS = 4;

  private static final int MOST_NAME = 100;

  private final ProjectService service;
  private final ProjectBackups backups;
  private final ProjectMover mover;
  private final ProjectTree tree;
  private final UserStore users;

  ProjectItemRestorer(
      ProjectService service,
      ProjectBackups backups,
      ProjectMover mover,
      ProjectTree tree,
      UserStore users) {
    this.service = service;
    this.backups = backups;
    this.mover = mover;
    this.tree = tree;
    this.users = users;
  }

  @Override
  public BackupItem.Kind kind() {
    return BackupItem.Kind.PROJECT;
  }

  @Override
  public List<BackupItem> list(JdbcStore copy) {
    UserStore owners = new UserStore(copy.database());
    return new ProjectStore(copy.database())
        .all().stream()
            .map(
                project ->
                    new BackupItem(
                        BackupItem.Kind.PROJECT,
                        project.id().toString(),
                        project.name(),
                        project.home() + "/" + project.directory(),
                        owners.find(project.userId()).map(User::account).map(a -> a.username())))
            .sorted(
                Comparator.comparing((BackupItem item) -> item.owner().orElse(""))
                    .thenComparing(item -> item.name().toLowerCase(Locale.ROOT)))
            .toList();
  }

  @Override
  public boolean isHere(BackupItem item) {
    return service.find(UUID.fromString(item.id())).isPresent();
  }

  @Override
  public Predicate<String> files(BackupItem item) {
    return name -> {
      String[] parts = name.split("/", PARTS + 1);
      return parts.length >= PARTS
          && parts[0].equals(ROOT)
          && (parts[2] + "/" + parts[3]).equals(item.place());
    };
  }

  @Override
  public RestoredItem restore(Unpacking backup, BackupItem item, Request request) {
    Project was =
        new ProjectStore(backup.copy().database())
            .find(UUID.fromString(item.id()))
            .orElseThrow(() -> ApiException.conflict(message("api.backup.item.unreadable")));
    if (users.find(was.userId()).isEmpty()) {
      throw ApiException.conflict(
          message("api.backup.item.accountGone", "name", item.owner().orElse(was.home())));
    }
    UnpackedProject files = new UnpackedProject(backup.directory().resolve(ROOT), was);
    Optional<Project> here = service.find(was.id());
    if (here.isPresent() && request.conflict() == Conflict.REFUSE) {
      throw ApiException.conflict(message("api.backup.item.here", "name", here.get().name()));
    }
    if (here.isPresent() && request.conflict() == Conflict.REPLACE) {
      int count = service.whileIdle(here.get(), idle -> replace(idle, files));
      return restored(here.get(), Action.REPLACED, count);
    }
    boolean copy = request.conflict() == Conflict.COPY;
    String name = copy ? request.name().orElseGet(() -> freeName(was)) : was.name();
    int[] count = {0};
    Project made =
        service.adopt(
            was, new ProjectService.Adoption(name, !copy), fresh -> count[0] = fill(fresh, files));
    return restored(made, copy ? Action.COPIED : Action.CREATED, count[0]);
  }

  private static RestoredItem restored(Project project, Action action, int files) {
    List<Message> notes = List.of(counted("api.backup.item.files", files));
    return new RestoredItem(
        BackupItem.Kind.PROJECT, project.id().toString(), project.name(), action, notes);
  }

  private int replace(Project project, UnpackedProject files) {
    Project fresh = project.in(ProjectTree.unfinished());
    try {
      backups.makeWhole(project); // before, so that what comes back counts as changed since
      int count = files.copyTo(tree, fresh);
      mover.replace(project, fresh.directory());
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException("The project " + project.id() + " cannot be restored", e);
    } finally {
      mover.discard(fresh);
    }
  }

  private int fill(Project fresh, UnpackedProject files) {
    try {
      return files.copyTo(tree, fresh);
    } catch (IOException e) {
      mover.discard(fresh);
      throw new UncheckedIOException("The project " + fresh.id() + " cannot be restored", e);
    }
  }

  private String freeName(Project was) {
    List<Project> all = service.of(was.userId());
    String name = was.name();
    for (int number = 2; isTaken(name, all); number++) {
      String suffix = " (" + number + ")";
      name = was.name().substring(0, Math.min(was.name().length(), MOST_NAME - suffix.length()));
      name += suffix;
    }
    return name;
  }

  private static boolean isTaken(String name, List<Project> all) {
    return all.stream().anyMatch(one -> one.name().equalsIgnoreCase(name));
  }
}
