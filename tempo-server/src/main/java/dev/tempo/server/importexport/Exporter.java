package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.server.Gate;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.versions.ScriptVersion;
import dev.tempo.server.versions.VersionService;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Packs jobs with their folders, triggers, versions and documentation. Thread-safe. */
final class Exporter {
  /** What is packed is in memory, one text at a time. */
  private static final Gate GATE = new Gate(1);

  private final JobService jobs;
  private final VersionService book;
  private final DocStore docs;
  private final Path directory;

  /** With where archives may lie until they have been sent. */
  Exporter(JobService jobs, VersionService book, DocStore docs, Path directory) {
    this.directory = directory;
    this.jobs = jobs;
    this.book = book;
    this.docs = docs;
  }

  /**
   * Packs jobs.
   *
   * @param chosen which
   * @param folderIds folders that are to come besides those of the jobs
   */
  ArchiveWriter pack(Collection<JobIndexEntry> chosen, Collection<UUID> folderIds) {
    return GATE.pass(() -> packed(chosen, folderIds));
  }

  private ArchiveWriter packed(Collection<JobIndexEntry> chosen, Collection<UUID> folderIds) {
    ArchiveWriter archive = new ArchiveWriter(directory);
    try {
      pack(archive, chosen, folderIds);
      return archive;
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private void pack(
      ArchiveWriter archive, Collection<JobIndexEntry> chosen, Collection<UUID> folderIds) {
    ArchiveWriter.require(
        chosen.size(),
        ArchiveLayout.MAX_JOBS,
        () -> counted("api.archive.jobs", ArchiveLayout.MAX_JOBS));
    archive.add(
        ArchiveLayout.MANIFEST,
        Json.object()
            .put("format", ArchiveLayout.FORMAT)
            .put("formatVersion", ArchiveLayout.FORMAT_VERSION)
            .node());
    Set<UUID> needed = new LinkedHashSet<>(folderIds);
    chosen.forEach(job -> job.details().folderId().ifPresent(needed::add));
    JsonNode folders = folders(needed);
    ArchiveWriter.require(
        folders.size(),
        ArchiveLayout.MAX_FOLDERS,
        () -> counted("api.archive.folders", ArchiveLayout.MAX_FOLDERS));
    archive.add(ArchiveLayout.FOLDERS, folders);
    chosen.stream()
        .sorted(Comparator.comparing(JobIndexEntry::id))
        .flatMap(entry -> jobs.views().find(entry).stream())
        .forEach(job -> add(archive, job));
    archive.finish();
  }

  /** With those that they lie in, the higher first. */
  private JsonNode folders(Set<UUID> ids) {
    FolderTree tree = jobs.dependencies().folders();
    Set<Folder> all = new LinkedHashSet<>();
    for (UUID id : ids) {
      Optional<Folder> at = tree.find(id);
      while (at.isPresent() && all.add(at.get())) {
        at = at.get().parentId().flatMap(tree::find);
      }
    }
    List<Folder> sorted =
        all.stream()
            .sorted(
                Comparator.comparing((Folder folder) -> tree.depth(Optional.of(folder.id())))
                    .thenComparing(folder -> tree.path(Optional.of(folder.id()))))
            .toList();
    return Json.array(sorted, Exporter::folder);
  }

  private static Json.Object folder(Folder folder) {
    return Json.object()
        .put("id", folder.id())
        .put("parentId", folder.parentId())
        .put("name", folder.name())
        .put("safeName", folder.safeName())
        .put("createdAt", folder.createdAt())
        .put("updatedAt", folder.updatedAt());
  }

  private void add(ArchiveWriter archive, ManagedJob job) {
    UUID id = job.job().id();
    String directory = ArchiveLayout.directory(job.safeName(), id);
    archive.add(directory + ArchiveLayout.JOB, jobs.views().json().portable(job));
    List<ScriptVersion> versions =
        book.list(id).stream().sorted(Comparator.comparing(ScriptVersion::number)).toList();
    archive.add(directory + ArchiveLayout.VERSIONS, Json.array(versions, this::version));
    for (ScriptVersion version : versions) { // one text at a time: there may be many, of 1 MB
      archive.add(ArchiveLayout.version(directory, version.number()), content(id, version));
    }
    docs.all(id)
        .forEach(
            (lang, doc) ->
                archive.add(ArchiveLayout.docs(directory) + lang + ".md", doc.markdown()));
  }

  private String content(UUID job, ScriptVersion version) {
    return book.find(job, version.number())
        .flatMap(found -> found.script().content())
        .orElseThrow(() -> ApiException.conflict(message("api.archive.versionsGone")));
  }

  private ObjectNode version(ScriptVersion version) {
    return Json.object()
        .put("number", version.number())
        .put("kind", version.script().kind())
        .put("sha256", version.script().sha256())
        .put("author", version.origin().author().map(jobs.dependencies().names()::ofStarter))
        .put("message", version.origin().message())
        .put("automatic", version.origin().automatic())
        .put("createdAt", version.span().createdAt())
        .put("updatedAt", version.span().updatedAt())
        .node();
  }
}
