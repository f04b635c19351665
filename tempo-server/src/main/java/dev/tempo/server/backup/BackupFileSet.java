package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Lists the files of a data directory that belong to a backup, beside the databases. */
final class BackupFileSet {
  /** What is made again, belongs to this machine, or is a backup itself. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "accounts",
          "backups",
          "begun",
          "cache",
          "copies",
          "envs",
          "logs",
          "restore",
          "runs",
          "tempo.lock",
          "tempo.pid",
          BackupArchive.RESERVED);

  /** What accounts keep, and how files in it are called that are not complete yet. */
  private static final String PROJECTS = "projects";

  /** What groups were before they were restored. */
  private static final Path GROUPS = Path.of("script_groups");

  private static final String PREVIOUS = ".previous-";
  private static final String UNFINISHED = ".tempo-";
  private static final List<String> DATABASES = List.of("tempo.db", "logs.db");

  private final Path directory;
  private final List<PathMatcher> ofNames;
  private final List<PathMatcher> ofWays;
  private final OwnPlaces places;

  /**
   * Of a data directory.
   *
   * @param excluded patterns: of names, or, with a slash, of ways from the data directory
   * @param places of the databases, which are copied by themselves, and of the backups, which must
   *     not hold each other
   */
  BackupFileSet(List<String> excluded, OwnPlaces places) {
    this.directory = places.directory();
    this.ofNames = matchers(excluded.stream().filter(pattern -> !pattern.contains("/")).toList());
    this.ofWays = matchers(excluded.stream().filter(pattern -> pattern.contains("/")).toList());
    this.places = places;
  }

  /** True for what lies directly in a data directory, and goes into a backup as it is. */
  static boolean belongs(String name) {
    return !LEFT_OUT.contains(name) && DATABASES.stream().noneMatch(name::startsWith);
  }

  /** What lies directly in a directory, and belongs, in the order of names. */
  static List<Path> topLevel(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> belongs(path.getFileName().toString())).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BackupException(
          message(
              "api.backup.directoryUnreadable",
              "directory",
              directory.toString(),
              "reason",
              e.toString()),
          e);
    }
  }

  /** Is told what belongs, with ways relative to the data directory. */
  interface Visitor {

    /** A plain file, which may be something else by the time it is read. */
    void file(HeldDirectory in, Path way) throws IOException;

    /** A directory that is empty or has something that belongs, before that. */
    void directory(HeldDirectory in, Path way) throws IOException;

    /** Something that does not go into a backup, with the reason. */
    void leftOut(Path way, String reason);
  }

  /**
   * Goes through all that belongs. Links are left out: they lead to environments, which are made
   * again, or out of the directory. What cannot be looked at is left out, too.
   *
   * @throws IOException what the visitor throws, or if the directory cannot be read
   */
  void each(Visitor visitor) throws IOException {
    TreeWalk.through(directory, new Walker(visitor));
  }

  /**
   * How many bytes belong, as far as can be said before they are read.
   *
   * @param mostBytes that a single file may have
   */
  long size(long mostBytes) throws IOException {
    AtomicLong bytes = new AtomicLong();
    each(
        new Visitor() {
          @Override
          public void file(HeldDirectory in, Path way) {
            try {
              long size = in.attributes(way.getFileName()).size();
              bytes.addAndGet(size > mostBytes ? 0 : size);
            } catch (IOException e) {
              return; // gone meanwhile; it is only about how far one is
            }
          }

          @Override
          public void directory(HeldDirectory in, Path way) {}

          @Override
          public void leftOut(Path way, String reason) {}
        });
    return bytes.get();
  }

  private static List<PathMatcher> matchers(List<String> patterns) {
    return patterns.stream()
        .map(p -> FileSystems.getDefault().getPathMatcher("glob:" + p))
        .toList();
  }

  private record Pending(HeldDirectory in, Path way) {}

  private final class Walker implements TreeWalk.Visitor {
    private final Visitor visitor;

    /** On the way to what comes next, and not told of yet. */
    private final Deque<Pending> pending = new ArrayDeque<>();

    Walker(Visitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public boolean enter(Path way) {
      return isIncluded(way);
    }

    @Override
    public boolean enter(HeldDirectory in, Path way) throws IOException {
      boolean included = isIncluded(way);
      if (included) {
        pending.addLast(new Pending(in, way));
      }
      return included;
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes)
        throws IOException {
      if (isIncluded(way)) {
        if (attributes.isRegularFile()) {
          tellOfDirectories();
          visitor.file(in, way);
        } else {
          visitor.leftOut(
              way, attributes.isSymbolicLink() ? "it is a link" : "it is no plain file");
        }
      }
      return true;
    }

    @Override
    public void leave(Path way, int entries) throws IOException {
      if (entries == 0) {
        tellOfDirectories();
      }
      if (!pending.isEmpty() && pending.getLast().way().equals(way)) {
        pending.removeLast(); // all that is in it is left out
      }
    }

    private void tellOfDirectories() throws IOException {
      while (!pending.isEmpty()) {
        Pending first = pending.removeFirst();
        visitor.directory(first.in(), first.way());
      }
    }

    @Override
    public void fail(Path way, IOException problem) {
      if (isIncluded(way)) {
        visitor.leftOut(way, "it cannot be read: " + problem.getMessage());
      }
    }

    /** What lies in projects is people's data, whatever it is called. */
    private boolean isIncluded(Path way) {
      boolean ofGroup = way.getNameCount() == 2 && way.startsWith(GROUPS);
      if (places.isOne(way) || ofGroup && way.getFileName().toString().startsWith(PREVIOUS)) {
        return false;
      }
      if (way.getNameCount() > 1 && way.startsWith(PROJECTS)) {
        return !way.getFileName().toString().startsWith(UNFINISHED);
      }
      return (way.getNameCount() > 1 || belongs(way.toString()))
          && ofNames.stream().noneMatch(matcher -> matcher.matches(way.getFileName()))
          && ofWays.stream().noneMatch(matcher -> matcher.matches(way));
    }
  }
}
