package dev.tempo.server.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Ids;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.docs.DocStore;
import dev.tempo.server.folders.FolderService;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Input;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ScriptHistory.Saving;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.transfer.Report.Action;
import dev.tempo.server.transfer.Report.Done;
import dev.tempo.server.versions.ScriptVersion;
import dev.tempo.server.versions.VersionBook;
import dev.tempo.store.TriggerStore;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Unpacks an archive. All of it is read and checked before anything is stored; a job that then
 * cannot be stored is reported, and the others go on. Jobs, triggers and folders keep their ids
 * where these are free, so that an archive of the new server is the same archive.
 */
final class Importer {
  private final JobService jobs;
  private final VersionBook book;
  private final DocStore docs;
  private final TriggerStore triggers;
  private final TimeSource time;

  Importer(
      JobService jobs, VersionBook book, DocStore docs, TriggerStore triggers, TimeSource time) {
    this.jobs = jobs;
    this.book = book;
    this.docs = docs;
    this.triggers = triggers;
    this.time = time;
  }

  /** What becomes of a job that is here already. */
  enum Conflict {
    SKIP,
    RENAME,
    REPLACE
  }

  /**
   * Imports an archive.
   *
   * @throws ApiException 400, 413 or 422 if it cannot be imported; nothing was done then
   */
  Report run(Archive archive, Conflict conflict, Caller caller) {
    checkManifest(archive.json(Layout.MANIFEST));
    List<Folder> folders = FolderImport.read(archive.json(Layout.FOLDERS));
    Map<JobDocument, List<ScriptVersion>> documents = read(archive, caller);
    Report report = new Report();
    FolderService service = new FolderService(jobs, time);
    FolderImport places = new FolderImport(jobs.around().folders(), service, report);
    places.make(folders);
    documents.forEach(
        (document, versions) -> {
          One one = new One(document, versions, places.here(document.folderId()), caller);
          report.job(one.imported(conflict, archive));
        });
    return report;
  }

  private static void checkManifest(JsonNode manifest) {
    if (!manifest.path("format").asText().equals(Layout.FORMAT)) {
      throw Archive.damaged("it was not exported by Tempo");
    }
    if (manifest.path("formatVersion").asInt() != Layout.FORMAT_VERSION) {
      throw Archive.damaged(
          "it is of format "
              + manifest.path("formatVersion")
              + ", and this Tempo reads format "
              + Layout.FORMAT_VERSION);
    }
  }

  private Map<JobDocument, List<ScriptVersion>> read(Archive archive, Caller caller) {
    Map<JobDocument, List<ScriptVersion>> documents = new LinkedHashMap<>();
    VersionImport versions = new VersionImport(archive, jobs.around().names());
    for (String entry : archive.names("jobs/", Layout.JOB)) {
      JobDocument document = JobDocument.of(entry, archive.json(entry));
      try {
        Input input = document.input(Optional.empty(), document.name(), List.of());
        jobs.read(input, Optional.empty(), caller);
        input.end();
      } catch (ApiException e) {
        throw ApiException.invalid(entry, e.getMessage());
      }
      documents.put(document, versions.read(document.directory()));
    }
    return documents;
  }

  /** The import of one job. */
  private final class One {
    private final JobDocument document;
    private final List<ScriptVersion> versions;
    private final Optional<UUID> folder;
    private final Caller caller;

    One(JobDocument document, List<ScriptVersion> versions, Optional<UUID> folder, Caller caller) {
      this.document = document;
      this.versions = versions;
      this.folder = folder;
      this.caller = caller;
    }

    Done imported(Conflict conflict, Archive archive) {
      try {
        return jobs.around().folders().exclusively(() -> importNow(conflict, archive));
      } catch (ApiException e) {
        return Done.without(document.name(), Action.FAILED, e.getMessage());
      }
    }

    private Done importNow(Conflict conflict, Archive archive) {
      Optional<JobEntry> known =
          jobs.directory().find(document.id()).or(() -> named(document.name()));
      if (known.isEmpty()) {
        return added(document.id(), document.name(), Action.CREATED, archive);
      }
      return switch (conflict) {
        case SKIP -> Done.without(document.name(), Action.SKIPPED, "It is here already");
        case RENAME -> added(Ids.next(), freeName(), Action.RENAMED, archive);
        case REPLACE -> replaced(known.get(), archive);
      };
    }

    private Done added(UUID id, String name, Action action, Archive archive) {
      ManagedJob read = read(name, Optional.empty(), List.of());
      ManagedJob identified =
          document.identified(read, id, trigger -> triggers.find(trigger).isEmpty());
      Instant now = time.nowMillis();
      JobDetails details = document.stamped(read.details().ownedBy(Optional.of(owner())), now);
      versions.forEach(version -> book.restore(id, version));
      ManagedJob saved =
          jobs.adopt(
              new ManagedJob(identified.job(), details),
              action == Action.CREATED ? document.safeName() : name,
              edit());
      addDocs(id, archive);
      return done(saved, action, document.secrets());
    }

    private Done replaced(JobEntry known, Archive archive) {
      ManagedJob now = jobs.load(known);
      List<String> kept =
          document.secrets().stream().filter(now.sealedVariables()::contains).toList();
      ManagedJob saved =
          jobs.edit(
              known,
              edit(),
              old -> {
                ManagedJob read = read(document.name(), Optional.of(old), kept);
                return document.identified(
                    read, old.job().id(), trigger -> isFree(trigger, old.job().id()));
              });
      addDocs(known.id(), archive);
      List<String> missing = new ArrayList<>(document.secrets());
      missing.removeAll(kept);
      return done(saved, Action.REPLACED, missing);
    }

    private ManagedJob read(String name, Optional<ManagedJob> soFar, List<String> kept) {
      Input input = document.input(folder, name, kept);
      ManagedJob read = jobs.read(input, soFar, caller);
      input.end();
      return read;
    }

    private Done done(ManagedJob saved, Action action, List<String> missing) {
      return new Done(
          saved.job().name(), action, Optional.of(saved.job().id()), Optional.empty(), missing);
    }

    private void addDocs(UUID id, Archive archive) {
      String directory = Layout.docs(document.directory());
      for (String entry : archive.names(directory, ".md")) {
        String language = entry.substring(directory.length(), entry.length() - ".md".length());
        if (!DocStore.isLanguage(language)) {
          throw Archive.damaged(entry + " is not named after a language");
        }
        String text = archive.text(entry).orElseThrow();
        docs.save(id, language, new DocStore.Doc(text, time.nowMillis()));
      }
    }

    private Edit edit() {
      return Edit.by(caller).saving(Saving.by(caller.userId(), Optional.of("Imported")));
    }

    /** Only administrators make jobs for others. */
    private UUID owner() {
      return document
          .owner()
          .filter(name -> caller.has(Role.ADMIN))
          .flatMap(jobs.around().names()::find)
          .orElse(caller.userId());
    }

    private Optional<JobEntry> named(String name) {
      return jobs.directory()
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

    private boolean isFree(UUID trigger, UUID jobId) {
      return triggers.find(trigger).filter(state -> !state.jobId().equals(jobId)).isEmpty();
    }
  }
}
