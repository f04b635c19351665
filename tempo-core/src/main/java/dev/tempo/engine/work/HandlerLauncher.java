package dev.tempo.engine.work;

import dev.tempo.QueueSettings.Threads;
import dev.tempo.Run;
import dev.tempo.RunProgress;
import dev.tempo.RunResult;
import dev.tempo.RunUsage;
import dev.tempo.Scheduler;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.settings.HandlerRegistry;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogSummary;
import dev.tempo.secret.SecretMasker;
import dev.tempo.task.Handler;
import dev.tempo.task.HandlerFactory;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.RunContext;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs Java handlers, each run on a thread of its own. */
public final class HandlerLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerLauncher.class);
  private static final SecretMasker NOTHING_TO_MASK = SecretMasker.of(List.of());

  private static final String THREAD_NAME = "tempo-run ";
  private static final int DELAYS_IDLE_SECONDS = 10;

  private final HandlerRegistry handlers;
  private final HandlerFactory factory;
  private final Interception interception;
  private final HandlerFailures failures;
  private final UnknownHandlers unknown;
  private final TimeSource time;
  private final Means means;
  private final boolean inline;
  private final ExecutorService delays = delays();
  private int depth;
  private String lastJobName = "";
  private String lastThreadName = THREAD_NAME;
  private volatile ClassLoader context = HandlerLauncher.class.getClassLoader();
  private volatile @Nullable Scheduler scheduler;

  /**
   * What handlers need.
   *
   * @param vault opens their secrets
   * @param logs are where they write
   * @param begun knows which have begun
   * @param payloads decodes what they are given
   * @param events tells how far they are
   */
  record Means(
      SecretVault vault,
      Function<Run, LazyLog> logs,
      BegunRuns begun,
      Payloads payloads,
      EventBus events) {}

  HandlerLauncher(EngineSettings settings, Means means) {
    this.means = means;
    this.handlers = settings.work().handlers().registry();
    EngineSettings.Calling calling = settings.work().handlers().calling();
    this.factory = calling.factory();
    this.interception = new Interception(calling.interceptors());
    this.failures = new HandlerFailures(settings.work().handlers());
    this.unknown = new UnknownHandlers(settings.work().handlers(), !settings.isNode());
    this.time = settings.time();
    this.inline = settings.isManual();
  }

  /**
   * Writes why handlers have not begun: whoever decides must not wait for a log, which may wait for
   * the store, and virtual threads may all be kept from their carriers just then.
   */
  private static ExecutorService delays() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            DELAYS_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("tempo-delays").factory());
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** Sets what handlers see of the engine; before it starts. */
  public void serve(Scheduler ofEngine) {
    scheduler = ofEngine;
  }

  /** Sets which context class loader all handlers see, on threads of whatever kind. */
  public void see(ClassLoader loader) {
    context = loader;
  }

  /** Whether a thread looks like one of those on which handlers run, of whichever engine. */
  public static boolean mayBeOfHandler(Thread thread) {
    return thread.getName().startsWith(THREAD_NAME);
  }

  /** Whether a handler is being run while turns are made by hand. */
  public boolean isWithinHandler() {
    return depth > 0;
  }

  /** Jobs whose handlers are not known. */
  public UnknownHandlers unknown() {
    return unknown;
  }

  /** Starts a handler; returns at once, unless turns are made by hand. */
  public RunningWork launch(ActiveRun active, Threads threads, WorkCallback end) {
    String name = ((HandlerTask) active.job().task()).handler();
    Optional<HandlerRegistry.Entry> found = handlers.find(name);
    if (found.isEmpty()) {
      end.ended(RunOutcome.permanentFailure(RunMessages.NO_HANDLER.text(name, handlers.names())));
      return RunningWork.NONE;
    }
    Handler handler = found.get().source().apply(factory);
    Execute execution = new Execute(active, interception.around(handler), end);
    if (inline) {
      depth++; // it may make others run
      try {
        execution.performInline();
      } finally {
        depth--;
      }
    } else {
      thread(threads, threadName(active.job().name())).start(execution::perform);
    }
    return execution;
  }

  /** A deaf one must not keep the JVM alive: while the engine lives, its own thread does. */
  private static Thread.Builder thread(Threads threads, String name) {
    Thread.Builder builder =
        threads == Threads.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    return builder.name(name).inheritInheritableThreadLocals(false);
  }

  /** Runs of one job often follow each other. */
  private String threadName(String jobName) {
    if (!jobName.equals(lastJobName)) {
      lastJobName = jobName;
      lastThreadName = THREAD_NAME + jobName;
    }
    return lastThreadName;
  }

  /** One run of a handler. */
  private final class Execute implements RunningWork, RunContext {
    private final ActiveRun active;
    private final Run run;
    private final Handler handler;
    private final WorkCallback end;
    private final LazyLog log;
    private final Map<String, String> parameters;
    private final SecretMasker masker;
    private final ReentrantLock lock = new ReentrantLock();
    private Thread thread;
    private boolean over;
    private Runnable ended = () -> {};
    private volatile boolean stopping;
    private volatile @Nullable String handedOver;
    private @Nullable ProgressReporter progress; // most runs say nothing

    Execute(ActiveRun active, Handler handler, WorkCallback end) {
      this.active = active;
      this.run = active.run();
      this.handler = handler;
      this.end = end;
      this.log = means.logs().apply(run);
      Map<String, String> hidden =
          means.vault().parameters(run.jobId(), run.request().arguments().secret());
      this.parameters = with(run.parameters(), hidden);
      this.masker = hidden.isEmpty() ? NOTHING_TO_MASK : SecretMasker.of(hidden.values());
    }

    private static Map<String, String> with(
        Map<String, String> parameters, Map<String, String> secrets) {
      if (secrets.isEmpty()) {
        return parameters;
      }
      Map<String, String> all = new LinkedHashMap<>(parameters);
      all.putAll(secrets);
      return Collections.unmodifiableMap(all);
    }

    void perform() {
      begin();
      RunLogContext.set(run);
      work();
    }

    /** On the thread of a host, whose clock is moved by hand. */
    void performInline() {
      begin();
      RunLogContext outer = RunLogContext.enter(run);
      try {
        work();
      } finally {
        outer.leave();
      }
    }

    private void work() {
      RunOutcome outcome = safeOutcome(execute());
      String result = handedOver;
      if (result != null) {
        end.handedOver(result);
      }
      end.ended(outcome);
    }

    private @Nullable Throwable execute() {
      try {
        ended = means.begun().begin(run.id());
        handler.run(this);
        return null;
      } catch (Throwable e) {
        return e;
      } finally {
        finish();
      }
    }

    /** Whatever its exception and its log are like, the run ends. */
    private RunOutcome safeOutcome(Throwable failure) {
      try {
        return outcome(failure);
      } catch (Throwable e) {
        LOG.error("The log of run {} could not be ended", run.id(), ExceptionText.loggable(e));
        String problem = ExceptionText.message(e);
        String words =
            failure == null
                ? RunMessages.LOG_NOT_ENDED.text(problem)
                : RunMessages.FAILED_LOG_NOT_ENDED.text(ExceptionText.message(failure), problem);
        RunResult result = RunResult.failed(masker.mask(words));
        return failure == null
            ? RunOutcome.permanentFailure(result, this::release)
            : failed(failure, result);
      }
    }

    @Override
    public void delayed(String why) {
      if (inline) {
        log.system(why);
      } else {
        delays.execute(() -> sayDelayed(why));
      }
    }

    private void sayDelayed(String why) {
      try {
        log.system(why);
      } catch (RuntimeException e) {
        LOG.debug("Run {} cannot say why it has not begun: {}", run.id(), e.toString());
      }
    }

    @Override
    public boolean isOn(Thread thread) {
      lock.lock();
      try {
        return this.thread == thread;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void stop(StopCause reason) {
      lock.lock();
      try {
        stopping = true;
        if (thread != null) {
          thread.interrupt();
        }
      } finally {
        lock.unlock();
      }
    }

    private void begin() {
      lock.lock();
      try {
        thread = Thread.currentThread();
        if (!inline) {
          thread.setContextClassLoader(context);
        }
        active.begin(time.nanoTime());
        if (stopping) {
          thread.interrupt();
        }
      } finally {
        lock.unlock();
      }
    }

    /** After this no interrupt can reach what follows. */
    private void finish() {
      lock.lock();
      try {
        thread = null;
        over = true;
        Thread.interrupted();
      } finally {
        lock.unlock();
      }
    }

    private RunOutcome outcome(Throwable failure) {
      if (failure == null) {
        return RunOutcome.success(ending(Optional.empty()), this::release);
      }
      if (!stopping || !HandlerFailures.isInterruption(failure)) {
        failures.log(run, failure, stopping, masker);
        log.system(masker.mask(ExceptionText.stackTrace(failure)));
      }
      RunResult result = ending(Optional.of(masker.mask(ExceptionText.message(failure))));
      return failed(failure, result);
    }

    /** As the job's policy sees it. */
    private RunOutcome failed(Throwable failure, RunResult result) {
      RunOutcome failed = RunOutcome.failure(result, this::release);
      return failures.outcome(active.job(), run, failure, failed, masker);
    }

    /** Its end is durable. */
    private void release() {
      log.close();
      ended.run();
    }

    private RunResult ending(Optional<String> error) {
      if (progress != null) { // none is made any more, and this thread has had the lock since
        progress.finish();
      }
      LogSummary written = log.finish();
      RunUsage usage =
          new RunUsage(Duration.ZERO, 0, 0, written.lineCount(), written.outputBytes());
      boolean nothing = error.isEmpty() && written.lineCount() == 0;
      return nothing
          ? RunResult.NONE
          : new RunResult(OptionalInt.empty(), Optional.empty(), error, usage, 0);
    }

    @Override
    public UUID runId() {
      return run.id();
    }

    @Override
    public UUID jobId() {
      return run.jobId();
    }

    @Override
    public String jobName() {
      return run.jobName();
    }

    @Override
    public int attempt() {
      return run.attempt();
    }

    @Override
    public Optional<Instant> scheduledFor() {
      return run.scheduledFor();
    }

    @Override
    public Map<String, String> parameters() {
      return parameters;
    }

    @Override
    public String handlerName() {
      return ((HandlerTask) active.job().task()).handler();
    }

    @Override
    public Run run() {
      return run;
    }

    @Override
    public <T> T payload(Class<T> type) {
      return means.payloads().decodePayload(jobName(), run.request().arguments().payload(), type);
    }

    @Override
    public void result(Object value) {
      handedOver = means.payloads().encodeResult(jobName(), value);
    }

    @Override
    public void progress(long done, long total, String text) {
      RunProgress reached = new RunProgress(done, total, masker.mask(text));
      ProgressReporter reporter = reporter();
      if (reporter != null) {
        reporter.report(reached);
      }
    }

    /** None is made any more once the handler has ended. */
    private @Nullable ProgressReporter reporter() {
      lock.lock();
      try {
        if (progress == null && !over) {
          progress = new ProgressReporter(run.id(), time, means.events(), log);
        }
        return progress;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Scheduler tempo() {
      return Objects.requireNonNull(scheduler, "scheduler");
    }

    @Override
    public void log(String text) {
      log.write(LogLine.Stream.STDOUT, masker.mask(text));
    }

    @Override
    public void logError(String text) {
      log.write(LogLine.Stream.STDERR, masker.mask(text));
    }

    @Override
    public boolean isStopping() {
      return stopping;
    }

    @Override
    public Instant now() {
      return time.nowMillis();
    }

    @Override
    public String toString() {
      return "handler run " + run.id() + " of " + active.job();
    }
  }
}
