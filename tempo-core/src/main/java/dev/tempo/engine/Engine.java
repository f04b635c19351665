package dev.tempo.engine;

import dev.tempo.Health;
import dev.tempo.Job;
import dev.tempo.Nodes;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunLabels;
import dev.tempo.RunSurroundings;
import dev.tempo.Scheduler;
import dev.tempo.ShutdownPolicy;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.queue.QueueCatalog;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.turn.EngineClosedException;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.upkeep.MetricsMaintenance;
import dev.tempo.engine.upkeep.Retention;
import dev.tempo.engine.upkeep.SampleRecorder;
import dev.tempo.engine.work.HandlerLauncher;
import dev.tempo.engine.work.PendingLogReader;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.log.LogReader;
import dev.tempo.process.ResourceSample;
import dev.tempo.python.PythonService;
import dev.tempo.store.JobStore;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A whole engine. Its methods may be called by any thread; each asks the loop and, unless it
 * returns a future, waits for the answer, which comes when the effect is durable.
 */
public final class Engine implements ManualTime.ManuallyDriven {
  private final EngineSettings settings;
  private final EventBus events;
  private final WorkServices workshop;
  private final SampleRecorder samples;
  private final MetricsMaintenance upkeep;
  private final UpkeepRequests kept;
  private final Executor background;
  private final Answers answers = new Answers();
  private final HealthCheck check;
  private final ExplainRequests why;
  private final JobRequests jobs;
  private final RunRequests runs;
  private final QueueRequests queues;
  private final Lifecycle life = new Lifecycle();
  private final RunWaiters waiters = new RunWaiters();
  private final Node node;
  private final Nodes nodes;
  private volatile RunLabels labels = job -> Optional.empty();
  private boolean closesLater;

  /** An engine that does nothing until it is started. */
  public Engine(EngineSettings settings) {
    this.settings = settings;
    boolean manual = settings.isManual();
    this.events = manual ? EventBus.inline() : EventBus.threaded();
    this.background = manual ? Runnable::run : Thread.ofVirtual().name("tempo-upkeep")::start;
    this.samples = new SampleRecorder(events);
    this.upkeep =
        new MetricsMaintenance(
            settings.store().metrics(),
            samples,
            background,
            this::keepUpLater,
            () -> decider().isPresent());
    this.workshop = new WorkServices(settings, events, this::sampled);
    Retention retention = new Retention(settings, workshop.logs(), this::tellDeleted);
    boolean isShared = settings.isNode();
    NodeParts parts =
        new NodeParts(
            workshop,
            events,
            waiters,
            answers,
            job -> labels.of(job),
            upkeep::request,
            this::loopEnded);
    this.node = isShared ? new ClusterNode(settings, parts) : new LoneNode(settings, parts);
    this.nodes = new NodeRequests(this, node);
    retention.onDeleted(jobIds -> decider().ifPresent(deciding -> deciding.runsDeleted(jobIds)));
    this.why = new ExplainRequests(this, settings, node);
    this.check = new HealthCheck(settings.store(), node, workshop, events);
    this.jobs = new JobRequests(this, workshop);
    this.runs = new RunRequests(this, workshop);
    this.queues = new QueueRequests(this, isShared);
    this.kept =
        new UpkeepRequests(
            this, settings, new UpkeepRequests.Parts(retention, samples, background));
  }

  /** What decides, if this engine does. */
  Optional<Decider> decider() {
    return node.decider();
  }

  /** Takes up what an earlier engine left, and begins to fire. */
  public void start() {
    start(false);
  }

  /** Ends what another engine had begun when its store was copied, and begins to fire. */
  public void startAfterRestore() {
    start(true);
  }

