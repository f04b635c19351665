package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.ConflictException;
import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.jobs.JobDetails.Timestamps;
import dev.tempo.server.jobs.ScriptValidator.Mistake;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.message.Translation;
import dev.tempo.server.scripts.Discarded;
import dev.tempo.server.scripts.JobFiles;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Database;
import dev.tempo.task.PythonTask;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes, changes and deletes jobs. Thread-safe. */
public final class JobService implements AutoCloseable {

  private final Tempo tempo;
  private final JobDependencies dependencies;
  private final DetailsStore details;
  private final JobIndex directory;
  private final JobKeys keys;
  private final JobQueries views;
  private final JobRowsStore rows;
  private final JobKeeper keeper;
  private final RecentDeletions deletions;
  private final TimeSource time;
  private final Optional<DefinitionReader> definitions;

  /** Over an engine, with what else there is to know of jobs in a database. */
  public JobService(Tempo tempo, Database database, JobDependencies surroundings, TimeSource time) {
    this.tempo = tempo;
    this.dependencies = surroundings;
    this.time = time;
    this.details = new DetailsStore(database);
    this.directory = new JobIndex(tempo.store().jobs(), details, time);
    this.keys = new JobKeys(directory, surroundings.folders());
    this.views = new JobQueries(tempo, directory, surroundings, time);
    this.rows = new JobRowsStore(database);
    this.keeper =
        new JobKeeper(tempo, surroundings, details, new JobKeeper.Reading(directory, views, time));
    this.deletions = new RecentDeletions(time);
    this.definitions =
        StartupRepair.run(this, directory)
            ? Optional.empty()
            : Optional.of(
                DefinitionReader.start(
                    tempo.store().jobs(), directory, surroundings.scripts().environments()));
  }

  /** Registers what is kept in memory of jobs and of how their runs went. */
  public void register(Caches caches) {
    caches.register(directory);
    views.register(caches);
  }

  /** Where jobs are found. */
  public JobIndex index() {
    return directory;
  }

  /** How jobs are shown. */
  public JobQueries views() {
    return views;
  }

  /** The jobs of scripts that were discovered. */
  public DiscoveredJobs discovered() {
    return new DiscoveredJobs(this, keeper, time);
  }

  /** What was deleted of late. */
  public RecentDeletions deletions() {
    return deletions;
  }

  /** What jobs need of other parts. */
  public JobDependencies dependencies() {
    return dependencies;
  }

  /**
   * The whole of a job that was found.
   *
   * @throws ApiException 404 if it was deleted meanwhile
   */
  public ManagedJob load(JobIndexEntry entry) {
    return views.find(entry).orElseThrow(() -> gone(entry));
  }

  @Override
  public void close() {
    definitions.ifPresent(DefinitionReader::close);
    views.close();
  }

  /**
   * A change of a job.
   *
   * @param caller who makes it
   * @param version the version that it is meant for; empty for any
   * @param saving how it came about
   * @param scriptField what the script is called where mistakes in it are told
   * @param restores whether it makes a job what it was
   */
  public record Edit(
      Caller caller, Optional<Long> version, Saving saving, String scriptField, boolean restores) {

    /** A change by a caller of a job as it is. */
    public static Edit by(Caller caller) {
      Saving saving = Saving.by(caller.userId(), Optional.empty());
      return new Edit(caller, Optional.empty(), saving, "task.content", false);
    }

    /** Returns a copy for one version only. */
    public Edit of(Optional<Long> requested) {
      return new Edit(caller, requested, saving, scriptField, restores);
    }

    /** Returns a copy that came about in another way. */
    public Edit saving(Saving saving) {
      return new Edit(caller, version, saving, scriptField, restores);
    }

    /** Returns a copy that makes a job what it was, though what it follows may not be here yet. */
    public Edit restoring() {
      return new Edit(caller, version, saving, scriptField, true);
    }
  }

  ManagedJob create(JsonInput input, Edit edit, Translation language) {
    NewJobFactory starters = new NewJobFactory(dependencies, language);
    ManagedJob read = JobReader.read(input, starters.of(input), dependencies);
    input.required("name", input.text("name", Integer.MAX_VALUE));
    checkLevel(input, edit.caller(), read);
    input.end();
    return add(read, edit);
  }

