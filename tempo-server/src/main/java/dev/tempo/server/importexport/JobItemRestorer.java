package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.message.Message;
import dev.tempo.secret.SecretException;
import dev.tempo.server.backup.BackupItem;
import dev.tempo.server.backup.ItemRestorer;
import dev.tempo.server.backup.RestoredItem;
import dev.tempo.server.backup.RestoredItem.Action;
import dev.tempo.server.folders.FolderService;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobdocs.DocPage;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.RecentDeletions.Gone;
import dev.tempo.server.jobs.StoredJobs;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.server.users.UserStore;
import dev.tempo.server.versions.ScriptVersion;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Restores a job out of a backup, with its triggers, versions, pages, and what accounts keep of it;
 * if it was deleted, under its id, so that its runs are its own again. Of the files beside its
 * script those come back that are not there. Runs and logs are not touched. All of it or nothing:
 * what fails is taken back. Thread-safe.
 */
public final class JobItemRestorer implements ItemRestorer {
  private static final int MOST_NAME = 100;

  private final JobService jobs;
  private final VersionService versions;
  private final DocStore docs;
  private final UserStore users;
  private final TimeSource time;

  /** Over the jobs here, and what belongs to them. */
  public JobItemRestorer(
      JobService jobs, VersionService versions, DocStore docs, UserStore users, TimeSource time) {
    this.jobs = jobs;
    this.versions = versions;
    this.docs = docs;
    this.users = users;
    this.time = time;
  }

  @Override
  public BackupItem.Kind kind() {
    return BackupItem.Kind.JOB;
  }