  private void start(boolean afterRestore) {
    life.begin(settings.store(), this::checkHandlers);
    settings.work().handlers().registry().close();
    workshop.handlers().see(Thread.currentThread().getContextClassLoader());
    settings.manualTime().ifPresent(time -> time.attach(this));
    try {
      workshop.serveLines();
      node.start(afterRestore);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    upkeep.run();
    background.execute(workshop::deleteEnded);
  }

  /** A start that must not be is refused before anything is taken up; a warning may come later. */
  private void checkHandlers() {
    JobStore jobs = settings.store().jobs();
    if (workshop.handlers().unknown().refuses()) {
      workshop.handlers().unknown().checkStored(jobs);
    } else if (!settings.work().handlers().registry().isEmpty()) {
      background.execute(() -> workshop.handlers().unknown().checkStored(jobs));
    }
  }

  /** Sets what handlers see of it. */
  public void serve(Scheduler scheduler) {
    workshop.handlers().serve(scheduler);
  }

  /** Where events come from. */
  public EventBus events() {
    return events;
  }

  /** Saves and deletes jobs. */
  public JobRequests jobs() {
    return jobs;
  }

  /** Asks for runs, waits for their ends, and cancels them. */
  public RunRequests runs() {
    return runs;
  }

  /** Deletes what need not be kept, and reads what was measured. */
  public UpkeepRequests upkeep() {
    return kept;
  }

  /**
   * Asks all before it waits for the first; throws what went wrong first, once all are answered.
   */
  <A, T> List<T> answerAll(List<A> all, Function<A, CompletableFuture<T>> ask) {
    List<CompletableFuture<T>> asked = all.stream().map(ask).toList();
    CompletableFuture<Void> answered =
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
    answer(answered);
    return asked.stream().map(CompletableFuture::join).toList();
  }

  /** Sets up queues. */
  public QueueRequests queues() {
    return queues;
  }

  /** The nodes that share its store. */
  public Nodes nodes() {
    return nodes;
  }

  /** Stops or resumes firing and starting; what runs goes on. */
  public void pause(boolean pause) {
    answer(ask(new QueueRequest.PauseAll(pause)));
  }

  /** When a job fires next by itself. */
  public List<Instant> nextFires(Job job, int limit) {
    return UpcomingFires.of(job, settings.store().triggers().findByJob(job.id()), limit);
  }

  /** The attempt after a run that has ended; empty if that was the last. */
  public Optional<UUID> nextAttempt(Run ended) {
    Optional<Job> job = settings.store().jobs().find(ended.jobId());
    return new NextAttempts(settings.store().runs()).after(ended, job);
  }

  /** Says why runs wait, and why something did or did not run. */
  public ExplainRequests why() {
    return why;
  }

  /** Interpreters and environments. */
  public PythonService python() {
    return workshop.python();
  }

  /** Sets what scripts get besides. */
  public void runSurroundings(RunSurroundings source) {
    workshop.runSurroundings(Objects.requireNonNull(source, "source"));
  }

  /** Sets under which labels the runs of triggers are filed. */
  public void runLabels(RunLabels source) {
    labels = Objects.requireNonNull(source, "source");
  }

  /** Reads a run's lines as they come, also of a run that has not logged or started yet. */
  public LogReader read(UUID runId, long afterLine) {
    boolean unfinished =
        settings.store().runs().find(runId).filter(run -> !run.status().isFinal()).isPresent();
    if (!unfinished || workshop.logs().active(runId).isPresent()) {
      return workshop.logs().read(runId, afterLine);
    }
    CompletableFuture<Run> end = runs.whenEnded(runId);
    return settings.isNode()
        ? workshop.readRelayed(runId, afterLine, end)
        : new PendingLogReader(workshop.logs(), runId, afterLine, end);
  }

  /** How it is; asks, and does not wait for answers longer than a moment. */
  public Health health() {
    return check.look();
  }

  /** What is wrong with the store or with that of the logs; empty while both work. */
  public Optional<StoreException> storeFailure() {
    return decider().flatMap(here -> here.parts().store().failure()).or(workshop::logFailure);
  }

  @Override
  public void runUntilIdle() {
    node.runUntilIdle();
    if (closesLater && !workshop.handlers().isWithinHandler()) {
      closesLater = false;
      close();
    }
  }

  @Override
  public void abandon() {
    life.release();
  }

  @Override
  public Duration untilNext(Duration maxWait) {
    return node.untilNext(maxWait);
  }

  /** Whether it was started, and neither was ended nor has lost its thread. */
  public boolean isRunning() {
    return life.isStarted() && (isManual() || node.isAlive());
  }

  /** Its life, to be waited for. */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return life.awaitEnd(timeout);
  }

  /** Its life, to be waited for. */
  public void awaitEnd() throws InterruptedException {
    life.awaitEnd();
  }

  /** Ends the engine when the JVM ends. */
  public void closeOnExit() {
    life.onExit(this::close);
  }

