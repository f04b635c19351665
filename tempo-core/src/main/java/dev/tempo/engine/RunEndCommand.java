package dev.tempo.engine;

import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.Turn;

/** Reports to the loop that work has ended; a turn that fails does not lose it. */
record RunEndCommand(EngineComponents parts, ActiveRun run, RunOutcome outcome)
    implements LoopCommand {
  @Override
  public void apply(Turn turn) {
    parts.endings().end(turn, run, outcome);
  }

  @Override
  public Decision decision() {
    return parts.endings().decision(run, outcome);
  }
}
