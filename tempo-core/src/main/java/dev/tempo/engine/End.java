package dev.tempo.engine;

/** Work has ended; also a turn that fails must not lose that. */
record End(EngineParts parts, ActiveRun run, Outcome outcome) implements Command {
  @Override
  public void apply(Turn turn) {
    parts.endings().end(turn, run, outcome);
  }

  @Override
  public Decision decision() {
    return parts.endings().decision(run, outcome);
  }
}
