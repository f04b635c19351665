package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.PosixPermissions;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Backups of projects, beside those of the server: {@code user_<u>_project_<p>_<time>.zip}, with a
 * directory for each group. The newest 30 of a project are kept. Thread-safe.
 */
final class ProjectBackups {
  /** How many are kept of a project. */
  static final int MOST = 30;

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
    String[] parts = backup.id().split("-");
    int number = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
    return parts[0] + String.format(Locale.ROOT, "%06d", number);
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

  /** Makes one, and deletes the oldest if there are more than 30. */
  Backup make(Project project) {
    writing.lock();
    try {
      Files.createDirectories(directory, PosixPermissions.of("rwx------"));
      Path file = free(project);
      Path unfinished =
          Files.createTempFile(directory, ".project-", ".part", PosixPermissions.of("rw-------"));
      try {
        pack(project, unfinished);
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

  private Path free(Project project) {
    String base =
        "user_"
            + project.home()
            + "_project_"
            + project.directory()
            + "_"
            + STAMP.format(time.instant());
    Path file = directory.resolve(base + ".zip");
    for (int number = 2; Files.exists(file); number++) {
      file = directory.resolve(base + "-" + number + ".zip");
    }
    return file;
  }

  private void pack(Project project, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (String group : tree.groups(project)) {
        zip.putNextEntry(new ZipEntry(group + "/"));
        zip.closeEntry();
        ProjectArchive.add(zip, tree.directory(project, group), group + "/");
      }
    }
  }

  /**
   * Makes the project what it was. What was there is backed up first; it is replaced group by group
   * only once all of the backup is unpacked.
   *
   * @return how many files came back
   */
  int restore(Project project, Backup backup) {
    writing.lock();
    try (ZipFile archive = new ZipFile(backup.file().toFile(), StandardCharsets.UTF_8)) {
      Project fresh = staging(project);
      try {
        int files = unpack(archive, fresh);
        make(project);
        Project old = staging(project);
        tree.rename(project, old.directory());
        tree.rename(fresh, project.directory());
        tree.delete(old);
        return files;
      } finally {
        tree.delete(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The backup " + backup.name() + " cannot be restored", e);
    } finally {
      writing.unlock();
    }
  }

  /** The same project in another directory, which no project can have. */
  private static Project staging(Project project) {
    return new Project(
        project.id(),
        project.userId(),
        project.home(),
        new Project.Label(project.name(), ".tempo-" + UUID.randomUUID(), ""),
        project.isDefault(),
        project.createdAt(),
        project.accessedAt());
  }

  private int unpack(ZipFile archive, Project fresh) throws IOException {
    int files = 0;
    for (ZipEntry entry : archive.stream().toList()) {
      String[] parts = entry.getName().split("/", 2);
      Path start = tree.make(fresh, group(parts[0]));
      if (parts.length == 1 || parts[1].isEmpty()) {
        continue; // a group of which there was nothing else
      }
      if (entry.isDirectory()) {
        tree.enterNew(start, way(parts[1])).close();
      } else {
        unpack(archive, entry, start, FilePath.of(parts[1]));
        files++;
      }
    }
    return files;
  }

  private static String group(String name) throws IOException {
    if (!ProjectFileRoutes.GROUP.matcher(name).matches()) {
      throw new IOException("'" + name + "' is no group");
    }
    return name;
  }

  private static List<Path> way(String directory) {
    return FilePath.of(directory.substring(0, directory.length() - 1)).all();
  }

  private void unpack(ZipFile archive, ZipEntry entry, Path start, FilePath path)
      throws IOException {
    try (HeldDirectory in = tree.enterNew(start, path.parents());
        InputStream content = archive.getInputStream(entry);
        var channel = in.create(path.name(), tree.filePermissions());
        OutputStream out = Channels.newOutputStream(channel)) {
      content.transferTo(out);
      in.giveToOwner(path.name());
    }
  }

  /** Gives the backups of a project the name of its new directory. */
  void rename(Project project, String name) throws IOException {
    for (Backup backup : of(project)) {
      Path renamed =
          directory.resolve(
              "user_" + project.home() + "_project_" + name + "_" + backup.id() + ".zip");
      Files.move(backup.file(), renamed, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes those of a project. */
  void deleteAll(Project project) throws IOException {
    for (Path file : files(project.home(), project.directory())) {
      Files.deleteIfExists(file);
    }
  }

  /** Deletes those of an account. */
  void deleteAll(String home) throws IOException {
    for (Path file : all(name -> name.group(1).equals(home))) {
      Files.deleteIfExists(file);
    }
  }
}
