package dev.tempo.engine;

/** The engine was closed before it could answer. */
final class EngineClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  EngineClosedException() {
    super("This Tempo is closed; what was asked for was not done");
  }
}
