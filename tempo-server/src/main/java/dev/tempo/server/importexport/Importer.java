package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.server.folders.FolderService;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.importexport.ImportReport.Action;
import dev.tempo.server.importexport.ImportReport.Done;
import dev.tempo.server.jobdocs.DocPage;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.message.Messages;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.versions.ScriptVersion;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Unpacks an archive, all of it or nothing: it is read and checked before anything is stored, and
 * if a job then cannot be stored, what was is taken back. Jobs, triggers and folders keep their ids
 * where these are free, so that an archive of the new server is the same archive; but an id that
 * has a past here, since runs or versions of it are left, is given again only if an administrator
 * says so, and triggers keep theirs for administrators alone: whoever owns the id sees that past.
 */
final class Importer {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final JobService jobs;
  private final VersionService book;
  private final DocStore docs;
  private final Store store;
  private final TimeSource time;

  Importer(JobService jobs, VersionService book, DocStore docs, Store store, TimeSource time) {
    this.jobs = jobs;
    this.book = book;
    this.docs = docs;
    this.store = store;
    this.time = time;
  }

  /** What becomes of a job that is here already. */
  enum Conflict {
    SKIP,
    RENAME,
    REPLACE
  }

  /**
   * How an archive is imported.
   *
   * @param conflict what becomes of jobs that are here
   * @param keepIds whether jobs get ids that have a past here; for administrators
   * @param caller who imports
   */
  record Wish(Conflict conflict, boolean keepIds, Caller caller) {}

  /**
   * Imports an archive.
   *
   * @throws ApiException 400, 413 or 422 if it cannot be imported; nothing was done then
   */
  ImportReport run(Archive archive, Wish wish) {
    checkManifest(archive.json(ArchiveLayout.MANIFEST));
    List<Folder> folders = FolderImport.read(archive.json(ArchiveLayout.FOLDERS));
    Map<JobDocument, List<ScriptVersion>> documents = read(archive, wish.caller());
    ImportReport report = new ImportReport(jobs);
    Undo undo = new Undo();
    FolderService service = new FolderService(jobs, time);
    FolderImport places = new FolderImport(jobs.dependencies().folders(), service, report, undo);
    try {
      places.make(folders);
      Map<UUID, UUID> here = new HashMap<>();
      Map<JobDocument, Done> done = new HashMap<>();
      for (JobDocument document : ImportOrder.of(documents.keySet())) {
        ImportItem one =
            new ImportItem(
                document.following(id -> followed(id, here, wish.caller())),
                documents.get(document),
                places.here(document.folderId()),
                wish,
                undo);
        done.put(document, one.imported(archive));
        one.here().ifPresent(id -> here.put(document.id(), id));
      }
      documents.keySet().forEach(document -> report.job(done.get(document)));
      return report;
    } catch (RuntimeException e) {
      undo.all();
      throw e;
    }
  }

  /** The copy of a job that was imported with others; or that job itself, if it can be seen. */
  private Optional<UUID> followed(UUID id, Map<UUID, UUID> here, Caller caller) {
    return Optional.ofNullable(here.get(id))
        .or(() -> Optional.of(id).filter(known -> jobs.index().isVisible(known, caller)));
  }

  private static void checkManifest(JsonNode manifest) {
    if (!manifest.path("format").asText().equals(ArchiveLayout.FORMAT)) {
      throw Archive.damaged(message("api.archive.notTempos"));
    }
    if (manifest.path("formatVersion").asInt() != ArchiveLayout.FORMAT_VERSION) {
      throw Archive.damaged(
          message(
              "api.archive.format",
              "format",
              manifest.path("formatVersion").toString(),
              "known",
              ArchiveLayout.FORMAT_VERSION));
    }
  }