  /**
   * Ends the engine as its {@link ShutdownPolicy} says. Closing twice does nothing but wait. A
   * handler that closes its own engine goes on meanwhile: what it waited for would wait for it.
   */
  public void close() {
    if (isManual() && workshop.handlers().isWithinHandler()) {
      closesLater = true;
    } else if (!isManual() && isThreadOfHandler(Thread.currentThread())) {
      Thread.ofPlatform().name("tempo-close").start(this::end);
    } else {
      end();
    }
  }

  /** Only the loop knows what runs; others than handlers are not asked about. */
  private boolean isThreadOfHandler(Thread thread) {
    if (!life.isStarted() || !HandlerLauncher.mayBeOfHandler(thread)) {
      return false;
    }
    return node.isOn(thread);
  }

  private void end() {
    Lifecycle.Ending ending = life.end();
    if (ending == Lifecycle.Ending.BY_ANOTHER) {
      awaitOther();
      return;
    }
    try {
      if (ending == Lifecycle.Ending.STARTED) {
        node.close();
      }
      releaseAll();
    } finally {
      life.ended();
    }
  }

  private void awaitOther() {
    try {
      if (!isManual()) {
        life.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What another engine may have from now on; nothing is written any more. */
  private void loopEnded() {
    answers.close(new EngineClosedException());
    life.release();
  }

  private void releaseAll() {
    kept.close();
    settings.manualTime().ifPresent(time -> time.detach(this));
    workshop.close();
    upkeep.close();
    answers.close(new EngineClosedException());
    events.close();
    if (!node.isAlive()) {
      life.release();
    }
  }

  Store stored() {
    return settings.store();
  }

  Instant now() {
    return settings.time().nowMillis();
  }

  boolean isManual() {
    return settings.isManual();
  }

  /** Asks whoever decides; the answer comes once what it changed is durable. */
  <T> CompletableFuture<T> ask(Request<T> request) {
    CompletableFuture<T> answer = answers.open();
    checkOpen(answer);
    node.ask(request, answer);
    return answer;
  }

  /** Asks whoever decides, and waits for no answer; nothing happens if the engine has ended. */
  void askInPassing(Request<?> request) {
    node.ask(request, new CompletableFuture<>());
  }

  /** Completes a future once a run has ended; at once if it has. */
  void watch(UUID runId, CompletableFuture<Run> ended) {
    checkOpen(ended);
    waiters.add(runId, ended); // before it is looked for, or its end could be missed
    try {
      Run run = known(settings.store(), runId);
      if (run.status().isFinal()) {
        waiters.ended(run);
      }
    } catch (NotFoundException e) {
      waiters.forget(runId);
      ended.completeExceptionally(e);
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private static Run known(Store store, UUID runId) {
    return store
        .runs()
        .find(runId)
        .orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(runId)));
  }

  /** How queues are set up. */
  QueueCatalog queueCatalog() {
    return node.queueCatalog();
  }

  /** An answer that comes at the latest when the engine ends. */
  <T> CompletableFuture<T> openAnswer() {
    return answers.open();
  }

  /** Waits for an answer, and throws what went wrong as it was thrown. */
  <T> T answer(CompletableFuture<T> requested) {
    if (isManual()) {
      runUntilIdle();
    }
    return await(requested);
  }

  /** Waits, and throws what went wrong as it was thrown. */
  static <T> T await(CompletableFuture<T> requested) {
    try {
      return requested.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  void checkOpen() {
    life.checkOpen();
  }

  private void checkOpen(CompletableFuture<?> answer) {
    try {
      checkOpen();
      checkStore();
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }

  /** Whoever asks while every call of the store is repeated in vain would wait for ever. */
  private void checkStore() {
    Optional<RetryingStore> stuck =
        decider().map(here -> here.parts().store()).filter(RetryingStore::isStuck);
    if (stuck.isPresent()) {
      RetryingStore store = stuck.get();
      StoreException failure = store.failure().orElseThrow();
      throw new StoreException(
          JobMessages.STORE_DOWN.text(String.valueOf(failure.getMessage())), failure);
    }
  }

  /** Does this on the loop, each time that this engine begins to decide. */
  void whileDeciding(BiConsumer<EngineComponents, Turn> action) {
    node.whileDeciding(action);
  }

  private void tellDeleted(List<UUID> runIds) {
    node.tellDeleted(runIds);
  }

  private void sampled(UUID runId, ResourceSample usage) {
    samples.record(runId, usage);
    upkeep.request();
  }

  private void keepUpLater(Duration delay) {
    node.later(delay, upkeep::run);
  }

  static void pause(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
