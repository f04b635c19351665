package dev.tempo.engine.turn;

/** The engine was closed before it could answer. */
public final class EngineClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public EngineClosedException() {
    super("This Tempo is closed; what was asked for was not done");
  }
}