  /**
   * Stores a new job as the caller's, under a safe name made of its name.
   *
   * @throws ApiException 409 if its name is taken, 422 if its script must not run
   */
  public ManagedJob add(ManagedJob job, Edit edit) {
    return dependencies
        .folders()
        .exclusively(
            () -> {
              ManagedJob named = keys.named(job);
              checkScript(Optional.empty(), named, edit);
              Instant now = time.nowMillis();
              JobDetails owned = named.details().ownedBy(Optional.of(edit.caller().userId()));
              return store(
                  named.job(), owned.withStamps(new Timestamps(now, now, 1, 0)), edit.saving());
            });
  }

  /**
   * Stores a job that was elsewhere, with its stamps, under the safe name that it had, if that is
   * free.
   */
  public ManagedJob adopt(ManagedJob job, String safeName, Edit edit) {
    return dependencies
        .folders()
        .exclusively(
            () -> {
              ManagedJob named = keys.adopted(job, safeName);
              checkScript(Optional.empty(), named, edit);
              return store(named.job(), named.details(), edit.saving());
            });
  }

  /**
   * Reads a job that was elsewhere.
   *
   * @param input the job as {@link JobJson#portable} wrote it
   * @param current what holds where it says nothing; empty for the defaults
   */
  public ManagedJob read(JsonInput input, Optional<ManagedJob> current, Caller caller) {
    ManagedJob base =
        current.orElseGet(() -> new NewJobFactory(dependencies, Translation.ENGLISH).of(input));
    ManagedJob read = JobReader.read(input, base, dependencies);
    checkLevel(input, caller, read);
    return read;
  }

  ManagedJob update(JobIndexEntry entry, JsonInput input, Edit edit) {
    Optional<Long> version = input.whole("version", 0, Long.MAX_VALUE).value();
    return edit(
        entry,
        edit.of(version),
        old -> {
          ManagedJob read = JobReader.read(input, old, dependencies);
          checkLevel(input, edit.caller(), read);
          input.end();
          return read;
        });
  }

  /**
   * Changes what describes a job: names, description, tags, level, parameters and page.
   *
   * @param input the fields; those that are absent stay as they are
   * @throws ApiException as {@link #edit}, and 422 with what is wrong
   */
  public ManagedJob describe(JobIndexEntry entry, JsonInput input, Edit edit) {
    Optional<Long> version = input.whole("version", 0, Long.MAX_VALUE).value();
    return edit(
        entry,
        edit.of(version),
        old -> {
          JobDetails described = DetailsJson.describe(input, old.details());
          ManagedJob read = JobReader.described(old, described);
          checkLevel(input, edit.caller(), read);
          input.end();
          return read;
        });
  }

  /**
   * Changes a job. The change is made of the job as it is, while nobody else changes it.
   *
   * @throws ApiException 403 if the caller may not, 404 if it is gone, 409 if it is not at the
   *     version that is meant or its name is taken, 422 if its script must not run
   */
  public ManagedJob edit(JobIndexEntry entry, Edit edit, UnaryOperator<ManagedJob> change) {
    return dependencies.folders().exclusively(() -> editLocked(entry, edit, change));
  }

  /**
   * Changes a job as a program does, which is not asked whether it may.
   *
   * @throws ApiException 404 if it is gone, 409 if somebody else has changed it at the same time
   */
  public ManagedJob amend(JobIndexEntry entry, UnaryOperator<ManagedJob> change) {
    return dependencies
        .folders()
        .exclusively(
            () -> {
              ManagedJob old = load(entry);
              ManagedJob wanted = change.apply(old);
              if (old.job().sameDefinition(wanted.job())) {
                return old;
              }
              ManagedJob stored =
                  store(wanted.job(), keeper.stamped(old, wanted, false), Saving.BY_PROGRAM);
              dependencies.discovered().changed(Optional.empty(), old, stored);
              return stored;
            });
  }

  ManagedJob setEnabled(JobIndexEntry entry, boolean enabled, Caller caller) {
    JobAccess.requireEdit(caller, entry);
    return edit(
        entry,
        Edit.by(caller),
        old -> new ManagedJob(old.job().toBuilder().enabled(enabled).build(), old.details()));
  }