  private Map<JobDocument, List<ScriptVersion>> read(Archive archive, Caller caller) {
    Map<JobDocument, List<ScriptVersion>> documents = new LinkedHashMap<>();
    VersionImport versions = new VersionImport(archive, jobs.dependencies().names());
    List<String> entries = archive.names("jobs/", ArchiveLayout.JOB);
    if (entries.size() > ArchiveLayout.MAX_JOBS) {
      throw Archive.tooLarge(counted("api.archive.jobs", ArchiveLayout.MAX_JOBS));
    }
    long begin = time.nanoTime();
    for (String entry : entries) {
      requireTime(begin);
      JobDocument document = JobDocument.of(entry, archive.json(entry));
      try {
        JsonInput input = document.input(Optional.empty(), document.name(), List.of());
        jobs.read(input, Optional.empty(), caller);
        input.end();
      } catch (ApiException e) {
        throw ApiException.invalid(entry, Messages.of(e));
      }
      documents.put(document, versions.read(document.directory()));
      checkDocs(document, archive);
    }
    return documents;
  }

  private void requireTime(long beginNanos) {
    if (time.nanoTime() - beginNanos > LONGEST.toNanos()) {
      throw ApiException.of(
          ErrorCode.PAYLOAD_TOO_LARGE, message("api.archive.slow", "seconds", LONGEST.toSeconds()));
    }
  }

  private static void checkDocs(JobDocument document, Archive archive) {
    String directory = ArchiveLayout.docs(document.directory());
    for (String entry : archive.names(directory, ".md")) {
      if (!DocStore.isLanguage(language(entry, directory))) {
        throw Archive.damaged(message("api.archive.noLanguage", "entry", entry));
      }
      archive.text(entry); // it is whole
    }
  }

  private static String language(String entry, String directory) {
    return entry.substring(directory.length(), entry.length() - ".md".length());
  }

  /** The import of one job. */
  private final class ImportItem {
    private final JobDocument document;
    private final List<ScriptVersion> versions;
    private final Optional<UUID> folder;
    private final Wish wish;
    private final Undo undo;
    private Optional<UUID> here = Optional.empty();

    ImportItem(
        JobDocument document,
        List<ScriptVersion> versions,
        Optional<UUID> folder,
        Wish wish,
        Undo undo) {
      this.document = document;
      this.versions = versions;
      this.folder = folder;
      this.wish = wish;
      this.undo = undo;
    }

    /** The job that is here now for that of the archive; empty if there is none. */
    Optional<UUID> here() {
      return here;
    }

    Done imported(Archive archive) {
      try {
        Done done = jobs.dependencies().folders().exclusively(() -> importNow(archive));
        here = done.id().or(() -> here);
        return done;
      } catch (ApiException e) {
        throw ApiException.invalid(
            document.directory() + ArchiveLayout.JOB,
            message("api.archive.nothingImported", "reason", Messages.of(e)));
      }
    }

    /** What the caller may not see is not here for this one; a name that it has is taken. */
    private Done importNow(Archive archive) {
      Optional<JobIndexEntry> taken = named(document.name());
      Optional<JobIndexEntry> known =
          jobs.index().find(document.id()).or(() -> taken).filter(this::isSeen);
      here = known.map(JobIndexEntry::id);
      if (known.isEmpty()) {
        String name = taken.isEmpty() ? document.name() : freeName();
        return added(freeId(), name, Action.CREATED, archive);
      }
      return switch (wish.conflict()) {
        case SKIP ->
            Done.without(document.name(), Action.SKIPPED, message("api.archive.hereAlready"));
        case RENAME -> added(Ids.next(), freeName(), Action.RENAMED, archive);
        case REPLACE -> replaced(known.get(), archive);
      };
    }

    private boolean isSeen(JobIndexEntry job) {
      return JobAccess.maySee(wish.caller(), job);
    }

    /** The id of the archive, unless it is somebody's here or was. */
    private UUID freeId() {
      UUID id = document.id();
      boolean past =
          !store.runs().list(RunQuery.ALL.withJob(id).withLimit(1)).runs().isEmpty()
              || !book.list(id).isEmpty();
      return jobs.index().find(id).isPresent() || past && !wish.keepIds() ? Ids.next() : id;
    }

    private Done added(UUID id, String name, Action action, Archive archive) {
      ManagedJob read = read(name, Optional.empty(), List.of());
      boolean keepsTriggers = id.equals(document.id()) && isAdmin();
      ManagedJob identified =
          document.identified(
              read, id, trigger -> keepsTriggers && store.triggers().find(trigger).isEmpty());
      Instant now = time.nowMillis();
      JobDetails details = document.stamped(read.details().ownedBy(Optional.of(owner())), now);
      undo.later(() -> takeBack(id));
      for (ScriptVersion version : versions) {
        book.restore(id, VersionImport.filled(version, archive, document.directory()));
      }
      ManagedJob saved =
          jobs.adopt(
              new ManagedJob(identified.job(), details),
              name.equals(document.name()) ? document.safeName() : name,
              edit());
      addDocs(id, archive);
      return done(saved, action, document.secrets());
    }

