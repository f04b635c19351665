package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.files.HeldDirectory;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads and writes the files of projects. Scripts work in the same directories, so every step holds
 * the directory that it is in, and no link is followed. A file is written beside its place, and
 * takes it when it is complete. Thread-safe.
 */
public final class ProjectFiles {
  private static final int PIECE_BYTES = 65_536;
  private static final int MOST_LISTED = 10_000;

  private final ProjectTree tree;
  private final Supplier<Long> quotaBytes;
  private final ProjectStore store;

  /** Who has that of an account changes no project meanwhile. */
  private final ProjectLocks naming;

  /** Who has that of an account changes no file meanwhile; it is taken before the other. */
  private final ProjectLocks changing = new ProjectLocks();

  /**
   * Over where projects lie.
   *
   * @param naming taken by whoever changes an account's projects
   * @param quotaBytes what all projects of an account may take; 0 for any number
   */
  ProjectFiles(
      ProjectStore store, ProjectTree tree, ProjectLocks naming, Supplier<Long> quotaBytes) {
    this.store = store;
    this.tree = tree;
    this.naming = naming;
    this.quotaBytes = quotaBytes;
  }

  /**
   * Where files are: of a project, for a group.
   *
   * @param project whose
   * @param group its id, or that of jobs without one
   */
  record Place(Project project, String group) {}

  /** What is in a directory. */
  record Entry(String path, boolean isDirectory, long sizeBytes, Instant modifiedAt) {}

  /** A file that is open for reading; whoever has it closes it. */
  record Opened(FileChannel content, long sizeBytes, String etag) {}

  /** What was written. */
  record Written(FilePath path, long sizeBytes, String etag, boolean isNew) {}

  /** How much an account uses of what it may. */
  record Usage(long usedBytes, long quotaBytes) {
    private static final int WARNING_PERCENT = 90;

    boolean isNearlyFull() {
      return quotaBytes > 0 && usedBytes >= quotaBytes / 100 * WARNING_PERCENT;
    }

    long left() {
      return quotaBytes == 0 ? Long.MAX_VALUE : Math.max(0, quotaBytes - usedBytes);
    }
  }

  /**
   * What is directly in a directory, directories first, by name; at most 10,000.
   *
   * @throws ApiException 404 if there is none; the project's own is there even if it was never made
   */
  List<Entry> list(Place place, FilePath directory) {
    return io(
        () -> {
          Optional<HeldDirectory> held = ProjectTree.enter(start(place), directory.all());
          if (held.isEmpty()) {
            if (directory.parts().isEmpty()) {
              return List.of();
            }
            throw gone(directory);
          }
          try (HeldDirectory in = held.get()) {
            return list(in, directory);
          }
        });
  }

