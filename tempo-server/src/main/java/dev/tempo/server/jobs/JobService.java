package dev.tempo.server.jobs;

import dev.tempo.ConflictException;
import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.event.Subscription;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Input;
import dev.tempo.server.jobs.JobDetails.Ownership;
import dev.tempo.server.jobs.JobDetails.Stamps;
import dev.tempo.server.users.UserNames;
import dev.tempo.store.sqlite.SqliteDatabase;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Makes, changes and deletes jobs. Thread-safe. */
public final class JobService implements AutoCloseable {
  private final Tempo tempo;
  private final DetailsStore details;
  private final JobDirectory directory;
  private final JobJson json;
  private final TimeSource time;
  private final Subscription events;

  /** Held while names are compared and taken. */
  private final ReentrantLock naming = new ReentrantLock();

  /** Over an engine, with what else there is to know of jobs in a database. */
  public JobService(Tempo tempo, SqliteDatabase database, UserNames names, TimeSource time) {
    this.tempo = tempo;
    this.time = time;
    this.details = new DetailsStore(database);
    this.directory = new JobDirectory(tempo.store().jobs(), details.all(), time);
    this.json = new JobJson(tempo.store(), names, time);
    this.events = tempo.onEvent(directory::follow);
  }

  /** Where jobs are found. */
  public JobDirectory directory() {
    return directory;
  }

  /** How jobs are shown. */
  public JobJson json() {
    return json;
  }

  /** The whole of a job that was found; empty if it was deleted meanwhile. */
  Optional<ManagedJob> find(JobEntry entry) {
    return tempo.job(entry.id()).map(job -> new ManagedJob(job, entry.details()));
  }

  /**
   * The whole of a job that was found.
   *
   * @throws ApiException 404 if it was deleted meanwhile
   */
  public ManagedJob load(JobEntry entry) {
    return find(entry).orElseThrow(() -> ApiException.notFound("job", entry.key()));
  }

  @Override
  public void close() {
    events.close();
  }

  ManagedJob create(Input input, Caller caller) {
    Instant now = time.nowMillis();
    ManagedJob read = JobReader.read(input, starter(input));
    input.required("name", input.text("name", Integer.MAX_VALUE));
    checkLevel(input, caller, read);
    input.end();
    JobDetails owned =
        new JobDetails(
            read.details().labels(),
            new Ownership(Optional.of(caller.userId()), read.details().ownership().requiredLevel()),
            read.details().behaviour(),
            read.details().secretVariables(),
            new Stamps(now, now, 1, 0));
    naming.lock();
    try {
      requireFreeName(read.job());
      String key = SafeNames.unique(read.job().name(), name -> tempo.job(name).isPresent());
      return store(read.job().toBuilder().key(key).build(), owned);
    } finally {
      naming.unlock();
    }
  }

  ManagedJob update(JobEntry entry, Input input, Caller caller) {
    ManagedJob old = load(entry);
    long version = input.whole("version", 0, Long.MAX_VALUE).or(old.version());
    ManagedJob read = JobReader.read(input, old);
    checkLevel(input, caller, read);
    input.end();
    JobAccess.requireChange(caller, entry, old, read);
    naming.lock();
    try {
      requireCurrent(entry, version);
      requireFreeName(read.job());
      boolean same = old.job().sameDefinition(read.job());
      return same && old.details().equals(read.details())
          ? old
          : store(read.job(), read.details().withStamps(stamps(old, read, same)));
    } catch (ConflictException e) {
      throw stale(new ManagedJob(e.current(), entry.details()));
    } finally {
      naming.unlock();
    }
  }

  ManagedJob setEnabled(JobEntry entry, boolean enabled, Caller caller) {
    JobAccess.requireEdit(caller, entry);
    Job saved = tempo.enable(entry.id(), enabled);
    directory.put(saved, entry.details());
    return new ManagedJob(saved, entry.details());
  }

  void delete(JobEntry entry, Caller caller) {
    JobAccess.requireEdit(caller, entry);
    if (!tempo.delete(entry.id())) {
      throw ApiException.notFound("job", entry.key());
    }
    details.delete(entry.id());
    directory.remove(entry.id());
  }

  /**
   * Definition first: it is what the version guards. Details without a definition are never shown.
   */
  private ManagedJob store(Job job, JobDetails changed) {
    directory.expect(job.id(), changed);
    try {
      Job saved = tempo.saveIfUnchanged(job);
      details.save(saved.id(), changed);
      directory.put(saved, changed);
      return new ManagedJob(saved, changed);
    } finally {
      directory.expectNoMore(job.id());
    }
  }

  private static ManagedJob starter(Input input) {
    String name = input.text("name", Integer.MAX_VALUE).value().orElse("job");
    String quoted = name.replaceAll("[^\\p{L}\\p{N} _.-]", "").strip();
    Task hello = Task.python("print(\"Hello from " + quoted + "\")\n");
    Job job =
        Job.named("new").task(hello).policy(JobReader.DEFAULT_POLICY).zone(JobReader.UTC).build();
    return new ManagedJob(job, JobDetails.none(Instant.EPOCH));
  }

  private void requireFreeName(Job job) {
    boolean taken =
        directory
            .all()
            .anyMatch(other -> !other.id().equals(job.id()) && sameName(other.name(), job.name()));
    if (taken) {
      throw ApiException.conflict("There is a job named '" + job.name() + "' in this folder");
    }
  }

  private static boolean sameName(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private static void checkLevel(Input input, Caller caller, ManagedJob job) {
    Role level = job.details().ownership().requiredLevel();
    if (!caller.has(level)) {
      input.violation("requiredLevel", "must be at most your own role, " + caller.role().label());
    }
  }

  private void requireCurrent(JobEntry entry, long version) {
    ManagedJob current =
        load(
            directory
                .find(entry.id())
                .orElseThrow(() -> ApiException.notFound("job", entry.key())));
    if (current.version() != version) {
      throw stale(current);
    }
  }

  private Stamps stamps(ManagedJob old, ManagedJob changed, boolean sameDefinition) {
    Stamps before = old.details().stamps();
    boolean sameScript =
        TaskKind.content(old.job().task()).equals(TaskKind.content(changed.job().task()));
    return new Stamps(
        before.createdAt(),
        time.nowMillis(),
        sameScript ? before.scriptVersion() : before.scriptVersion() + 1,
        sameDefinition ? before.revision() + 1 : before.revision());
  }

  private ApiException stale(ManagedJob current) {
    return ApiException.conflict(
            "'%s' was changed meanwhile, to version %d; read it again"
                .formatted(current.job().name(), current.version()))
        .with("current", json.write(current, Locale.ENGLISH));
  }
}
