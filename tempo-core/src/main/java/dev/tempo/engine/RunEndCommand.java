package dev.tempo.engine;

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
