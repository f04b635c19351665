package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.QueueSettings;
import dev.tempo.RunResult;
import dev.tempo.engine.cluster.WorkLaunchers;
import dev.tempo.engine.queue.EnvironmentGate;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.task.ScriptTask;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the work of runs on the node that has them, or takes it over. A run whose environment is
 * not there waits for it here, in its slot. Thread-safe.
 */
final class NodeLaunchers implements WorkLaunchers {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLaunchers.class);

  /** Whoever decides prepares nothing: each node does for itself. */
  static final EnvironmentGate.Environments PREPARES_LATER =
      new EnvironmentGate.Environments() {
        @Override
        public boolean needs(Job job) {
          return false;
        }

        @Override
        public CompletableFuture<?> prepare(Job job) {
          return CompletableFuture.completedFuture(null);
        }
      };

  private final WorkServices workshop;
  private final Function<ActiveRun, QueueSettings.Threads> threads;
  private final Map<UUID, Throwable> failures = new ConcurrentHashMap<>();

  NodeLaunchers(WorkServices workshop, Function<ActiveRun, QueueSettings.Threads> threads) {
    this.workshop = workshop;
    this.threads = threads;
    workshop.pythons().failures(runId -> Optional.ofNullable(failures.remove(runId)));
  }

  @Override
  public RunningWork launch(ActiveRun active, WorkCallback end) {
    try {
      if (workshop.pythons().needs(active.job())) {
        Preparing preparing = new Preparing(active, end);
        preparing.begin();
        return preparing;
      }
      return start(active, end);
    } catch (RuntimeException | Error e) { // also if there is no memory for a thread
      LOG.error("Run {} could not be started", active.run().id(), ExceptionText.loggable(e));
      end.ended(
          RunOutcome.permanentFailure(RunMessages.NOT_STARTED.text(ExceptionText.ownMessage(e))));
      return RunningWork.NONE;
    }
  }

  private RunningWork start(ActiveRun active, WorkCallback end) {
    return active.job().task() instanceof ScriptTask
        ? workshop.scripts().launch(active, end)
        : workshop.handlers().launch(active, threads.apply(active), end);
  }

  @Override
  public RunningWork adopt(ActiveRun active, WorkCallback end) {
    try {
      return workshop.scripts().adopt(active, end);
    } catch (RuntimeException | Error e) {
      LOG.error("Run {} could not be taken over", active.run().id(), ExceptionText.loggable(e));
      String reason = RunMessages.NOT_TAKEN_OVER.text(ExceptionText.ownMessage(e));
      end.ended(RunOutcome.lost(RunResult.failed(reason), () -> {}));
      return RunningWork.NONE;
    }
  }

  @Override
  public Set<UUID> left() {
    try {
      return workshop.leftScripts();
    } catch (RuntimeException e) {
      LOG.error("Scripts that were left here are not looked for", ExceptionText.loggable(e));
      return Set.of();
    }
  }

  @Override
  public void settled() {
    workshop.recovered();
  }

  /** Waits for its environment. */
  private final class Preparing implements RunningWork {
    private final ActiveRun active;
    private final WorkCallback end;
    private @Nullable RunningWork started;
    private boolean stopped;

    Preparing(ActiveRun active, WorkCallback end) {
      this.active = active;
      this.end = end;
    }

    void begin() {
      workshop
          .pythons()
          .prepare(active.job())
          .whenComplete((environment, failure) -> prepared(failure));
    }

    /** An end is told outside, since whoever is told has a lock of its own. */
    private void prepared(@Nullable Throwable failure) {
      begin(failure)
          .ifPresent(
              e ->
                  end.ended(
                      RunOutcome.permanentFailure(
                          RunMessages.NOT_STARTED.text(ExceptionText.ownMessage(e)))));
    }

    /** Why it could not be begun. */
    private synchronized Optional<Throwable> begin(@Nullable Throwable failure) {
      if (stopped) {
        return Optional.empty();
      }
      if (failure != null) {
        failures.put(active.run().id(), failure.getCause() == null ? failure : failure.getCause());
      }
      try {
        started = start(active, end);
        return Optional.empty();
      } catch (RuntimeException | Error e) {
        return Optional.of(e);
      }
    }

    @Override
    public synchronized void stop(StopCause reason) {
      if (started != null) {
        started.stop(reason);
      } else {
        stopped = true;
        end.ended(
            reason.kind() == StopCause.Kind.SHUTDOWN
                ? RunOutcome.unstarted()
                : RunOutcome.permanentFailure(reason.message()));
      }
    }

    @Override
    public synchronized boolean leave() {
      return started != null && started.leave();
    }
  }
}