    private void takeBack(UUID id) {
      jobs.index().find(id).ifPresent(job -> jobs.delete(job, false, wish.caller()));
      book.forget(id);
      docs.all(id).keySet().forEach(language -> saveDoc(id, language, ""));
    }

    private Done replaced(JobIndexEntry known, Archive archive) {
      ManagedJob now = jobs.load(known);
      List<String> kept =
          document.secrets().stream().filter(now.sealedVariables()::contains).toList();
      Map<String, DocPage> before = docs.all(known.id());
      undo.later(() -> putBack(known, now, before));
      ManagedJob saved =
          jobs.edit(
              known,
              edit(),
              old -> {
                ManagedJob read = read(document.name(), Optional.of(old), kept);
                return document.identified(
                    read, old.job().id(), trigger -> isFree(trigger, old.job()));
              });
      addDocs(known.id(), archive);
      List<String> missing = new ArrayList<>(document.secrets());
      missing.removeAll(kept);
      return done(saved, Action.REPLACED, missing);
    }

    private void putBack(JobIndexEntry known, ManagedJob was, Map<String, DocPage> before) {
      Saving saving =
          Saving.by(
              wish.caller().userId(), Optional.of(message("api.note.version.takenBack").text()));
      jobs.edit(
          known,
          Edit.by(wish.caller()).saving(saving),
          now ->
              new ManagedJob(
                  was.job().toBuilder().version(now.job().version()).build(), was.details()));
      docs.all(known.id()).keySet().stream()
          .filter(language -> !before.containsKey(language))
          .forEach(language -> saveDoc(known.id(), language, ""));
      before.forEach((language, page) -> saveDoc(known.id(), language, page.markdown()));
    }

    private ManagedJob read(String name, Optional<ManagedJob> current, List<String> kept) {
      JsonInput input = document.input(folder, name, kept);
      ManagedJob read = jobs.read(input, current, wish.caller());
      input.end();
      return read;
    }

    private Done done(ManagedJob saved, Action action, List<String> missing) {
      return new Done(
          saved.job().name(), action, Optional.of(saved.job().id()), Optional.empty(), missing);
    }

    private void addDocs(UUID id, Archive archive) {
      String directory = ArchiveLayout.docs(document.directory());
      for (String entry : archive.names(directory, ".md")) {
        saveDoc(id, language(entry, directory), archive.text(entry).orElseThrow());
      }
    }

    private void saveDoc(UUID id, String language, String text) {
      docs.save(id, language, text, time.nowMillis());
    }

    private boolean isAdmin() {
      return wish.caller().has(Role.ADMIN);
    }

    private Edit edit() {
      return Edit.by(wish.caller())
          .saving(
              Saving.by(
                  wish.caller().userId(),
                  Optional.of(message("api.note.version.imported").text())));
    }

    /** Only administrators make jobs for others. */
    private UUID owner() {
      return document
          .owner()
          .filter(name -> isAdmin())
          .flatMap(jobs.dependencies().names()::find)
          .orElse(wish.caller().userId());
    }

    private Optional<JobIndexEntry> named(String name) {
      return jobs.index()
          .all()
          .filter(job -> job.details().folderId().equals(folder))
          .filter(job -> job.name().equalsIgnoreCase(name))
          .findAny();
    }

    private String freeName() {
      int number = 2;
      while (named(numbered(number)).isPresent()) {
        number++;
      }
      return numbered(number);
    }

    private String numbered(int number) {
      String suffix = " (" + number + ")";
      String name = document.name();
      int longest = 100 - suffix.length();
      return name.substring(0, Math.min(name.length(), longest)) + suffix;
    }

    private boolean isFree(UUID trigger, Job job) {
      return job.trigger(trigger).isPresent()
          || isAdmin() && store.triggers().find(trigger).isEmpty();
    }
  }
}
