package dev.tempo.server.versions;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.python.PythonSource;
import dev.tempo.server.jobs.VersionRecorder;
import dev.tempo.server.versions.ScriptVersion.Origin;
import dev.tempo.server.versions.ScriptVersion.Script;
import dev.tempo.server.versions.ScriptVersion.Span;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ScriptText;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps what scripts said: a version for each saved content, the newest {@value #KEPT_CONTENTS} of
 * a job with the text, the newest {@value #KEPT_NUMBERS} with number and digest.
 *
 * <p>A run knows the version of the definition that it runs, which the engine counts at each save.
 * A version of the script knows the first version of the definition that had it; so each run leads
 * to the text that it ran.
 *
 * <p>What an editor saves unasked within one sitting is one version, whose text changes: as long as
 * the same account goes on within {@link #SITTING}, and no run has started with what would be
 * written over. Whether one has is asked after the new content is in force, so that none can start
 * any more.
 *
 * <p>Thread-safe; saves of one job must come one after another.
 */
public final class VersionService implements VersionRecorder {
  /** How many versions of a job keep their text. */
  public static final int KEPT_CONTENTS = 100;

  /** How many versions of a job are kept in all, so that runs can tell theirs. */
  public static final int KEPT_NUMBERS = 2_000;

  private static final Duration SITTING = Duration.ofMinutes(10);
  private static final int RUNS_LOOKED_AT = 100;

  private static final int KNOWN_RAN = 10_000;

  private final ReentrantLock saves = new ReentrantLock();
  private final Map<Definition, ExecutedVersion> ran = BoundedMap.byAccess(KNOWN_RAN);

  /** The newest definition of jobs of which this process has recorded the version; guarded. */
  private final Map<UUID, Long> recorded = BoundedMap.byAccess(KNOWN_RAN);

  private final VersionStore store;
  private final RunStore runs;
  private final TimeSource time;

  /** Over a database and the runs in it. */
  public VersionService(Database database, RunStore runs, TimeSource time) {
    this.store = new VersionStore(database);
    this.runs = runs;
    this.time = time;
    store.pruneGone();
  }

  @Override
  public List<Long> savedAll(List<Job> jobs, Saving saving) {
    saves.lock();
    try {
      Map<UUID, ScriptVersion> newest = store.newest(jobs.stream().map(Job::id).toList());
      List<Save> all =
          jobs.stream()
              .map(job -> save(job, Optional.ofNullable(newest.get(job.id())), saving))
              .toList();
      store.write(all.stream().flatMap(save -> save.write().stream()).toList());
      jobs.forEach(job -> recorded.merge(job.id(), job.version(), Math::max));
      return all.stream().map(Save::number).toList();
    } finally {
      saves.unlock();
    }
  }

  @Override
  public Set<UUID> unrecorded() {
    return store.unrecorded();
  }

  @Override
  public void followed(Job job) {
    saves.lock();
    try {
      if (recorded.getOrDefault(job.id(), 0L) < job.version()) {
        saved(job, Saving.BY_PROGRAM);
      }
    } finally {
      saves.unlock();
    }
  }

  @Override
  public void deleted(UUID jobId) {
    saves.lock();
    try {
      recorded.remove(jobId);
    } finally {
      saves.unlock();
    }
  }

  /**
   * What becomes of a save.
   *
   * @param number of the version that the script is then
   * @param write what is to be stored; empty for nothing
   */
  private record Save(long number, Optional<VersionStore.Write> write) {
    static Save nothing(long number) {
      return new Save(number, Optional.empty());
    }
  }

  private Save save(Job job, Optional<ScriptVersion> newest, Saving saving) {
    Optional<ScriptText> text = ScriptText.of(job.task());
    if (text.isEmpty()) {
      return Save.nothing(1);
    }
    if (newest.isPresent() && job.version() <= newest.get().span().lastDefinition()) {
      return Save.nothing(newest.get().number()); // news of a save before the newest
    }
    Script script = script(text.get(), digest(job, text.get()));
    if (newest.isPresent() && isSame(newest.get().script(), script)) {
      long number = newest.get().number();
      return new Save(
          number, Optional.of(new VersionStore.Write.Holds(job.id(), number, job.version())));
    }
    Instant now = time.nowMillis();
    Span span = new Span(now, now, job.version(), job.version());
    Origin origin =
        new Origin(saving.author().map(UUID::toString), saving.message(), saving.automatic());
    long number = newest.map(ScriptVersion::number).orElse(0L) + 1;
    ScriptVersion version =
        newest
            .filter(last -> isOneSitting(last, origin, now) && !hasRun(job, last))
            .map(last -> continued(last, script, span))
            .orElseGet(() -> new ScriptVersion(number, script, origin, span));
    return new Save(
        version.number(),
        Optional.of(new VersionStore.Write.Says(job.id(), version, text.get().content())));
  }

  /**
   * Which version of a script a run runs or ran.
   *
   * @param number the version's
   * @param sha256 of its text
   */
  public record ExecutedVersion(long number, String sha256) {}

  /**
   * The version of its script that a run runs or ran, also when the job is gone; empty if it has no
   * script. Asked for each run of a list; so what can change no more is kept in memory.
   */
  public Optional<ExecutedVersion> of(Run run) {
    Definition definition =
        new Definition(run.jobId(), run.job().version(), run.job().scriptSha256());
    ExecutedVersion known;
    synchronized (ran) {
      known = ran.get(definition);
    }
    if (known != null) {
      return Optional.of(known);
    }
    Optional<ExecutedVersion> read =
        version(definition)
            .map(version -> new ExecutedVersion(version.number(), version.script().sha256()));
    if (run.startedAt().isPresent() && read.isPresent()) {
      synchronized (ran) {
        ran.put(definition, read.get());
      }
    }
    return read;
  }

  /**
   * A definition, and what the file said that it had executed where it lies.
   *
   * @param file its digest; empty if the definition says what is executed
   */
  private record Definition(UUID jobId, long version, Optional<String> file) {}

  private Optional<ScriptVersion> version(Definition definition) {
    return definition.file().isPresent()
        ? store.ofDigest(definition.jobId(), definition.file().get())
        : store.ofDefinition(definition.jobId(), definition.version());
  }

  /**
   * A run has read its script where it lies. If that says what no version says, it is a version: it
   * was changed a moment ago, and nobody has looked at it since.
   */
  void read(Run run, ScriptText text) {
    String sha256 = run.job().scriptSha256().orElseThrow();
    saves.lock();
    try {
      if (store.ofDigest(run.jobId(), sha256).isEmpty()) {
        long definition = run.job().version();
        Optional<ScriptVersion> newest = store.newest(run.jobId());
        long number = newest.map(ScriptVersion::number).orElse(0L) + 1;
        Instant now = time.nowMillis();
        Script script = script(text, sha256);
        Origin origin = new Origin(Optional.empty(), Optional.empty(), true);
        Span span = new Span(now, now, definition, definition);
        ScriptVersion version = new ScriptVersion(number, script, origin, span);
        store.write(List.of(new VersionStore.Write.Says(run.jobId(), version, text.content())));
      }
    } finally {
      saves.unlock();
    }
  }

  VersionStore store() {
    return store;
  }

  /** Puts a version of an imported job in its place. */
  public void restore(UUID jobId, ScriptVersion version) {
    String content = version.script().content().orElseThrow();
    store.write(List.of(new VersionStore.Write.Says(jobId, version, content)));
  }

  /** The last version of the definition that is known to have had a script; 0 if none is. */
  public long lastDefinition(UUID jobId) {
    return store.newest(jobId).map(version -> version.span().lastDefinition()).orElse(0L);
  }

  /** Forgets all versions of a job whose import is taken back. */
  public void forget(UUID jobId) {
    store.prune(jobId, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** A version with its text. */
  public Optional<ScriptVersion> find(UUID jobId, long number) {
    return store.find(jobId, number);
  }

  /** All versions whose text is kept, the newest first, without it. */
  public List<ScriptVersion> list(UUID jobId) {
    return store.list(jobId, Long.MAX_VALUE, KEPT_CONTENTS);
  }

  /** What a comparison takes until it is written; to be expected before it is its turn. */
  public static final long COMPARING_BYTES = LineDiff.BYTES;

  /**
   * Does what compares versions when it is its turn: few may at a time. Versions are to be read,
   * and the answer to be written, within.
   *
   * @throws dev.tempo.server.http.problem.ApiException 503 if others compare for a long while
   */
  public static <T> T comparing(Supplier<T> work) {
    return LineDiff.inTurn(work);
  }

  /** What changed between two texts, as the API shows it; in its turn. */
  public static Difference difference(String from, String to) {
    return LineDiff.compared(from, to);
  }

  /** The SHA-256 of a text as UTF-8, in hexadecimal digits. */
  public static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  private static boolean isSame(Script one, Script other) {
    return one.sha256().equals(other.sha256()) && one.kind().equals(other.kind());
  }

  private static boolean isOneSitting(ScriptVersion last, Origin origin, Instant now) {
    return origin.automatic()
        && last.origin().automatic()
        && last.origin().author().equals(origin.author())
        && !now.isAfter(last.span().updatedAt().plus(SITTING));
  }

  /** True if a run has started with this version, or it is not certain that none has. */
  private boolean hasRun(Job job, ScriptVersion version) {
    List<Run> newest =
        runs.list(RunQuery.ALL.withJob(job.id()).withSavedOnly().withLimit(RUNS_LOOKED_AT)).runs();
    long first = version.span().firstDefinition();
    boolean reached = newest.stream().anyMatch(run -> run.job().version() < first);
    boolean used =
        newest.stream()
            .anyMatch(run -> run.startedAt().isPresent() && isWithin(run, first, job.version()));
    return used || newest.size() == RUNS_LOOKED_AT && !reached;
  }

  private static boolean isWithin(Run run, long from, long before) {
    return run.job().version() >= from && run.job().version() < before;
  }

  private static ScriptVersion continued(ScriptVersion last, Script script, Span now) {
    Span span =
        new Span(
            last.span().createdAt(),
            now.updatedAt(),
            last.span().firstDefinition(),
            now.lastDefinition());
    return new ScriptVersion(last.number(), script, last.origin(), span);
  }

  private static Script script(ScriptText text, String sha256) {
    String kind = text.language().name().toLowerCase(Locale.ROOT);
    long size = text.content().getBytes(StandardCharsets.UTF_8).length;
    return new Script(kind, sha256, size, Optional.of(text.content()));
  }

  /** Of the text; of one that lies in a file, as the bytes of that file. */
  private static String digest(Job job, ScriptText text) {
    boolean lies =
        job.task() instanceof ScriptTask script && script.place() instanceof ScriptPlace.InPlace;
    return lies && text.language() == ScriptText.Language.PYTHON
        ? PythonSource.sha256(text.content())
        : text.sha256();
  }
}
