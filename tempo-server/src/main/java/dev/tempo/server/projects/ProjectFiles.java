package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
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
import java.util.stream.Stream;

/**
 * Reads and writes the files of projects. Scripts work in the same directories, so every step holds
 * the directory that it is in, and no link is followed. A file is written beside its place, and
 * takes it when it is complete. Thread-safe.
 */
public final class ProjectFiles {
  private static final int PIECE_BYTES = 65_536;
  private static final int MOST_LISTED = 10_000;
  private static final int LOCKS = 64;
  private static final JsonFactory JSON = new JsonFactory();

  private final ProjectTree tree;
  private final Supplier<Long> quotaBytes;
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  /**
   * Over where projects lie.
   *
   * @param quotaBytes what all projects of an account may take; 0 for any number
   */
  ProjectFiles(ProjectTree tree, Supplier<Long> quotaBytes) {
    this.tree = tree;
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
   * Writes a file.
   *
   * @param condition says of the tag of what is there whether it may be replaced
   * @throws ApiException 409 if the quota is used up or a directory is in the way, 412 if the
   *     condition is not met, 422 if it is called JSON and is none
   */
  Written write(
      Place place, FilePath path, InputStream content, Predicate<Optional<String>> condition) {
    Usage usage = usage(place.project());
    return io(
        () -> {
          Path start = tree.make(place.project(), place.group());
          try (HeldDirectory in = tree.enterNew(start, path.parents())) {
            long before = require(in, path, condition).map(BasicFileAttributes::size).orElse(0L);
            Path unfinished = Path.of(FilePath.UNFINISHED + UUID.randomUUID());
            try {
              copy(in, unfinished, content, usage, before);
              requireJson(in, unfinished, path);
              return replace(place, in, unfinished, path, condition);
            } finally {
              deleteIfThere(in, unfinished);
            }
          } catch (NotDirectoryException e) { // a file or a link
            throw inTheWay(path);
          }
        });
  }

  private Written replace(
      Place place,
      HeldDirectory in,
      Path unfinished,
      FilePath path,
      Predicate<Optional<String>> condition)
      throws IOException {
    ReentrantLock lock = lock(place);
    lock.lock();
    try {
      boolean isNew = require(in, path, condition).isEmpty();
      in.giveToOwner(unfinished);
      in.move(unfinished, in, path.name());
      in.sync();
      BasicFileAttributes now = in.attributes(path.name());
      return new Written(path, now.size(), etag(now), isNew);
    } finally {
      lock.unlock();
    }
  }

  private ReentrantLock lock(Place place) {
    return locks.get(Math.floorMod(place.project().id().hashCode(), LOCKS));
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

  private static void requireJson(HeldDirectory in, Path unfinished, FilePath path)
      throws IOException {
    if (!path.name().toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      return;
    }
    try (FileChannel content = in.read(unfinished);
        JsonParser parser = JSON.createParser(Channels.newInputStream(content))) {
      int values = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        values++;
        if (token.isStructStart()) {
          parser.skipChildren();
        }
      }
      if (values != 1) {
        throw notJson(parser.currentLocation());
      }
    } catch (JsonProcessingException e) {
      throw notJson(e.getLocation());
    }
  }

  private static ApiException notJson(com.fasterxml.jackson.core.JsonLocation at) {
    return ApiException.invalid(
        List.of(
            Violation.at(
                "body",
                message("api.project.notJson"),
                (int) Math.max(0, Math.min(Integer.MAX_VALUE, at.getByteOffset())),
                new Violation.Place(at.getLineNr(), Math.max(1, at.getColumnNr())))));
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
          ReentrantLock lock = lock(place);
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
    return new Usage(
        tree.homes(project.home()).stream().mapToLong(ProjectFiles::size).sum(), quotaBytes.get());
  }

  /** How much a project takes, for all groups. */
  long size(Project project) {
    return tree.groups(project).stream()
        .mapToLong(group -> size(tree.directory(project, group)))
        .sum();
  }

  private static long size(Path directory) {
    Sum sum = new Sum();
    return io(
        () -> {
          TreeWalk.through(directory, sum);
          return sum.bytes;
        });
  }

  /** Adds up sizes. */
  private static final class Sum implements TreeWalk.Visitor {
    private long bytes;

    @Override
    public boolean enter(Path way) {
      return true;
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return true;
    }

    @Override
    public void leave(Path way, int entries) {}

    @Override
    public void fail(Path way, IOException problem) {} // cannot be looked at, so not be counted
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
