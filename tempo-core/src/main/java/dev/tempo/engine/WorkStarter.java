package dev.tempo.engine;

import dev.tempo.QueueSettings;
import dev.tempo.RunResult;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.task.ScriptTask;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the work of runs, or takes it over. Used by the loop's thread alone. */
final class WorkStarter {
  private static final Logger LOG = LoggerFactory.getLogger(WorkStarter.class);

  private final WorkServices workshop;
  private final Consumer<LoopCommand> loop;
  private EngineComponents parts;

  WorkStarter(WorkServices workshop, Consumer<LoopCommand> loop) {
    this.workshop = workshop;
    this.loop = loop;
  }

  /** Sets to what ends are reported; before anything is started. */
  void use(EngineComponents components) {
    parts = components;
  }

  RunningWork launch(ActiveRun active) {
    WorkCallback end = endOf(active);
    try {
      return active.job().task() instanceof ScriptTask
          ? workshop.scripts().launch(active, end)
          : workshop.handlers().launch(active, threads(active), end);
    } catch (RuntimeException | Error e) { // also if there is no memory for a thread
      LOG.error(
          "Run {} of {} could not be started",
          active.run().id(),
          active.job(),
          ExceptionText.loggable(e));
      end.ended(
          RunOutcome.permanentFailure(RunMessages.NOT_STARTED.text(ExceptionText.ownMessage(e))));
      return RunningWork.NONE;
    }
  }

  RunningWork adopt(ActiveRun active) {
    WorkCallback end = endOf(active);
    try {
      return workshop.scripts().adopt(active, end);
    } catch (RuntimeException | Error e) {
      LOG.error("Run {} could not be taken over", active.run().id(), ExceptionText.loggable(e));
      String reason = RunMessages.NOT_TAKEN_OVER.text(ExceptionText.ownMessage(e));
      end.ended(RunOutcome.lost(RunResult.failed(reason), () -> {}));
      return RunningWork.NONE;
    }
  }

  /** Whether the work of some run is done on this thread. */
  boolean isOn(Thread thread) {
    return parts.active().all().stream().anyMatch(run -> run.isOn(thread));
  }

  private WorkCallback endOf(ActiveRun active) {
    return new RunReporter(parts, active, loop);
  }

  private QueueSettings.Threads threads(ActiveRun active) {
    return parts.queues().settings(active.run().job().queue()).threads();
  }
}