  /**
   * What became of a job's directory.
   *
   * @param files what was there beside what Tempo wrote itself
   * @param kept where it is now; empty if it is gone
   * @param gone the job as it was; empty if it could not be read
   */
  public record Deletion(
      JobFiles files, Optional<Discarded> kept, Optional<RecentDeletions.Gone> gone) {}

  /** How many accounts have a job among their favourites. */
  public long favorites(JobIndexEntry entry) {
    return rows.read(entry.id()).stream().filter(row -> row.table().equals("favorite")).count();
  }

  /** What is in a job's directory beside what Tempo wrote itself. */
  public JobFiles files(JobIndexEntry entry) {
    return dependencies.scripts().trash().files(entry.key());
  }

  /**
   * Deletes a job; its runs stay. Its directory goes, too; if there is more in it than Tempo wrote,
   * it goes into the trash.
   *
   * @param forGood whether nothing goes into the trash
   * @throws ApiException 403 if the caller may not, 404 if it is gone
   */
  public Deletion delete(JobIndexEntry entry, boolean forGood, Caller caller) {
    JobAccess.requireEdit(caller, entry);
    dependencies.discovered().requireDelete(entry);
    return dependencies
        .folders()
        .exclusively(
            () -> {
              Optional<ManagedJob> was = views.find(entry);
              List<JobRowsStore.StoredRow> kept = rows.read(entry.id());
              if (!tempo.delete(entry.id())) {
                throw gone(entry);
              }
              details.delete(entry.id());
              directory.remove(entry.id());
              views.forget(entry.id());
              Deletion done = removeFiles(entry, forGood, caller);
              return new Deletion(
                  done.files(),
                  done.kept(),
                  was.map(job -> new RecentDeletions.Gone(job, kept, done.kept())));
            });
  }

  /**
   * Lets a job pass that can be at its old place again.
   *
   * @throws ApiException 409 if its place is taken, or its folder gone
   */
  public void requirePlace(ManagedJob was) {
    keys.requirePlace(was);
  }

  /**
   * Stores a job again that was deleted, as it was, with what other tables kept of it.
   *
   * @throws ApiException 409 if its place is taken, or its folder gone
   */
  public ManagedJob restore(RecentDeletions.Gone gone) {
    return dependencies
        .folders()
        .exclusively(
            () -> {
              ManagedJob was = gone.job();
              keys.requirePlace(was);
              ManagedJob stored = store(was.job(), was.details(), Saving.BY_PROGRAM);
              rows.write(gone.rows());
              dependencies.discovered().restored(stored.job().id());
              return stored;
            });
  }

  /**
   * Stores what other tables kept of a job that is here again; rows that are there stay, and those
   * of accounts that are gone are left out.
   */
  public void restoreRows(RecentDeletions.Gone gone) {
    rows.write(gone.rows());
  }

  /** Gives a job the key that it must have where its folder is now. */
  public void follow(JobIndexEntry entry) {
    String key = keys.inPlace(entry);
    if (entry.details().folderId().isEmpty() || entry.key().equals(key)) {
      return;
    }
    Job moved = load(entry).job().toBuilder().key(key).build();
    store(moved, entry.details(), Saving.BY_PROGRAM);
  }

  /**
   * Tells the history of jobs that a program has saved. What is new of them is written at once:
   * each write waits for the disk.
   */
  void recordScripts(List<Job> jobs) {
    dependencies
        .folders()
        .whileNamesStand(() -> dependencies.scripts().history().savedAll(jobs, Saving.BY_PROGRAM));
  }

  /** True if something in a folder has this safe name. */
  public boolean isTaken(String safeName, Optional<java.util.UUID> folderId) {
    return keys.isTaken(safeName, folderId, new java.util.UUID(0, 0));
  }