  /** Jobs of groups come with their group. */
  @Override
  public List<BackupItem> list(JdbcStore copy) {
    StoredJobs stored = new StoredJobs(copy);
    UserStore owners = new UserStore(copy.database());
    return stored.all().stream()
        .filter(job -> !job.origin().isDiscovered())
        .map(job -> item(job, owners))
        .sorted(Comparator.comparing((BackupItem item) -> item.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private static BackupItem item(JobIndexEntry job, UserStore owners) {
    return new BackupItem(
        BackupItem.Kind.JOB,
        job.id().toString(),
        job.name(),
        job.key(),
        job.details()
            .ownership()
            .ownerId()
            .flatMap(owners::find)
            .map(user -> user.account().username()));
  }

  @Override
  public boolean isHere(BackupItem item) {
    return jobs.index().find(UUID.fromString(item.id())).isPresent();
  }

  @Override
  public Predicate<String> files(BackupItem item) {
    String directory = directory(item.place());
    String bytes =
        new String(directory.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return name -> name.startsWith(bytes + "/");
  }

  private static String directory(String key) {
    return "scripts/" + key.replace(':', '/');
  }

  @Override
  public RestoredItem restore(Unpacking backup, BackupItem item, Request request) {
    Undo undo = new Undo();
    Restoring one = new Restoring(backup, UUID.fromString(item.id()), request, undo);
    try {
      return one.restored();
    } catch (RuntimeException e) {
      undo.all();
      throw e;
    }
  }

  @Override
  public boolean recover(BackupItem item, boolean wasHere, Request request) {
    boolean copy = request.conflict() == BackupItem.Conflict.COPY;
    if (wasHere && !copy) {
      return true;
    }
    UUID id = copy ? request.copyId() : UUID.fromString(item.id());
    jobs.index()
        .find(id)
        .filter(job -> !job.enabled()) // which is the last step
        .ifPresent(job -> jobs.delete(job, false, request.caller()));
    return false;
  }

  /** The restore of one job. */
  private final class Restoring {
    private final Unpacking backup;
    private final StoredJobs stored;
    private final Gone gone;
    private final ManagedJob was;
    private final Request request;
    private final Undo undo;
    private final List<Message> notes = new ArrayList<>();

    Restoring(Unpacking backup, UUID id, Request request, Undo undo) {
      this.backup = backup;
      this.stored = new StoredJobs(backup.copy());
      this.gone =
          stored
              .find(id)
              .orElseThrow(() -> ApiException.conflict(message("api.backup.item.unreadable")));
      this.was = gone.job();
      this.request = request;
      this.undo = undo;
    }

    RestoredItem restored() {
      Optional<JobIndexEntry> here = jobs.index().find(was.job().id());
      return switch (request.conflict()) {
        case COPY -> copied();
        case REPLACE -> here.isPresent() ? replaced(here.get()) : created();
        case REFUSE -> {
          if (here.isPresent()) {
            throw ApiException.conflict(message("api.backup.item.here", "name", here.get().name()));
          }
          yield created();
        }
      };
    }

    private RestoredItem created() {
      UUID id = was.job().id();
      ManagedJob again = new ManagedJob(numbered(was.job()), placed(ownedHere(was.details())));
      long known = versions.lastDefinition(id);
      undo.later(() -> takeBack(id, known == 0));
      restoreVersions(id);
      ManagedJob saved = save(disabled(again), job -> jobs.adopt(job, was.safeName(), edit()));
      jobs.restoreRows(gone);
      files(saved.job().key());
      return done(was.job().enabled() ? enabled(saved) : saved, Action.CREATED);
    }

    /** It must not run before all of it is here. */
    private ManagedJob disabled(ManagedJob job) {
      return new ManagedJob(job.job().toBuilder().enabled(false).build(), job.details());
    }

    private ManagedJob enabled(ManagedJob job) {
      JobIndexEntry here = jobs.index().find(job.job().id()).orElseThrow();
      return jobs.edit(
          here,
          edit(),
          now -> new ManagedJob(now.job().toBuilder().enabled(true).build(), now.details()));
    }

    /** Runs that came after the backup keep the numbers of the definitions that they ran. */
    private Job numbered(Job job) {
      long last = Math.max(job.version(), versions.lastDefinition(job.id()));
      return job.toBuilder().version(last).build();
    }

    private RestoredItem replaced(JobIndexEntry here) {
      ManagedJob now = jobs.load(here);
      Map<String, DocPage> pages = docs.all(here.id());
      undo.later(() -> putBack(here, now, pages));
      Map<String, DocPage> wanted = new DocStore(backup.copy().database()).all(here.id());
      files(here.key());
      setDocs(here.id(), wanted);
      ManagedJob saved = save(was, job -> jobs.edit(here, edit(), old -> inPlaceOf(old, job)));
      return done(saved, Action.REPLACED);
    }

    /** It stays where it is, and whose it is. */
    private ManagedJob inPlaceOf(ManagedJob old, ManagedJob changed) {
      Job job = changed.job().toBuilder().key(old.job().key()).version(old.job().version()).build();
      JobDetails details =
          changed
              .details()
              .withLabels(changed.details().labels().in(old.details().folderId()))
              .ownedBy(old.details().ownership().ownerId());
      return new ManagedJob(job, details);
    }

    /** It must not do the work of the one that it is a copy of a second time. */
    private RestoredItem copied() {
      UUID id = request.copyId();
      JobDetails details = placed(ownedHere(was.details()));
      String name = request.name().orElseGet(() -> freeName(details.folderId()));
      List<Trigger> triggers =
          was.job().triggers().stream()
              .map(
                  trigger ->
                      new Trigger(
                          Ids.next(),
                          trigger.schedule(),
                          trigger.bounds(),
                          trigger.firing(),
                          trigger.enabled()))
              .toList();
      Job job = was.job().toBuilder().id(id).name(name).triggers(triggers).enabled(false).build();
      undo.later(() -> takeBack(id, true));
      restoreVersions(id);
      ManagedJob saved = jobs.adopt(withoutSecrets(new ManagedJob(job, details)), name, edit());
      setDocs(id, new DocStore(backup.copy().database()).all(was.job().id()));
      files(saved.job().key());
      notes.add(message("api.backup.item.disabled"));
      return done(saved, Action.COPIED);
    }

    /** Secrets that this installation cannot open must be given again. */
    private ManagedJob save(ManagedJob job, Function<ManagedJob, ManagedJob> saving) {
      try {
        return saving.apply(job);
      } catch (SecretException e) {
        return saving.apply(withoutSecrets(job));
      }
    }

    private ManagedJob withoutSecrets(ManagedJob job) {
      TreeSet<String> lost = new TreeSet<>(job.sealedVariables());
      Task task = job.job().task();
      lost.addAll(task.arguments().secret().keySet());
      if (lost.isEmpty()) {
        return job;
      }
      notes.add(message("api.backup.item.secrets", "names", String.join(", ", lost)));
      task = task.withArguments(task.arguments().withSecrets(Map.of()));
      if (task instanceof ScriptTask script) {
        task = script.withSettings(script.settings().withSecrets(Map.of()));
      }
      JobDetails old = job.details();
      JobDetails details =
          new JobDetails(
              old.labels(), old.ownership(), old.behaviour(), job.secretVariables(), old.stamps());
      return new ManagedJob(job.job().toBuilder().task(task).build(), details);
    }

    private JobDetails ownedHere(JobDetails details) {
      Optional<UUID> owner = details.ownership().ownerId().flatMap(users::find).map(u -> u.id());
      if (details.ownership().ownerId().isPresent() && owner.isEmpty()) {
        notes.add(message("api.backup.item.ownerGone"));
      }
      return details.ownedBy(owner);
    }

    /** In its folder, which is made again if it is gone. */
    private JobDetails placed(JobDetails details) {
      List<Folder> way = new ArrayList<>();
      Optional<Folder> at = details.folderId().flatMap(stored.folders()::find);
      while (at.isPresent()) {
        way.addFirst(at.get());
        at = at.get().parentId().flatMap(stored.folders()::find);
      }
      Optional<UUID> folder = Optional.empty();
      for (Folder one : way) {
        folder = Optional.of(folderHere(one, folder));
      }
      return details.withLabels(details.labels().in(folder));
    }

    private UUID folderHere(Folder folder, Optional<UUID> parent) {
      FolderTree tree = jobs.dependencies().folders();
      Optional<Folder> known =
          tree.find(folder.id())
              .or(
                  () ->
                      tree.children(parent).stream()
                          .filter(child -> child.name().equalsIgnoreCase(folder.name()))
                          .findAny());
      if (known.isPresent()) {
        return known.get().id();
      }
      Folder made =
          new FolderService(jobs, time)
              .adopt(
                  new Folder(
                      folder.id(), parent, folder.title(), folder.createdAt(), folder.updatedAt()));
      undo.later(() -> tree.delete(List.of(made.id())));
      return made.id();
    }

    private void restoreVersions(UUID id) {
      VersionService there =
          new VersionService(backup.copy().database(), backup.copy().runs(), time);
      for (ScriptVersion head : there.list(was.job().id()).reversed()) {
        there.find(was.job().id(), head.number()).ifPresent(one -> versions.restore(id, one));
      }
    }

    private void files(String key) {
      try {
        Path from = backup.directory().resolve(directory(was.job().key()));
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
          PrivateFiles.syncTree(from);
        }
        int files = jobs.dependencies().scripts().tree().adopt(key, from);
        if (files > 0) {
          notes.add(counted("api.backup.item.files", files));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Files of the job " + key + " could not be restored", e);
      }
    }

    private void setDocs(UUID id, Map<String, DocPage> pages) {
      docs.all(id).keySet().stream()
          .filter(language -> !pages.containsKey(language))
          .forEach(language -> docs.save(id, language, "", time.nowMillis()));
      pages.forEach((language, page) -> docs.save(id, language, page.markdown(), page.updatedAt()));
    }

    private void takeBack(UUID id, boolean isNew) {
      jobs.index().find(id).ifPresent(this::takeBack);
      if (isNew) {
        versions.forget(id);
      }
    }

    /** Files that lay there before stay: none of the backup's are among them. */
    private void takeBack(JobIndexEntry job) {
      jobs.delete(job, false, request.caller())
          .kept()
          .ifPresent(files -> jobs.dependencies().scripts().trash().restore(files, job.key()));
    }

    private void putBack(JobIndexEntry here, ManagedJob before, Map<String, DocPage> pages) {
      jobs.edit(here, edit(), now -> inPlaceOf(now, before));
      setDocs(here.id(), pages);
    }

    private String freeName(Optional<UUID> folder) {
      String name = was.job().name();
      for (int number = 2; isTaken(name, folder); number++) {
        String suffix = " (" + number + ")";
        String start = was.job().name();
        name = start.substring(0, Math.min(start.length(), MOST_NAME - suffix.length())) + suffix;
      }
      return name;
    }

    private boolean isTaken(String name, Optional<UUID> folder) {
      return jobs.index()
          .all()
          .filter(job -> job.details().folderId().equals(folder))
          .anyMatch(job -> job.name().equalsIgnoreCase(name));
    }

    private Edit edit() {
      Message note = message("api.note.version.fromBackup", "time", backup.createdAt().toString());
      return Edit.by(request.caller())
          .saving(Saving.by(request.caller().userId(), Optional.of(note.text())))
          .restoring();
    }

    private RestoredItem done(ManagedJob saved, Action action) {
      return new RestoredItem(
          BackupItem.Kind.JOB, saved.job().id().toString(), saved.job().name(), action, notes);
    }
  }
}
