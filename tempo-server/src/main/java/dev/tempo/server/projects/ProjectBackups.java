package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.files.PosixPermissions;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Backups of projects, beside those of the server: {@code user_<u>_project_<p>_<time>.zip}, with a
 * directory for each group. The newest 30 of a project are kept. Thread-safe.
 */
final class ProjectBackups {
  /** How many are kept of a project. */
  static final int MOST = 30;

  private static final String PREFIX = ".project-";
  private static final String SUFFIX = ".part";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("user_([a-z0-9-]+)_project_([a-z0-9_-]+)_(\\d{8}T\\d{6}Z(?:-\\d+)?)\\.zip");

  private final ProjectTree tree;
  private final Path directory;
  private final TimeSource time;
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * Of the projects in a tree.
   *
   * @param directory where backups lie
   */
  ProjectBackups(ProjectTree tree, Path directory, TimeSource time) {
    this.tree = tree;
    this.directory = directory;
    this.time = time;
  }

  /**
   * A backup.
   *
   * @param id when it was made, one of its own among those of the project
   * @param file the archive
   */
  record Backup(String id, Path file, long sizeBytes, Instant createdAt) {
    String name() {
      return file.getFileName().toString();
    }
  }

  /** Those of a project, the newest first. */
  List<Backup> of(Project project) {
    return files(project.home(), project.directory()).stream()
        .map(ProjectBackups::backup)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(ProjectBackups::order).reversed())
        .toList();
  }

  private static String order(Backup backup) {
    String stamp = backup.id().substring(0, backup.id().indexOf('Z') + 1);
    return stamp + String.format(Locale.ROOT, "%06d", number(backup));
  }

  private List<Path> files(String home, String project) {
    return all(name -> name.group(1).equals(home) && name.group(2).equals(project));
  }

  private List<Path> all(java.util.function.Predicate<Matcher> filter) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(
              file -> {
                Matcher name = NAME.matcher(file.getFileName().toString());
                return name.matches() && filter.test(name);
              })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The backups of projects cannot be listed", e);
    }
  }

  private static Optional<Backup> backup(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      String id = name.group(3);
      Instant at = Instant.from(STAMP.parse(id.substring(0, id.indexOf('Z') + 1)));
      return Optional.of(new Backup(id, file, Files.size(file), at));
    } catch (IOException e) {
      return Optional.empty(); // gone meanwhile
    }
  }

  /**
   * One of a project's.
   *
   * @throws ApiException 404 if there is none
   */
  Backup find(Project project, String id) {
    return of(project).stream()
        .filter(backup -> backup.id().equals(id) || backup.name().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("backup", id));
  }

  /** Deletes one. */
  void delete(Backup backup) {
    try {
      Files.deleteIfExists(backup.file());
    } catch (IOException e) {
      throw new UncheckedIOException("The backup " + backup.name() + " cannot be deleted", e);
    }
  }

  /** Makes one, and deletes the oldest if there are more than 30. */
  Backup make(Project project) {
    return make(project, leftOut -> {}); // it is in the log
  }

  /**
   * The same, but makes none that something has to be left out of.
   *
   * @throws ApiException 409 that names it
   */
  Backup makeWhole(Project project) {
    return make(project, ProjectBackups::requireNothing);
  }

  private static void requireNothing(List<String> leftOut) {
    if (!leftOut.isEmpty()) {
      throw ApiException.conflict(message("api.project.leftOut", "path", leftOut.getFirst()));
    }
  }

  private Backup make(Project project, Consumer<List<String>> leftOut) {
    writing.lock();
    try {
      Files.createDirectories(directory, PosixPermissions.of("rwx------"));
      Path file = free(project);
      Path unfinished =
          Files.createTempFile(directory, PREFIX, SUFFIX, PosixPermissions.of("rw-------"));
      try {
        leftOut.accept(pack(project, unfinished));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      for (Backup old : of(project).stream().skip(MOST).toList()) {
        Files.deleteIfExists(old.file());
      }
      return backup(file).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("A backup of the project " + project.id() + " failed", e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Whether there is no backup of what a project holds now; of one that holds nothing none is
   * needed.
   */
  boolean isOutdated(Project project) {
    Optional<Instant> changed = tree.lastChange(project);
    Instant newest = of(project).stream().findFirst().map(Backup::createdAt).orElse(Instant.MIN);
    return changed.isPresent() && !changed.get().isBefore(newest);
  }

  /** Behind all others of the same second, so that it is the newest. */
  private Path free(Project project) {
    String stamp = STAMP.format(time.instant());
    int before =
        of(project).stream()
            .filter(backup -> backup.id().startsWith(stamp))
            .mapToInt(ProjectBackups::number)
            .max()
            .orElse(0);
    String id = before == 0 ? stamp : stamp + "-" + (before + 1);
    return directory.resolve(
        "user_" + project.home() + "_project_" + project.directory() + "_" + id + ".zip");
  }

  private static int number(Backup backup) {
    int dash = backup.id().indexOf('-');
    return dash < 0 ? 1 : Integer.parseInt(backup.id().substring(dash + 1));
  }

  /** Returns what had to be left out. */
  private List<String> pack(Project project, Path file) throws IOException {
    List<String> leftOut = new ArrayList<>();
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (String group : tree.groups(project)) {
        zip.putNextEntry(new ZipEntry(group + "/"));
        zip.closeEntry();
        leftOut.addAll(ProjectArchive.add(zip, tree.directory(project, group), group + "/"));
      }
    }
    return leftOut;
  }

  /** Gives the backups of a project in a directory the name of its new one. */
  void rename(String home, ProjectMove.Way way) throws IOException {
    for (Path file : files(home, way.source())) {
      Backup backup = backup(file).orElseThrow();
      Path renamed =
          directory.resolve(
              "user_" + home + "_project_" + way.target() + "_" + backup.id() + ".zip");
      Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes those of a project in a directory. */
  void deleteAll(String home, String project) throws IOException {
    for (Path file : files(home, project)) {
      Files.deleteIfExists(file);
    }
  }

  /** Deletes what was never finished. */
  void sweep() throws IOException {
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> unfinished =
          Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
        for (Path file : unfinished) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Deletes those of an account. */
  void deleteAll(String home) throws IOException {
    for (Path file : all(name -> name.group(1).equals(home))) {
      Files.deleteIfExists(file);
    }
  }
}