  private ManagedJob editLocked(JobIndexEntry entry, Edit edit, UnaryOperator<ManagedJob> change) {
    JobIndexEntry current = directory.find(entry.id()).orElseThrow(() -> gone(entry));
    ManagedJob old = load(current);
    requireVersion(old, edit.version(), edit.caller());
    ManagedJob wanted = change.apply(old);
    ManagedJob placed = keys.placed(old, wanted);
    JobAccess.requireChange(edit.caller(), current, old, placed);
    dependencies.discovered().requireChange(old, placed);
    checkScript(Optional.of(old), placed, edit);
    boolean same = old.job().sameDefinition(placed.job());
    if (same && old.details().equals(placed.details())) {
      return old;
    }
    try {
      ManagedJob stored = store(placed.job(), keeper.stamped(old, placed, same), edit.saving());
      dependencies.discovered().changed(Optional.of(edit.caller()), old, stored);
      return stored;
    } catch (ConflictException e) {
      throw stale(new ManagedJob(e.current(), old.details()), edit.caller());
    }
  }

  private ManagedJob store(Job job, JobDetails details, Saving saving) {
    return keeper.store(job, details, saving);
  }

  private Deletion removeFiles(JobIndexEntry entry, boolean forGood, Caller caller) {
    String within = entry.key() + ":";
    boolean shared = directory.all().anyMatch(other -> other.key().startsWith(within));
    if (shared || dependencies.folders().at(entry.key()).isPresent()) {
      return new Deletion(JobFiles.NONE, Optional.empty(), Optional.empty());
    }
    JobFiles files = files(entry);
    if (forGood || files.isEmpty()) {
      dependencies.scripts().tree().delete(entry.key());
      return new Deletion(files, Optional.empty(), Optional.empty());
    }
    JobDetails known = entry.details();
    Discarded.Title title =
        new Discarded.Title(entry.name(), dependencies.folders().names(known.folderId()));
    Discarded.JobName name =
        new Discarded.JobName(entry.id(), entry.key(), title, known.ownership().ownerId());
    Optional<Discarded> kept = dependencies.scripts().trash().discard(name, caller.username());
    return new Deletion(files, kept, Optional.empty());
  }

  private void checkScript(Optional<ManagedJob> old, ManagedJob updated, Edit edit) {
    Job job = updated.job();
    FollowedJobs.check(directory, old, updated, edit);
    UnattendedRuns.check(old, updated);
    List<Mistake> mistakes = mistakes(old, job);
    if (!job.enabled() || mistakes.isEmpty()) {
      return;
    }
    throw ApiException.invalid(
        mistakes.stream()
            .map(
                mistake ->
                    Violation.at(
                        edit.scriptField(),
                        message("api.job.mistakes", "mistake", mistake.message()),
                        mistake.position(),
                        new Violation.Place(mistake.line(), mistake.column())))
            .toList());
  }

  /** Of a draft, too: what was found is then known when its warnings are asked for. */
  private List<Mistake> mistakes(Optional<ManagedJob> old, Job job) {
    boolean known =
        old.map(ManagedJob::job)
            .filter(before -> before.enabled() && before.task().equals(job.task()))
            .isPresent();
    boolean ours =
        job.task() instanceof PythonTask python && NewJobFactory.isFirstScript(python.content());
    return known || ours ? List.of() : dependencies.scripts().check().mistakes(job.task());
  }

  private static void checkLevel(JsonInput input, Caller caller, ManagedJob job) {
    Role level = job.details().ownership().requiredLevel();
    if (!caller.has(level)) {
      input.violation(
          "requiredLevel", message("api.role.atMostYours", "role", caller.role().title()));
    }
  }

  /**
   * Lets a change pass that is meant for a job as it is.
   *
   * @param version that it is meant for; empty for any
   * @throws ApiException 409 if it is another one
   */
  public void requireVersion(ManagedJob job, Optional<Long> version, Caller caller) {
    if (version.filter(meant -> meant != job.version()).isPresent()) {
      throw stale(job, caller);
    }
  }

  private ApiException stale(ManagedJob current, Caller caller) {
    return ApiException.conflict(
            message("api.job.stale", "job", current.job().name(), "version", current.version()))
        .with(
            "current",
            language ->
                Json.node(views.json().write(current, new JobJson.Reader(caller, language))));
  }

  private static ApiException gone(JobIndexEntry entry) {
    return ApiException.notFound("job", entry.key());
  }
}
