package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.PosixPermissions;
import dev.tempo.files.TreeWalk;
import dev.tempo.files.Trees;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where projects lie: {@code projects/<group>/<account>/<project>}. Down to the project,
 * directories are the server's own; what is below is its scripts' as much, so ways through it are
 * gone with each directory held ({@link HeldDirectory}). Thread-safe.
 */
final class ProjectTree {
  /** The group of jobs that lie in none. */
  static final String MANAGED = "_managed";

  private final Path root;
  private final Optional<OsAccount> account;

  /**
   * Below a directory.
   *
   * @param account the one that scripts run as, if that is another one than the server's
   */
  ProjectTree(Path root, Optional<OsAccount> account) {
    this.root = root;
    this.account = account;
  }

  /** What new files may be used for by whom. */
  String filePermissions() {
    return account.isPresent() ? "rw-r-----" : "rw-r--r--";
  }

  /** The same for new directories. */
  String directoryPermissions() {
    return account.isPresent() ? "rwxr-x---" : "rwxr-xr-x";
  }

  /** The directory of a project for a group. */
  Path directory(Project project, String group) {
    return home(project.home(), group).resolve(project.directory());
  }

  private Path home(String home, String group) {
    return root.resolve(group).resolve(home);
  }

  /** The groups for which there is anything, in the order of their names. */
  List<String> groups() {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The groups for which a project has a directory. */
  List<String> groups(Project project) {
    return groups().stream().filter(group -> exists(directory(project, group))).toList();
  }

  /** Whether an account has a directory anywhere. */
  boolean isHome(String home) {
    return groups().stream().anyMatch(group -> exists(home(home, group)));
  }

  private static boolean exists(Path directory) {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes the directory of a project, and those above it, as far as they are not there. */
  Path make(Project project, String group) throws IOException {
    Path directory = directory(project, group);
    if (!exists(directory)) {
      String above = account.isPresent() ? directoryPermissions() : "rwx------";
      make(root, above);
      make(root.resolve(group), above);
      make(home(project.home(), group), above);
      make(directory, directoryPermissions());
      if (account.isPresent()) {
        account.get().requireOwnership(directory);
      }
    }
    return directory;
  }

  private void make(Path directory, String permissions) throws IOException {
    if (!exists(directory)) {
      Files.createDirectories(directory, PosixPermissions.of(permissions));
    }
    if (account.isPresent() && !account.get().owns(directory)) {
      try {
        account.get().letRead(directory);
      } catch (ProcessException e) {
        throw new IOException("Scripts cannot be let into " + directory, e);
      }
    }
  }

  /** Holds the last of some directories on a way; empty if one of them is not there. */
  static Optional<HeldDirectory> enter(Path start, List<Path> way) throws IOException {
    HeldDirectory at;
    try {
      at = HeldDirectory.open(start);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
    for (Path part : way) {
      try (HeldDirectory above = at) {
        at = above.enter(part);
      } catch (NoSuchFileException | NotDirectoryException e) {
        return Optional.empty(); // nor is a link followed
      }
    }
    return Optional.of(at);
  }

  /** The same, with those directories made that are not there. */
  HeldDirectory enterNew(Path start, List<Path> way) throws IOException {
    HeldDirectory at = HeldDirectory.open(start);
    for (Path part : way) {
      try (HeldDirectory above = at) {
        at = enterNew(above, part);
      }
    }
    return at;
  }

  private HeldDirectory enterNew(HeldDirectory above, Path part) throws IOException {
    try {
      above.makeDirectory(part, directoryPermissions());
      above.giveToOwner(part);
    } catch (FileAlreadyExistsException e) {
      return above.enter(part);
    }
    return above.enter(part);
  }

  /** When anything in a project was changed last; empty if it has no directory. */
  Optional<Instant> lastChange(Project project) {
    Newest newest = new Newest();
    try {
      for (String group : groups(project)) {
        Path directory = directory(project, group);
        newest.see(Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS).toInstant());
        TreeWalk.through(directory, newest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return newest.at;
  }

  private static final class Newest implements TreeWalk.Visitor {
    private Optional<Instant> at = Optional.empty();

    void see(Instant time) {
      at = at.filter(time::isBefore).or(() -> Optional.of(time));
    }

    @Override
    public boolean enter(Path way) {
      return true;
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes) {
      see(attributes.lastModifiedTime().toInstant());
      return true;
    }

    @Override
    public void leave(Path way, int entries) {} // what was deleted from it is in older backups

    @Override
    public void fail(Path way, IOException problem) {} // cannot be packed either
  }

  /** Gives the directories of a project another name, all or none. */
  void rename(Project project, String directory) throws IOException {
    List<String> moved = new ArrayList<>();
    try {
      for (String group : groups(project)) {
        Path from = directory(project, group);
        Files.move(from, from.resolveSibling(directory), StandardCopyOption.ATOMIC_MOVE);
        moved.add(group);
      }
    } catch (IOException e) {
      for (String group : moved) {
        Path back = directory(project, group);
        Files.move(back.resolveSibling(directory), back, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  /** Deletes the directories of a project. */
  void delete(Project project) throws IOException {
    for (String group : groups(project)) {
      Trees.delete(directory(project, group));
    }
  }

  /** Deletes all that an account had. */
  void deleteHome(String home) throws IOException {
    for (String group : groups()) {
      Path directory = home(home, group);
      if (exists(directory)) {
        Trees.delete(directory);
      }
    }
  }

  /** The directories of all projects of an account. */
  List<Path> homes(String home) {
    return groups().stream().map(group -> home(home, group)).filter(ProjectTree::exists).toList();
  }
}
