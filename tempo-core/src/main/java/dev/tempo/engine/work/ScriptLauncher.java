package dev.tempo.engine.work;

import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunUsage;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.process.Adoption;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.process.ResourceSample;
import dev.tempo.process.StopReason;
import dev.tempo.process.SupervisedProcess;
import dev.tempo.secret.SecretMasker;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs scripts as supervised processes, each followed by a virtual thread, and takes over those
 * that an earlier engine started. Thread-safe.
 *
 * <p>What a run's end means, in this order: the process and what it left are gone; all that it
 * wrote is durable in its log; only then the engine hears of it and makes the end durable; only
 * then the spool files go and the log's readers see the end.
 */
public final class ScriptLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(ScriptLauncher.class);

  /** Why a script is lost that left no trace, in a boot that is not the one before. */
  public static final String NEVER_SEEN = RunMessages.NEVER_SEEN.text();

  private static final String GONE = RunMessages.GONE.text();

  private final ProcessSupervisor supervisor;
  private final ScriptCommand commands;
  private final RunLogService logs;
  private final BegunRuns begunRuns;
  private final BiConsumer<UUID, ResourceSample> onSample;
  private final TimeSource time;
  private final Life life;

  /**
   * What is kept of runs while they go on.
   *
   * @param logs what they print
   * @param begun that they have begun
   */
  record Records(RunLogService logs, BegunRuns begun) {}

  /**
   * How it goes along with its engine.
   *
   * @param store asks again what the store does not answer
   * @param closed whether the engine is closed, and what is not ended is left to a later one
   */
  record Life(StoreRetry store, BooleanSupplier closed) {}

  ScriptLauncher(
      ProcessSupervisor supervisor,
      ScriptCommand commands,
      Records records,
      BiConsumer<UUID, ResourceSample> onSample,
      TimeSource time,
      Life life) {
    this.time = time;
    this.life = life;
    this.supervisor = supervisor;
    this.commands = commands;
    this.logs = records.logs();
    this.begunRuns = records.begun();
    this.onSample = onSample;
  }

  /** Starts a run's process; returns at once. */
  public RunningWork launch(ActiveRun active, WorkCallback end) {
    Script script = new Script(active, end, false);
    Thread.ofVirtual()
        .name("tempo-script-" + active.run().id())
        .start(() -> script.see(script::runNew));
    return script;
  }

  /** Whether {@link #adopt} can tell what became of a run; see the supervisor. */
  public boolean mayBeTold(UUID runId) {
    return supervisor.mayBeTold(runId);
  }

  /** Takes over a run's process, dead or alive; returns at once. */
  public RunningWork adopt(ActiveRun active, WorkCallback end) {
    Script script = new Script(active, end, true);
    Thread.ofVirtual()
        .name("tempo-script-" + active.run().id())
        .start(() -> script.see(script::runAdopted));
    return script;
  }

  /** One run of a script. */
  private final class Script implements RunningWork {
    private final ActiveRun active;
    private final Run run;
    private final WorkCallback end;
    private final ReentrantLock lock = new ReentrantLock();
    private SecretMasker masker = SecretMasker.of(List.of());
    private SupervisedProcess process;
    private StopCause stop;
    private boolean begun;
    private Thread thread;
    private Runnable forgotten = () -> {};

    /**
     * A run.
     *
     * @param begun whether there may be a process of it
     */
    Script(ActiveRun active, WorkCallback end, boolean begun) {
      this.active = active;
      this.run = active.run();
      this.end = end;
      this.begun = begun;
    }

    @Override
    public void stop(StopCause cause) {
      lock.lock();
      try {
        stop = cause;
        if (process != null) {
          process.stop(reason(cause));
        } else {
          LockSupport.unpark(thread); // it may wait for the store
        }
      } finally {
        lock.unlock();
      }
    }

    /** Of what has no process yet nothing is left that a later engine could find. */
    @Override
    public boolean leave() {
      lock.lock();
      try {
        return begun;
      } finally {
        lock.unlock();
      }
    }

    /** Whatever fails in between, the run ends, and nothing goes on unseen. */
    void see(Runnable work) {
      lock.lock();
      try {
        thread = Thread.currentThread();
      } finally {
        lock.unlock();
      }
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        if (life.closed().getAsBoolean()) {
          leftToLaterEngine(e);
          return;
        }
        LOG.error("Run {} could not be seen through", run.id(), ExceptionText.loggable(e));
        stop(new StopCause(StopCause.Kind.CANCEL, RunMessages.STOPPED_UNSEEN.text()));
        String reason = RunMessages.NOT_SEEN_THROUGH.text(ExceptionText.message(e));
        end.ended(RunOutcome.lost(RunResult.failed(reason), () -> {}));
      }
    }

    /** Starts the process and sees it through. */
    void runNew() {
      RunLogWriter log = logs.open(WorkServices.logKey(run), outputBytes());
      List<String> first = new ArrayList<>();
      SupervisedProcess started;
      try {
        ScriptCommand.Prepared prepared = prepare(first);
        masker = commands.masker(active.job(), run);
        prepared.notices().forEach(notice -> first.add(notice.text()));
        if (!begin()) {
          unstarted(log);
          return;
        }
        prepared.read().ifPresent(script -> end.read(script.sha256(), script.text()));
        started = supervisor.start(prepared.spec());
      } catch (ProcessException | RuntimeException e) {
        if (life.closed().getAsBoolean()) {
          leftToLaterEngine(e);
        } else if (isShutDown()) {
          unstarted(log);
        } else {
          first.forEach(text -> say(log, text));
          notStarted(e, log);
        }
        return;
      }
      stoppable(started);
      try {
        forgotten = begunRuns.begin(run.id());
        first.forEach(text -> say(log, text));
        read(log, started.stdout(), started.stderr());
      } catch (RuntimeException | Error e) {
        if (life.closed().getAsBoolean()) {
          leftToLaterEngine(e);
        } else {
          cutShort(started, e, log);
        }
        return;
      }
      follow(started, log);
    }

    /**
     * Once the store answers, unless the run is to end before. Its log, which may be kept there,
     * too, is not written before there is a process, so that nothing but this is waited for.
     *
     * @param words gets what is to be said of it
     */
    private ScriptCommand.Prepared prepare(List<String> words) {
      AtomicReference<RuntimeException> waited = new AtomicReference<>();
      ScriptCommand.Prepared prepared =
          life.store()
              .ask(
                  () -> commands.prepare(active.job(), run),
                  () -> stopCause() == null,
                  waited::set);
      if (waited.get() != null) {
        String reason = ExceptionText.ownWords(waited.get());
        words.add(RunMessages.WAITED_FOR_STORE.text(reason));
      }
      return prepared;
    }

    private @Nullable StopCause stopCause() {
      lock.lock();
      try {
        return stop;
      } finally {
        lock.unlock();
      }
    }

    /** From now on there may be a process; false if there must be none, as its engine closes. */
    private boolean begin() {
      lock.lock();
      try {
        begun = !isShutDown();
        return begun;
      } finally {
        lock.unlock();
      }
    }

    private boolean isShutDown() {
      StopCause cause = stopCause();
      return cause != null && cause.kind() == StopCause.Kind.SHUTDOWN;
    }

    /** It has never begun, and waits for the next engine. */
    private void unstarted(RunLogWriter log) {
      release(log);
      end.ended(RunOutcome.unstarted());
    }

    private void leftToLaterEngine(Throwable failure) {
      LOG.debug("Run {} is left to a later engine: {}", run.id(), ExceptionText.message(failure));
    }

    /** From now on it can be asked to end, also while its log waits for the store. */
    private void stoppable(SupervisedProcess started) {
      lock.lock();
      try {
        process = started;
        if (stop != null) {
          process.stop(reason(stop));
        }
      } finally {
        lock.unlock();
      }
    }

    /** It was started, and what it prints cannot be read: it must not go on, unseen. */
    private void cutShort(SupervisedProcess started, Throwable failure, RunLogWriter log) {
      LOG.error(
          "Run {} cannot be followed; it is ended", run.id(), ExceptionText.loggable(failure));
      started.stop(StopReason.CANCELLED);
      try {
        started.result().join();
      } catch (CompletionException e) {
        LOG.debug("Run {}: {}", run.id(), e.getMessage());
      }
      lost(RunMessages.OUTPUT_UNREADABLE.text(ExceptionText.message(failure)), log);
    }

    /** Finds out what became of the process, and sees it through if it lives. */
    void runAdopted() {
      Adoption adoption = supervisor.adopt(run.id());
      switch (adoption) {
        case Adoption.NeverStarted never -> neverStarted();
        case Adoption.NotFound none -> neverSeen();
        case Adoption.Running running -> {
          active.startedNanos(time.nanoTime() - DurationFormat.nanos(running.process().age()));
          stoppable(running.process());
          takeOver(adoption, log -> follow(running.process(), log));
        }
        case Adoption.Ended ended -> takeOver(adoption, log -> finish(ended.result(), log));
        case Adoption.Lost lost -> takeOver(adoption, log -> lost(lost.reason(), log));
      }
    }

    /** Unless somebody has taken away its directory: then it may have done all or nothing. */
    private void neverStarted() {
      if (begunRuns.hadBegun(run.id())) {
        end.ended(RunOutcome.lost(RunResult.failed(GONE), this::letGo));
      } else {
        end.ended(RunOutcome.unstarted());
      }
    }

    private void neverSeen() {
      end.ended(RunOutcome.lost(RunResult.failed(NEVER_SEEN), this::letGo));
    }

    private void letGo() {
      commands.release(active.job(), run);
    }

    private void takeOver(Adoption adoption, Consumer<RunLogWriter> what) {
      RunLogWriter log = resume(adoption);
      try {
        masker = commands.masker(active.job(), run);
      } catch (RuntimeException e) {
        unmasked(adoption, e, log);
        return;
      }
      read(log, supervisor.stdout(run.id()), supervisor.stderr(run.id()));
      what.accept(log);
    }

    /**
     * What it prints cannot be kept if its log cannot be gone on with, and so it must not go on.
     * What may pass has been waited for then.
     */
    private RunLogWriter resume(Adoption adoption) {
      try {
        return logs.resume(WorkServices.logKey(run), outputBytes());
      } catch (RuntimeException e) {
        if (!life.closed().getAsBoolean()) {
          end(adoption);
        }
        throw e;
      }
    }

    private static void end(Adoption adoption) {
      if (adoption instanceof Adoption.Running running) {
        running.process().stop(StopReason.CANCELLED);
        running.process().result().join();
      }
    }

    private void read(RunLogWriter log, Path stdout, Path stderr) {
      if (masker.isEmpty()) {
        log.follow(stdout, stderr);
      } else {
        log.follow(stdout, stderr, () -> new MaskingStream(masker));
      }
    }

    /** What it prints cannot be shown, and so it must not go on. */
    private void unmasked(Adoption adoption, RuntimeException failure, RunLogWriter log) {
      LOG.error("Run {} cannot be taken over: its secrets are not known", run.id(), failure);
      end(adoption);
      lost(RunMessages.NOT_TAKEN_OVER.text(ExceptionText.ownMessage(failure)), log);
    }

    private void notStarted(Exception failure, RunLogWriter log) {
      say(log, RunMessages.NOT_STARTED.text(ExceptionText.ownWords(failure)));
      String reason = masker.mask(RunMessages.NOT_STARTED.text(ExceptionText.ownMessage(failure)));
      RunResult result = because(reason, log.finish().join());
      end.ended(RunOutcome.permanentFailure(result, () -> release(log)));
    }

    private void say(RunLogWriter log, String text) {
      log.write(LogLine.Stream.SYSTEM, masker.mask(text));
    }

    private void lost(String reason, RunLogWriter log) {
      RunResult result = because(reason, log.finish().join());
      end.ended(RunOutcome.lost(result, () -> release(log)));
    }

    private static RunResult because(String reason, LogSummary written) {
      RunUsage usage =
          new RunUsage(Duration.ZERO, 0, 0, written.lineCount(), written.outputBytes());
      return new RunResult(OptionalInt.empty(), Optional.empty(), Optional.of(reason), usage, 0);
    }

    private void follow(SupervisedProcess started, RunLogWriter log) {
      started.onSample(usage -> onSample.accept(run.id(), usage));
      try {
        finish(started.result().join(), log);
      } catch (CompletionException e) {
        unfollowed(e, log);
      }
    }

    /** By a supervisor that was closed, it is left to a later one; else nobody will see its end. */
    private void unfollowed(CompletionException failure, RunLogWriter log) {
      if (life.closed().getAsBoolean()) {
        leftToLaterEngine(failure);
      } else {
        lost(masker.mask(ExceptionText.message(failure.getCause())), log);
      }
    }

    private long outputBytes() {
      return active.job().policy().limits().outputBytes().orElse(Long.MAX_VALUE);
    }

    private void finish(ProcessResult ended, RunLogWriter log) {
      LogSummary written = log.finish(capped -> lastWords(ended, capped)).join();
      end.ended(outcome(ended, written, () -> release(log)));
    }

    /** What Tempo did about the run. That its output was cut has been said where it was cut. */
    private List<String> lastWords(ProcessResult ended, boolean capped) {
      List<String> words = new ArrayList<>();
      if (ended.cleanup().outputCuts() > 0) {
        words.add(RunMessages.LINES_MISSING.text());
      }
      if (ended.leftoversEnded() > 0) {
        words.add(EndedLeftovers.inWords(ended));
      }
      boolean said = capped && ended.endedBy() == ProcessResult.EndedBy.LIMIT;
      if (ended.endedBy() != ProcessResult.EndedBy.NONE && !said) {
        error(ended).ifPresent(words::add);
      }
      return words.stream().map(masker::mask).toList();
    }

    private void release(RunLogWriter log) {
      supervisor.deleteRecord(run.id());
      log.close();
      commands.release(active.job(), run);
      forgotten.run();
    }

    private RunOutcome outcome(ProcessResult ended, LogSummary written, Runnable afterDurable) {
      RunUsage usage =
          new RunUsage(
              ended.cpu(),
              ended.maxMemoryBytes(),
              ended.maxCpuPercent(),
              written.lineCount(),
              written.outputBytes());
      RunResult result =
          new RunResult(
              ended.exitCode(),
              ended.signal(),
              error(ended),
              usage,
              ended.processesEnded() + ended.leftoversEnded());
      return switch (ended.endedBy()) {
        case NONE -> ofItself(ended, result, afterDurable);
        case LIMIT -> RunOutcome.permanentFailure(result, afterDurable);
        case TIMEOUT -> RunOutcome.ended(RunStatus.TIMEOUT, result, afterDurable);
        case STOPPED -> RunOutcome.ended(RunStatus.CANCELLED, result, afterDurable);
      };
    }

    private RunOutcome ofItself(ProcessResult ended, RunResult result, Runnable afterDurable) {
      if (supervisor.isExpired(run.id())) {
        return RunOutcome.lost(result.withError(RunMessages.NODE_SILENT.text()), afterDurable);
      }
      if (ended.success()) {
        return RunOutcome.success(result, afterDurable);
      }
      if (ended.exitCode().isEmpty() && ended.signal().isEmpty()) {
        return RunOutcome.lost(result, afterDurable);
      }
      boolean mayBeTried = active.job().policy().retry().conditions().allows(ended.exitCode());
      return mayBeTried
          ? RunOutcome.failure(result, afterDurable)
          : RunOutcome.permanentFailure(result, afterDurable);
    }

    private Optional<String> error(ProcessResult ended) {
      return words(ended).map(masker::mask);
    }

    /** What went wrong, in the words of the job's settings. */
    private Optional<String> words(ProcessResult ended) {
      if (ended.endedBy() == ProcessResult.EndedBy.TIMEOUT) {
        return active.job().policy().termination().timeout().map(StopCause::timeoutText);
      }
      if (ended.explanation().isPresent()) {
        return ended.explanation();
      }
      if (ended.signal().isPresent()) {
        return Optional.of(RunMessages.SIGNAL.text(ended.signal().get()));
      }
      return ended.success() ? Optional.empty() : exit(ended);
    }

    private static Optional<String> exit(ProcessResult ended) {
      return ended.exitCode().stream().mapToObj(RunMessages.EXIT_CODE::text).findFirst();
    }
  }

  private static StopReason reason(StopCause cause) {
    return cause.kind() == StopCause.Kind.SHUTDOWN ? StopReason.SHUTDOWN : StopReason.CANCELLED;
  }
}
