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
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where projects lie: {@code projects/<group>/<account>/<project>}. Down to the project,
 * directories are the server's own; what is below is its scripts' as much, so ways through it are
 * gone with each directory held ({@link HeldDirectory}). Thread-safe.
 */
final class ProjectTree {
  /** The group of jobs that lie in none. */
  static final String MANAGED = "_managed";

  /** For the account's group, too. */
  private static final String READABLE = "rwxr-x---";

  private static final int UNFINISHED_LENGTH = FilePath.UNFINISHED.length() + 36;

  private final Path root;
  private final Optional<OsAccount> account;
  private final boolean ownUsers;

  /**
   * Below a directory.
   *
   * @param account the one that scripts run as, if that is another one than the server's
   * @param ownUsers whether each job's scripts run as a user of their own with the groups of the
   *     account, who can write where the group may
   */
  ProjectTree(Path root, Optional<OsAccount> account, boolean ownUsers) {
    this.root = root;
    this.account = account;
    this.ownUsers = ownUsers;
  }

  /** What new files may be used for by whom. */
  String filePermissions() {
    return account.isEmpty() ? "rw-r--r--" : ownUsers ? "rw-rw----" : "rw-r-----";
  }

  /** The same for new directories. */
  String directoryPermissions() {
    return account.isEmpty() ? "rwxr-xr-x" : ownUsers ? "rwxrwx---" : READABLE;
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
    try {
      return directories(root).stream().map(path -> path.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> directories(Path above) throws IOException {
    try (Stream<Path> all = Files.list(above)) {
      return all.filter(ProjectTree::exists).sorted().toList();
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

  /** Whether an account has directories of a name for any group. */
  boolean isThere(String home, String directory) {
    return homes(home).stream().anyMatch(at -> exists(at.resolve(directory)));
  }

  private static boolean exists(Path directory) {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes the directory of a project, and those above it, as far as they are not there. */
  Path make(Project project, String group) throws IOException {
    Path directory = directory(project, group);
    if (!exists(directory)) {
      String above = account.isPresent() ? READABLE : "rwx------";
      make(root, above);
      make(root.resolve(group), above);
      make(home(project.home(), group), above);
      make(directory, directoryPermissions());
      if (account.isPresent()) {
        account.get().requireOwnership(directory);
      }
    }
    if (account.isPresent()) { // its group may have written there until now, or not yet
      Files.setPosixFilePermissions(
          directory, PosixFilePermissions.fromString(directoryPermissions()));
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
    return HeldDirectory.openIfThere(start, way);
  }

  /** The same, with those directories made that are not there. */
  HeldDirectory enterNew(Path start, List<Path> way) throws IOException {
    return enterNew(HeldDirectory.open(start), way);
  }

  /** The same from a directory that is held, and closed once another is. */
  HeldDirectory enterNew(HeldDirectory start, List<Path> way) throws IOException {
    HeldDirectory at = start;
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

  /**
   * When anything in a project was changed last, by the times that no program can set back: a file
   * that was put there as old as it was elsewhere is new here. Empty if it has no directory.
   */
  Optional<Instant> lastChange(Project project) {
    Newest newest = new Newest();
    try {
      for (String group : groups(project)) {
        Path directory = directory(project, group);
        newest.start = directory;
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
    private Path start = Path.of("");

    void see(Instant time) {
      at = at.filter(time::isBefore).or(() -> Optional.of(time));
    }

    @Override
    public boolean enter(Path way) throws IOException {
      Path above = Optional.ofNullable(way.getParent()).map(start::resolve).orElse(start);
      try (HeldDirectory in = HeldDirectory.open(above)) {
        see(in, way);
      } catch (IOException e) {
        return true; // gone meanwhile, or nested too deeply to be named; what is in it counts
      }
      return true;
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes)
        throws IOException {
      try {
        see(in, way);
      } catch (NoSuchFileException e) {
        return true; // gone meanwhile
      }
      return true;
    }

    private void see(HeldDirectory in, Path way) throws IOException {
      see(in.changeTime(way.getFileName()).toInstant());
    }

    @Override
    public void leave(Path way, int entries) {}

    @Override
    public void fail(Path way, IOException problem) {} // cannot be packed either
  }

  /** A name that no project can have, for what is not in its place yet, or not any more. */
  static String unfinished() {
    return FilePath.UNFINISHED + UUID.randomUUID();
  }

  /** Whether something is called as {@link #unfinished()} says. */
  static boolean isUnfinished(Path way) {
    String name = way.getFileName().toString();
    return name.startsWith(FilePath.UNFINISHED) && name.length() == UNFINISHED_LENGTH;
  }

  /** Gives the directories of a name, one for each group, another: all of those left, or none. */
  void move(String home, ProjectMove.Way way) throws IOException {
    List<Path> moved = new ArrayList<>();
    try {
      for (Path at : homes(home)) {
        if (exists(at.resolve(way.source()))) {
          move(at, way.source(), way.target());
          moved.add(at);
        }
      }
    } catch (IOException e) {
      for (Path at : moved) {
        move(at, way.target(), way.source());
      }
      throw e;
    }
  }

  private static void move(Path home, String from, String to) throws IOException {
    if (exists(home.resolve(to))) {
      throw new FileAlreadyExistsException(home.resolve(to).toString());
    }
    Files.move(home.resolve(from), home.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    try (HeldDirectory at = HeldDirectory.open(home)) {
      at.sync();
    }
  }

  /** Deletes the directories of a name. */
  void delete(String home, String directory) throws IOException {
    for (Path at : homes(home)) {
      if (exists(at.resolve(directory))) {
        Trees.delete(at.resolve(directory));
      }
    }
  }

  /** Deletes all directories beside those of projects that are in no place. */
  void sweep() throws IOException {
    for (String group : groups()) {
      for (Path home : directories(root.resolve(group))) {
        for (Path directory : directories(home)) {
          if (directory.getFileName().toString().startsWith(FilePath.UNFINISHED)) {
            Trees.delete(directory);
          }
        }
      }
    }
  }

  /** Deletes files of a project that were begun long ago and never finished. */
  void sweep(Project project, Instant begunBefore) throws IOException {
    for (String group : groups(project)) {
      TreeWalk.through(directory(project, group), new Unfinished(begunBefore));
    }
  }

  private record Unfinished(Instant begunBefore) implements TreeWalk.Visitor {
    @Override
    public boolean enter(Path way) {
      return true;
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes)
        throws IOException {
      if (isUnfinished(way) && attributes.lastModifiedTime().toInstant().isBefore(begunBefore)) {
        in.delete(way.getFileName());
      }
      return true;
    }

    @Override
    public void leave(Path way, int entries) {}

    @Override
    public void fail(Path way, IOException problem) {} // it is tried again
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
