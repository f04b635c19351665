package dev.tempo;

import dev.tempo.engine.Engine;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.host.HostMetrics;
import dev.tempo.host.HostSampler;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.message.InvalidValueException;
import dev.tempo.process.ResourceSample;
import dev.tempo.python.PythonService;
import dev.tempo.script.ScriptHost;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A job scheduler inside a Java program: it keeps jobs, runs them when their triggers are due or
 * when it is asked to, and keeps what became of them.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="tempo"}
 *
 * <p>Many may live in one JVM; they share nothing. What a method returns is durable in the store.
 * Every method throws {@link StoreException} if the store does not work, and {@link
 * IllegalStateException} before {@link #start} and after {@link #close}.
 *
 * <p>Thread-safe.
 */
public final class Tempo implements AutoCloseable {
  private final Engine engine;
  private final Store store;
  private final ScriptHost scripts;
  private final HostSampler host;

  Tempo(Engine engine, Store store, ScriptHost scripts, HostSampler host) {
    this.engine = engine;
    this.store = store;
    this.scripts = scripts;
    this.host = host;
  }

  /** Returns a new builder. */
  public static TempoBuilder builder() {
    return new TempoBuilder();
  }

  /**
   * Takes up what an earlier Tempo on the same store left, and begins to fire triggers.
   *
   * @return this
   * @throws IllegalStateException if it was started before
   */
  public Tempo start() {
    engine.start();
    return this;
  }

  /**
   * Starts, as {@link #start} does, on a store that is a restored copy of another. What had not
   * ended when the copy was made is {@link RunStatus#LOST}, nothing is adopted or run again, and
   * occurrences that fell between the copy and now are entered in the ledger without running. To be
   * called for the first start on such a store, and again if that did not succeed.
   *
   * @return this
   * @throws IllegalStateException if it was started before
   */
  public Tempo startAfterRestore() {
    engine.startAfterRestore();
    return this;
  }

  /**
   * Saves a job: a new one, a changed one, or, if it was never saved, the one that has its key.
   * Triggers whose timing did not change keep their next time; nothing is written if nothing
   * changed. Secret variables are encrypted.
   *
   * @return the job as it is stored
   * @throws ConflictException if its key belongs to another job
   * @throws dev.tempo.secret.SecretException if it has encrypted secrets of another job, or the key
   *     cannot be used
   */
  public Job save(Job job) {
    return engine.save(Objects.requireNonNull(job, "job"), false);
  }

  /**
   * Saves a job if nobody else has saved it since it was read; a new one if its key is free.
   *
   * @return the job as it is stored
   * @throws ConflictException if its version is not the stored one, or its key is taken
   */
  public Job saveIfUnchanged(Job job) {
    return engine.save(Objects.requireNonNull(job, "job"), true);
  }

  /**
   * Enables or disables a job: a disabled one runs neither by its triggers nor by hand. Occurrences
   * missed while it is disabled are not made up.
   *
   * @return the job as it is stored
   * @throws NotFoundException if there is none of this id
   */
  public Job setEnabled(UUID jobId, boolean enabled) {
    return engine.setEnabled(Objects.requireNonNull(jobId, "jobId"), enabled);
  }

  /**
   * Deletes a job with its triggers and its environment, cancels its queued runs and stops its
   * running ones. Its runs and their logs stay.
   *
   * @return false if there was none
   */
  public boolean delete(UUID jobId) {
    return engine.delete(Objects.requireNonNull(jobId, "jobId"));
  }

  /** The job of this id. */
  public Optional<Job> findJob(UUID jobId) {
    return store.jobs().find(Objects.requireNonNull(jobId, "jobId"));
  }

  /** The job of this key, which is its name unless told otherwise. */
  public Optional<Job> findJobByKey(String key) {
    return store.jobs().findByKey(Objects.requireNonNull(key, "key"));
  }

  /**
   * Runs a job now, or as soon as its queue and its overlap policy let it.
   *
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled
   */
  public RunHandle run(UUID jobId) {
    return run(Objects.requireNonNull(jobId, "jobId"), RunOptions.DEFAULT);
  }

  /**
   * Runs a job now, with parameters of its own; see {@link #run(UUID)}.
   *
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled, unless a text is tried out
   * @throws IllegalArgumentException if a text is to be tried out, and the job has no script
   */
  public RunHandle run(UUID jobId, RunOptions options) {
    return handle(
        engine.run(
            Objects.requireNonNull(jobId, "jobId"), Objects.requireNonNull(options, "options")));
  }

  /**
   * Asks for a run without waiting until it is durable; see {@link #run(UUID)}. Failures come
   * through the future.
   */
  public CompletableFuture<RunHandle> runAsync(UUID jobId, RunOptions options) {
    return engine
        .runAsync(
            Objects.requireNonNull(jobId, "jobId"), Objects.requireNonNull(options, "options"))
        .thenApply(this::handle);
  }

  /**
   * Waits for the end of a run that may have been asked for elsewhere; see {@link RunHandle#await}.
   *
   * @throws NotFoundException if there is none of this id
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   * @throws IllegalStateException if the run has not ended within this time; it is not touched
   */
  public Run awaitRun(UUID runId, Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    TimeBounds.span("await", timeout);
    Run run = findRun(runId).orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(runId)));
    return handle(run).await(timeout);
  }

  /** The run of this id. */
  public Optional<Run> findRun(UUID runId) {
    return store.runs().find(Objects.requireNonNull(runId, "runId"));
  }

  /**
   * Withdraws a queued run, or asks a running one to end and forces it after its grace. Returns
   * before it has ended.
   *
   * @return false if it has ended, is already being ended, or does not exist
   */
  public boolean cancel(UUID runId) {
    return cancel(Objects.requireNonNull(runId, "runId"), "the program");
  }

  /** Cancels a run and says by whom; see {@link #cancel(UUID)}. */
  public boolean cancel(UUID runId, String requestedBy) {
    return engine.cancel(
        Objects.requireNonNull(runId, "runId"), Objects.requireNonNull(requestedBy, "requestedBy"));
  }

  /**
   * Says why a job did or did not run at an instant, from the record of what was decided.
   *
   * @param at exactly the instant that the schedule names, without jitter
   * @return one explanation for each trigger of the job
   * @throws NotFoundException if there is no job of this id
   * @throws IllegalArgumentException if the instant is not in the years 1970 to 9999
   */
  public List<Explanation> explain(UUID jobId, Instant at) {
    TimeBounds.instant("at", at);
    Job job = findJob(jobId).orElseThrow(() -> new NotFoundException(JobMessages.NO_JOB.of(jobId)));
    return engine.explainer().explain(job, at);
  }

  /**
   * Why a queued run does not start though it could: its environment is being built. It takes no
   * place in its queue meanwhile. Empty for all others, also for those that wait for their turn.
   */
  public Optional<String> blockedReason(UUID runId) {
    return engine.blockedReason(Objects.requireNonNull(runId, "runId"));
  }

  /** What scripts find where they run: variables, and an account if it is not this process's. */
  public ScriptHost scriptHost() {
    return scripts;
  }

  /** Sets which arguments and variables scripts and commands get besides their job's. */
  public void runSurroundings(RunSurroundings source) {
    engine.runSurroundings(source);
  }

  /** Sets under which label each run is filed that a trigger starts; otherwise under none. */
  public void runLabels(RunLabels source) {
    engine.runLabels(source);
  }

  /** The interpreters of this machine, the environments of jobs, and checks of scripts. */
  public PythonService python() {
    return engine.python();
  }

  /**
   * The lines that a run has logged so far, the first one first. Read page by page as the stream is
   * consumed.
   */
  public Stream<LogLine> logLines(UUID runId) {
    return StreamSupport.stream(lines(Objects.requireNonNull(runId, "runId")).spliterator(), false);
  }

  /**
   * Reads a run's lines as they come, until it ends.
   *
   * @param afterLine the number of the last line that is already known; 0 for none
   * @throws IllegalArgumentException if the number is negative
   */
  public LogReader followLog(UUID runId, long afterLine) {
    return engine.read(Objects.requireNonNull(runId, "runId"), afterLine);
  }

  /**
   * Calls a listener with everything that happens from now on, in order, on a virtual thread of its
   * own. A listener that falls thousands of events behind is dropped, and the log says so.
   */
  public Subscription onEvent(Consumer<? super Event> listener) {
    return engine.events().subscribe(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * What a script's process tree used, sampled every two seconds while it ran or runs, in the order
   * of time. Java handlers have no samples.
   *
   * @param from the earliest time wanted; {@link Instant#EPOCH} for all
   * @param limit how many at most, at least 1
   * @throws IllegalArgumentException if the limit is less than 1
   * @throws NullPointerException if the id or the time is null
   */
  public List<ResourceSample> resourceSamples(UUID runId, Instant from, int limit) {
    return engine.resourceSamples(
        Objects.requireNonNull(runId, "runId"),
        TimeBounds.nearest(Objects.requireNonNull(from, "from")),
        (int) atLeastOne(limit));
  }

  private static long atLeastOne(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but got " + limit);
    }
    return limit;
  }

  /**
   * Returns statistics of a job's runs during the given time span up to now: by the hour up to 7
   * days, by the day (in UTC) beyond; at most 36,525 days. Hours and days without runs are left
   * out. What ended within the last minute may not be in it yet.
   */
  public List<MetricBucket> runStatistics(UUID jobId, Duration span) {
    return engine.runStatistics(Objects.requireNonNull(jobId, "jobId"), span);
  }

  /**
   * Deletes runs that the policy does not keep, with their logs and samples, and gives the space
   * back. Works in short steps, so that everything goes on meanwhile; returns when it is done. What
   * the runs came to stays in {@link #runStatistics}: hours for 35 days, days for 400.
   *
   * @throws StoreException if the store fails; what was deleted until then is gone
   */
  public RetentionReport purgeRuns(RetentionPolicy policy) {
    return engine.purgeRuns(Objects.requireNonNull(policy, "policy"));
  }

  /**
   * Deletes what need not be kept of some runs, as {@link #purgeRuns(RetentionPolicy)} does of all.
   *
   * @param policy age and count limits; the count applies to the runs selected by {@code among},
   *     not to all runs of the job
   * @param among selects the runs; its page limit is ignored
   * @param limit maximum number of runs to delete, at least 1
   * @throws IllegalArgumentException if the limit is less than 1
   * @throws NullPointerException if the policy or the query is null
   * @throws StoreException if the store fails; what was deleted until then is gone
   */
  public RetentionReport purgeRuns(RetentionPolicy policy, RunQuery among, long limit) {
    return engine.purgeRuns(
        Objects.requireNonNull(policy, "policy"),
        Objects.requireNonNull(among, "among"),
        atLeastOne(limit));
  }

  /**
   * Does {@link #purgeRuns(RetentionPolicy)} each day at a time of day, in the background, until
   * the subscription is closed or this is. A failure is logged. A time at which no Tempo runs is
   * not made up for.
   */
  public Subscription schedulePurge(RetentionPolicy policy, LocalTime at, ZoneId zone) {
    return engine.schedulePurge(
        Objects.requireNonNull(policy, "policy"),
        Objects.requireNonNull(at, "at"),
        Objects.requireNonNull(zone, "zone"));
  }

  /**
   * Executes work while no {@link #purgeRuns} deletes anything, such as copying the store. Waits
   * for one that is under way.
   *
   * @return what the work returns
   */
  public <T extends @Nullable Object> T withRetentionPaused(Supplier<T> work) {
    return engine.withRetentionPaused(Objects.requireNonNull(work, "work"));
  }

  /**
   * Deletes runs, with their logs and samples, as far as they have ended and all they wrote is
   * stored. What they came to stays in {@link #runStatistics}.
   *
   * @return those that were deleted
   * @throws StoreException if the store fails; what was deleted until then is gone
   */
  public List<UUID> deleteRuns(Collection<UUID> runIds) {
    return engine.deleteRuns(Objects.requireNonNull(runIds, "runIds"));
  }

  /** How a queue is set up; one that was never mentioned to the builder is as the default one. */
  public QueueSettings queue(String name) {
    return engine.queue(Objects.requireNonNull(name, "name"));
  }

  /**
   * Changes how many runs of a queue run at once, from now on: runs that are under way go on, and
   * waiting ones start as soon as there is room. Not kept over restarts; what handlers run on stays
   * as it was.
   *
   * @param name the queue's name
   * @param limit how many runs at once, at least 1
   * @throws IllegalArgumentException if the limit is below 1 or the name is blank
   */
  public void setQueueLimit(String name, int limit) {
    QueueSettings checked = new QueueSettings(name, limit, QueueSettings.Threads.VIRTUAL);
    engine.limitQueue(checked.name(), OptionalInt.of(checked.limit()));
  }

  /**
   * Lets as many runs of a queue run at once as of the default queue, from now on, as if the queue
   * had never been mentioned.
   *
   * @throws IllegalArgumentException if it is the default queue, which always has a limit
   */
  public void resetQueueLimit(String name) {
    Objects.requireNonNull(name, "name");
    if (name.equals(JobPolicy.DEFAULT_QUEUE)) {
      throw new InvalidValueException(ValueMessages.DEFAULT_QUEUE.of());
    }
    engine.limitQueue(name, OptionalInt.empty());
  }

  /** Lets a queue start no more runs; kept over restarts. */
  public void pauseQueue(String name) {
    engine.pauseQueue(Objects.requireNonNull(name, "name"), true);
  }

  /** Lets a queue start runs again. */
  public void resumeQueue(String name) {
    engine.pauseQueue(Objects.requireNonNull(name, "name"), false);
  }

  /**
   * Stops firing triggers and starting runs until {@link #resume}; active runs continue.
   * Occurrences during the pause are handled by the misfire policy on resume.
   */
  public void pause() {
    engine.pause(true);
  }

  /** Ends a {@link #pause}. */
  public void resume() {
    engine.pause(false);
  }

  /** Where everything is kept; for reading. */
  public Store store() {
    return store;
  }

  /**
   * How this Tempo is: whether its loop makes turns, its store and its logs take writes, and its
   * listeners keep up. Asks them, which takes three seconds if one does not answer.
   */
  public Health health() {
    return engine.health();
  }

  /**
   * What the machine does: its processors, memory, processes, and the disk on which this Tempo
   * keeps its files; as it was at most three seconds ago. The first call takes some tenths of a
   * second, as nothing is loaded for it before.
   *
   * @return empty on systems of which nothing is known
   */
  public Optional<HostMetrics> hostMetrics() {
    return host.sample();
  }

  /**
   * What is wrong with the store, or with that of the logs, at the moment; empty while both work.
   */
  public Optional<StoreException> storeFailure() {
    return engine.storeFailure();
  }

  /**
   * Stops firing, and ends or leaves active runs, as the {@link ShutdownPolicy} says. The store
   * stays open if it was given to the builder. Closing twice does nothing.
   */
  @Override
  public void close() {
    engine.close();
  }

  private RunHandle handle(Run run) {
    return new RunHandle(run, () -> engine.whenEnded(run.id()));
  }

  private Iterable<LogLine> lines(UUID runId) {
    return () -> new Lines(runId);
  }

  /** Pages through a log. */
  private final class Lines implements Iterator<LogLine> {
    private static final int PAGE = 1_000;

    private final UUID runId;
    private Iterator<LogLine> page = List.<LogLine>of().iterator();
    private long next = 1;

    Lines(UUID runId) {
      this.runId = runId;
    }

    @Override
    public boolean hasNext() {
      if (!page.hasNext()) {
        page = store.logs().read(runId, next, PAGE).iterator();
      }
      return page.hasNext();
    }

    @Override
    public LogLine next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      LogLine line = page.next();
      next = line.number() + 1;
      return line;
    }
  }
}
