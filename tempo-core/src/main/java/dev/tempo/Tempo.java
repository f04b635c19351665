package dev.tempo;

import dev.tempo.engine.Engine;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.event.Subscription;
import dev.tempo.host.HostMetrics;
import dev.tempo.host.HostSampler;
import dev.tempo.message.Message;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
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
public final class Tempo extends EngineScheduler implements AutoCloseable {
  private final Engine engine;
  private final Store store;
  private final Handlers handlers;
  private final ScriptHost scripts;
  private final HostSampler host;

  Tempo(Engine engine, EngineSettings settings, HostSampler host) {
    super(engine, settings.store());
    this.engine = engine;
    this.store = settings.store();
    engine.serve(this);
    this.handlers = new Handlers(settings.work().handlers().registry());
    this.scripts = settings.work().scriptEnvironment().host();
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
   * @throws IllegalStateException if it was started before, or another Tempo has its store
   * @throws StoreException if its store fails for some seconds, whereas one that has started waits
   *     for its store
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
   * @throws IllegalStateException if it was started before, or another Tempo has its store
   */
  public Tempo startAfterRestore() {
    engine.startAfterRestore();
    return this;
  }

  /**
   * Registers Java code that jobs run besides what the builder was given, until the start.
   *
   * @return the same at each call
   */
  public Handlers handlers() {
    return handlers;
  }

  /**
   * Whether firing and starting are stopped, by {@link #pause}, on whichever node that was asked.
   */
  public boolean isPaused() {
    return engine.why().isPaused();
  }

  /**
   * Why a queued run does not start though its turn may have come, as {@link #waitReasons} says it;
   * empty for all others, also for those that wait for their time, for another run after which they
   * come, or since their queue is full.
   */
  public Optional<String> blockedReason(UUID runId) {
    return findRun(runId).flatMap(engine.why()::blockedReason);
  }

  /**
   * Why queued runs wait, on whichever node this is asked: nobody decides; everything or their
   * queue is paused; their time has not come, or another run has to end first; no node can run
   * them, or all that could are drained; their environment is being built; another run of the job
   * or with the same key has not ended; their queue is full, or has started as many as its rate
   * allows. Of several reasons the one that lasts longest. The {@linkplain Message#code code} of
   * each tells which it is. The store is asked a few times, however many runs there are. That nodes
   * are full, or not heard of, is known to the one that decides alone.
   *
   * @return by the ids of runs; those that are not queued, or may start at any moment, are left out
   * @throws NullPointerException if they are null
   */
  public Map<UUID, Message> waitReasons(Collection<Run> runs) {
    return engine.why().waitReasons(Objects.requireNonNull(runs, "runs"));
  }

  /**
   * Explains what queued runs wait for, each in a sentence, with its place in its queue where that
   * matters; see {@link #explain} for what did or did not run at an instant.
   *
   * @return by the ids of runs; those that are not queued are left out
   * @throws NullPointerException if they are null
   */
  public Map<UUID, String> explainWaiting(Collection<Run> runs) {
    return engine.why().waiting(Objects.requireNonNull(runs, "runs"));
  }

  /** What scripts find where they run: variables, and an account if it is not this process's. */
  @SuppressWarnings("exports") // a type for the server alone
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
   * What a script's process tree used, sampled every two seconds while it ran or runs, in the order
   * of time. Java handlers have no samples.
   *
   * @param from the earliest time wanted; {@link Instant#EPOCH} for all
   * @param limit how many at most, at least 1
   * @throws IllegalArgumentException if the limit is less than 1
   * @throws NullPointerException if the id or the time is null
   */
  public List<ResourceSample> resourceSamples(UUID runId, Instant from, int limit) {
    return engine
        .upkeep()
        .resourceSamples(
            Objects.requireNonNull(runId, "runId"),
            TimeBounds.nearest(Objects.requireNonNull(from, "from")),
            (int) atLeastOne(limit));
  }

  /**
   * Returns statistics of a job's runs during the given time span up to now: by the hour up to 7
   * days, by the day (in UTC) beyond; at most 36,525 days. Hours and days without runs are left
   * out. What ended within the last minute may not be in it yet.
   */
  public List<MetricBucket> runStatistics(UUID jobId, Duration span) {
    return engine.upkeep().runStatistics(Objects.requireNonNull(jobId, "jobId"), span);
  }

  /**
   * Deletes runs that the policy does not keep, with their logs and samples, and gives the space
   * back. Works in short steps, so that everything goes on meanwhile; returns when it is done. What
   * the runs came to stays in {@link #runStatistics}: hours for 35 days, days for 400.
   *
   * @throws StoreException if the store fails; what was deleted until then is gone
   */
  public RetentionReport purgeRuns(RetentionPolicy policy) {
    return engine.upkeep().purgeRuns(Objects.requireNonNull(policy, "policy"));
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
    return engine
        .upkeep()
        .purgeRuns(
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
    return engine
        .upkeep()
        .schedulePurge(
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
    return engine.upkeep().withRetentionPaused(Objects.requireNonNull(work, "work"));
  }

  /**
   * Deletes runs, with their logs and samples, as far as they have ended and all they wrote is
   * stored. What they came to stays in {@link #runStatistics}.
   *
   * @return those that were deleted
   * @throws StoreException if the store fails; what was deleted until then is gone
   */
  public List<UUID> deleteRuns(Collection<UUID> runIds) {
    return engine.upkeep().deleteRuns(Objects.requireNonNull(runIds, "runIds"));
  }

  /** The nodes that share the store of this one, and who of them decides. */
  public Nodes nodes() {
    return engine.nodes();
  }

  /** How a queue is set up; one that was never mentioned to the builder is as the default one. */
  public QueueSettings queue(String name) {
    return engine.queues().settings(Objects.requireNonNull(name, "name"));
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
   * Whether it was started, and neither is closed nor has lost its thread; see {@link #health} for
   * whether it does its work.
   */
  public boolean isRunning() {
    return engine.isRunning();
  }

  /**
   * Waits until this Tempo is closed, by whoever closes it: what a program does that has nothing
   * else to do.
   *
   * @throws InterruptedException if the thread that waits is interrupted
   */
  public void awaitTermination() throws InterruptedException {
    engine.awaitEnd();
  }

  /**
   * Waits until this Tempo is closed, but not longer than so; see {@link #awaitTermination()}.
   *
   * @return false if it is not closed by then
   * @throws InterruptedException if the thread that waits is interrupted
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   */
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    return engine.awaitEnd(TimeBounds.span("await", timeout));
  }

  /**
   * Closes this Tempo when the JVM ends, as by SIGTERM, if it is not closed before. A store that
   * the program opens must stay open until then: leave closing it to the program's end, or close
   * both in a hook of the program's own. Asking twice does nothing.
   *
   * @return this
   */
  public Tempo registerShutdownHook() {
    engine.closeOnExit();
    return this;
  }

  /**
   * Stops firing, and ends or leaves active runs, as the {@link ShutdownPolicy} says. The store
   * stays open if it was given to the builder. Closing twice does nothing but wait for the first.
   *
   * <p>A handler may close its own Tempo: that begins to close it and returns at once, so that the
   * handler can come to its end; {@link #awaitTermination} waits for the rest.
   */
  @Override
  public void close() {
    engine.close();
  }
}
