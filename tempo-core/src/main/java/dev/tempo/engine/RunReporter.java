package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.task.ScriptText;
import java.util.function.Consumer;

/** Takes what becomes of a run's work back into the loop. Safe for all threads. */
record RunReporter(EngineComponents parts, ActiveRun active, Consumer<LoopCommand> loop)
    implements WorkCallback {
  @Override
  public void ended(RunOutcome outcome) {
    loop.accept(new RunEndCommand(parts, active, outcome));
  }

  @Override
  public void read(String sha256, ScriptText script) {
    loop.accept(turn -> read(turn, sha256, script));
  }

  @Override
  public void handedOver(String text) {
    loop.accept(turn -> turn.change(new Change.KeepResult(active.run().id(), text)));
  }

  private void read(Turn turn, String sha256, ScriptText script) {
    Run run = active.read(sha256);
    turn.change(new Change.ReadScript(run.id(), sha256));
    turn.publish(() -> new Event.ScriptRead(turn.now(), run, script));
  }
}
