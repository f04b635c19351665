package dev.tempo.engine;

import dev.tempo.engine.turn.Turn;

/** What is asked of whoever decides about nodes. */
sealed interface NodeRequest extends Request<Boolean> {
  @Override
  default Class<Boolean> answerType() {
    return Boolean.class;
  }

  /** Looks at once which nodes there are, and which of them get work. */
  record Look() implements NodeRequest {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      parts.lookAtNodes(turn);
      return true;
    }
  }
}