  private static List<Entry> list(HeldDirectory in, FilePath directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path name : in.names()) {
      if (FilePath.isName(name.toString())) {
        entry(in, directory, name).ifPresent(entries::add);
      }
    }
    entries.sort(Comparator.comparing(Entry::isDirectory).reversed().thenComparing(Entry::path));
    return entries.stream().limit(MOST_LISTED).toList();
  }

  private static Optional<Entry> entry(HeldDirectory in, FilePath directory, Path name)
      throws IOException {
    try {
      BasicFileAttributes found = in.attributes(name);
      if (!found.isDirectory() && !found.isRegularFile()) {
        return Optional.empty(); // links, and what is no file
      }
      List<String> parts = new ArrayList<>(directory.parts());
      parts.add(name.toString());
      return Optional.of(
          new Entry(
              String.join("/", parts),
              found.isDirectory(),
              found.isDirectory() ? 0 : found.size(),
              found.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // gone meanwhile
    }
  }

  /** The groups for which a project has files, that of jobs without one included. */
  List<String> groups(Project project) {
    return tree.groups(project);
  }

  /** Whether a directory is there. */
  boolean isDirectory(Place place, FilePath path) {
    return io(
        () -> {
          Optional<HeldDirectory> held = ProjectTree.enter(start(place), path.all());
          held.ifPresent(HeldDirectory::close);
          return held.isPresent();
        });
  }

  /**
   * Opens a file.
   *
   * @throws ApiException 404 if there is none
   */
  Opened open(Place place, FilePath path) {
    return io(
        () -> {
          try (HeldDirectory in = parent(place, path)) {
            FileChannel content = in.read(path.name());
            try {
              BasicFileAttributes found = in.attributes(path.name());
              return new Opened(content, content.size(), etag(found));
            } catch (IOException | RuntimeException e) {
              content.close();
              throw e;
            }
          } catch (NoSuchFileException e) {
            throw gone(path);
          } catch (FileSystemException e) {
            throw unread(place, path, e);
          }
        });
  }

  /** What is no file, such as a directory or a link, is as if there were none. */
  private ApiException unread(Place place, FilePath path, FileSystemException problem)
      throws IOException {
    try (HeldDirectory in = parent(place, path)) {
      if (attributes(in, path.name()).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
        return gone(path);
      }
      if (problem instanceof AccessDeniedException) {
        return ApiException.conflict(message("api.project.unreadable", "path", path));
      }
      throw problem;
    }
  }

  private HeldDirectory parent(Place place, FilePath path) throws IOException {
    return ProjectTree.enter(start(place), path.parents()).orElseThrow(() -> gone(path));
  }

  private Path start(Place place) {
    return tree.directory(place.project(), place.group());
  }

  private static String etag(BasicFileAttributes file) {
    return String.format(
        Locale.ROOT,
        "\"%x-%x-%x\"",
        file.size(),
        file.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
        file.fileKey() == null ? 0 : file.fileKey().hashCode());
  }

  /**
   * Writes a file: where the project is when it is complete, though it be called otherwise by then.
   *
   * @param condition says of the tag of what is there whether it may be replaced
   * @throws ApiException 404 if the project is gone meanwhile, 409 if the quota is used up, a
   *     directory is in the way or a backup has taken the project's place meanwhile, 412 if the
   *     condition is not met, 422 if it is called JSON and is none
   */
  Written write(
      Place place, FilePath path, InputStream content, Predicate<Optional<String>> condition) {
    Usage usage = usage(place.project());
    return io(
        () -> {
          Start start = make(place);
          try (HeldDirectory in = tree.enterNew(start.directory(), path.parents())) {
            long before = require(in, path, condition).map(BasicFileAttributes::size).orElse(0L);
            Path unfinished = Path.of(FilePath.UNFINISHED + UUID.randomUUID());
            try {
              copy(in, unfinished, content, usage, before);
              JsonFiles.require(in, unfinished, path);
              return replace(new Target(place, start.key(), in, path), unfinished, condition);
            } finally {
              deleteIfThere(in, unfinished);
            }
          } catch (NotDirectoryException e) { // a file or a link
            throw inTheWay(path);
          }
        });
  }

  /**
   * The directory of a project that was there at some time.
   *
   * @param key what tells it from another of its name; empty where the system has no such thing
   */
  private record Start(Optional<Object> key, HeldDirectory directory) {}

  /** Makes the directory of a project as that is called by now. */
  private Start make(Place place) throws IOException {
    ReentrantLock lock = naming.of(place.project().userId());
    lock.lock();
    try {
      Path directory = tree.make(now(place), place.group());
      return new Start(key(directory), HeldDirectory.open(directory));
    } finally {
      lock.unlock();
    }
  }

  private Project now(Place place) {
    UUID id = place.project().id();
    return store.find(id).orElseThrow(() -> ApiException.notFound("project", id.toString()));
  }

  private static Optional<Object> key(Path directory) throws IOException {
    return Optional.ofNullable(
        Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey());
  }

  /** Where a file is to be: in a directory that is held below that of a project. */
  private record Target(Place place, Optional<Object> start, HeldDirectory in, FilePath path) {}

  private Written replace(Target target, Path unfinished, Predicate<Optional<String>> condition)
      throws IOException {
    UUID account = target.place().project().userId();
    ReentrantLock lock = changing.of(account);
    ReentrantLock names = naming.of(account);
    lock.lock();
    try {
      requireRoom(target, unfinished);
      names.lock();
      try {
        requireStart(target);
        return replaceNow(target, unfinished, condition);
      } finally {
        names.unlock();
      }
    } finally {
      lock.unlock();
    }
  }

  private static Written replaceNow(
      Target target, Path unfinished, Predicate<Optional<String>> condition) throws IOException {
    HeldDirectory in = target.in();
    FilePath path = target.path();
    boolean isNew = require(in, path, condition).isEmpty();
    in.giveToOwner(unfinished);
    in.move(unfinished, in, path.name());
    in.sync();
    BasicFileAttributes now = in.attributes(path.name());
    return new Written(path, now.size(), etag(now), isNew);
  }

  /** Other files may have come meanwhile, each of which had all that was left. */
  private void requireRoom(Target target, Path unfinished) throws IOException {
    long quota = quotaBytes.get();
    if (quota == 0) {
      return;
    }
    HeldDirectory in = target.in();
    long before = attributes(in, target.path().name()).map(BasicFileAttributes::size).orElse(0L);
    long size = attributes(in, unfinished).map(BasicFileAttributes::size).orElse(0L);
    long used = used(target.place().project(), way -> !ProjectTree.isUnfinished(way));
    if (used - before + size > quota) {
      throw full(new Usage(used, quota));
    }
  }

  /** What is held is nowhere any more once a backup has taken its place. */
  private void requireStart(Target target) throws IOException {
    Place place = target.place();
    Path directory = tree.directory(now(place), place.group());
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !target.start().equals(key(directory))) {
      throw ApiException.conflict(message("api.project.changed", "path", target.path()));
    }
  }

  private static Optional<BasicFileAttributes> require(
      HeldDirectory in, FilePath path, Predicate<Optional<String>> condition) throws IOException {
    Optional<BasicFileAttributes> there = attributes(in, path.name());
    if (there.isPresent() && !there.get().isRegularFile()) {
      throw inTheWay(path);
    }
    if (!condition.test(there.map(ProjectFiles::etag))) {
      throw ApiException.of(
          ErrorCode.PRECONDITION_FAILED, message("api.project.changed", "path", path));
    }
    return there;
  }

  private static Optional<BasicFileAttributes> attributes(HeldDirectory in, Path name)
      throws IOException {
    try {
      return Optional.of(in.attributes(name));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void copy(HeldDirectory in, Path name, InputStream content, Usage usage, long before)
      throws IOException {
    long left = usage.left() == Long.MAX_VALUE ? Long.MAX_VALUE : usage.left() + before;
    if (usage.left() == 0) {
      throw full(usage);
    }
    byte[] piece = new byte[PIECE_BYTES];
    try (FileChannel out = in.create(name, tree.filePermissions())) {
      for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
        left -= count;
        if (left < 0) {
          throw full(usage);
        }
        ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      out.force(true);
    }
  }

  private static ApiException full(Usage usage) {
    return ApiException.of(
        ErrorCode.LIMIT_REACHED, counted("api.project.full", usage.quotaBytes() >> 20));
  }

  private static void deleteIfThere(HeldDirectory in, Path name) throws IOException {
    try {
      in.delete(name);
    } catch (NoSuchFileException e) {
      return; // it has taken its place
    }
  }

  /**
   * Deletes a file, or a directory that holds nothing.
   *
   * @throws ApiException 404 if there is nothing, 409 if the directory holds something, 412 if the
   *     condition is not met
   */
  void delete(Place place, FilePath path, Predicate<Optional<String>> condition) {
    io(
        () -> {
          ReentrantLock lock = changing.of(place.project().userId());
          lock.lock();
          try (HeldDirectory in = parent(place, path)) {
            BasicFileAttributes there = attributes(in, path.name()).orElseThrow(() -> gone(path));
            if (!condition.test(Optional.of(etag(there)))) {
              throw ApiException.of(
                  ErrorCode.PRECONDITION_FAILED, message("api.project.changed", "path", path));
            }
            in.delete(path.name());
            return true;
          } catch (DirectoryNotEmptyException e) {
            throw ApiException.conflict(message("api.project.notEmpty", "path", path));
          } finally {
            lock.unlock();
          }
        });
  }

  /** Writes what is in a directory as a ZIP file; links are left out. */
  void pack(Place place, FilePath path, OutputStream out) throws IOException {
    try (HeldDirectory directory =
        ProjectTree.enter(start(place), path.all()).orElseThrow(() -> gone(path))) {
      ProjectArchive.write(out, directory);
    }
  }

  /** How much the account of a project uses. */
  Usage usage(Project project) {
    return new Usage(used(project, way -> true), quotaBytes.get());
  }

  private long used(Project project, Predicate<Path> counted) {
    return io(() -> FileSizes.sum(tree.homes(project.home()), counted));
  }

  /** How much a project takes, for all groups. */
  long size(Project project) {
    List<Path> all =
        tree.groups(project).stream().map(group -> tree.directory(project, group)).toList();
    return io(() -> FileSizes.sum(all, way -> true));
  }

  private static ApiException gone(FilePath path) {
    return ApiException.notFound("projectFile", path.toString());
  }

  private static ApiException inTheWay(FilePath path) {
    return ApiException.conflict(message("api.project.inTheWay", "path", path));
  }

  /** What is done to files. */
  private interface Work<T> {
    T get() throws IOException;
  }

  private static <T> T io(Work<T> work) {
    try {
      return work.get();
    } catch (AccessDeniedException e) { // a script has closed what it has made
      throw ApiException.conflict(message("api.project.denied"));
    } catch (IOException e) {
      throw new UncheckedIOException("Files of a project cannot be used", e);
    }
  }
}
