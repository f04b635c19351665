package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.folders.FolderService;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.importexport.Importer.Conflict;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Exports jobs as one archive, and imports archives. */
public final class TransferRoutes implements Feature {
  private static final String ZIP = "application/zip";

  /** What is packed at a time, and the part of an archive that is being sent. */
  private static final long PACKING_BYTES = 24 << 20;

  private static final long SENDING_BYTES = 1 << 20;

  private final JobService jobs;
  private final FolderService folders;
  private final Exporter exporter;
  private final Importer importer;

  /** One at a time, so that what they hold in memory does not add up. */
  private final Semaphore importing = new Semaphore(1);

  /** Over the jobs and what belongs to them. */
  public TransferRoutes(
      JobService jobs, VersionService book, DocStore docs, Store store, TimeSource time) {
    this.jobs = jobs;
    this.folders = new FolderService(jobs, time);
    this.exporter = new Exporter(jobs, book, docs, store.directory().orElseThrow());
    this.importer = new Importer(jobs, book, docs, store, time);
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/export", this::export).post("/api/import", this::importArchive);
  }

  private RouteResponse export(ApiRequest call) {
    List<String> references = call.query().list("jobs", text -> text, message("api.allowed.jobs"));
    Optional<UUID> folder = call.query().text("folder").map(this::folder);
    call.expect(PACKING_BYTES);
    ArchiveWriter archive =
        references.isEmpty()
            ? ofFolder(call, folder)
            : exporter.pack(named(call, references), Set.of());
    call.expect(SENDING_BYTES);
    return RouteResponse.download(ZIP, "tempo-export.zip", archive::sendTo);
  }

  private RouteResponse importArchive(ApiRequest call) {
    Optional<Boolean> crontab =
        call.query()
            .parsed(
                "format",
                text -> Format.valueOf(text.toUpperCase(Locale.ROOT)) == Format.CRONTAB,
                JsonValues.oneOf(List.of("archive", "crontab")));
    return crontab.orElse(false) ? importCrontab(call) : unpack(call);
  }

  /** What is imported. */
  private enum Format {
    ARCHIVE,
    CRONTAB
  }

  private RouteResponse importCrontab(ApiRequest call) {
    byte[] table = call.file("text/plain", CrontabImport.MAX_BYTES);
    Optional<Boolean> users = call.query().flag("userColumn");
    return RouteResponse.ok(
        new CrontabImport(jobs).run(table, users, call.caller()).response(call.language()));
  }

  private RouteResponse unpack(ApiRequest call) {
    Conflict conflict =
        call.query()
            .parsed(
                "conflict",
                text -> Conflict.valueOf(text.toUpperCase(Locale.ROOT)),
                JsonValues.oneOf(List.of("skip", "rename", "replace")))
            .orElse(Conflict.SKIP);
    boolean keepIds = call.query().flag("keepIds").orElse(false);
    if (keepIds && !call.caller().has(Role.ADMIN)) {
      throw ApiException.forbidden(message("api.archive.keepIds"));
    }
    if (!importing.tryAcquire()) {
      throw ApiException.conflict(message("api.archive.busy"));
    }
    try (Archive archive = Archive.open(call.file(ZIP, ArchiveLayout.MAX_PACKED_BYTES))) {
      return RouteResponse.ok(
          importer
              .run(archive, new Importer.Wish(conflict, keepIds, call.caller()))
              .response(call.language()));
    } finally {
      importing.release();
    }
  }

  private List<JobIndexEntry> named(ApiRequest call, List<String> references) {
    return references.stream()
        .map(reference -> jobs.index().resolve(reference, call.caller()))
        .distinct()
        .toList();
  }

  private ArchiveWriter ofFolder(ApiRequest call, Optional<UUID> folder) {
    FolderTree tree = jobs.dependencies().folders();
    Set<UUID> visible =
        folders.visibleTo(call.caller()).map(Folder::id).collect(Collectors.toSet());
    folder.ifPresent(id -> visible.retainAll(tree.withAllBelow(id)));
    List<JobIndexEntry> chosen =
        jobs.index()
            .visibleTo(call.caller())
            .filter(job -> !job.origin().isDiscovered()) // their files are taken along by hand
            .filter(
                job ->
                    folder.isEmpty()
                        || job.details().folderId().filter(visible::contains).isPresent())
            .toList();
    return exporter.pack(chosen, visible);
  }

  private UUID folder(String reference) {
    FolderTree tree = jobs.dependencies().folders();
    return tree.all()
        .filter(folder -> folder.id().toString().equals(reference))
        .findAny()
        .or(() -> tree.at(reference))
        .map(Folder::id)
        .orElseThrow(() -> ApiException.invalid("folder", message("api.value.noFolder")));
  }
}
