package dev.tempo.engine;

import dev.tempo.engine.turn.Turn;
import java.util.List;

/**
 * Something that is asked of whoever decides. A record of what other nodes can be sent, so that any
 * node can ask it.
 *
 * @param <T> what is answered
 */
interface Request<T> {

  /** Decides it, on the loop's thread; refuses by throwing. */
  T decide(EngineComponents parts, Turn turn);

  /** What is answered. */
  Class<T> answerType();

  /** The ids and keys of what it edits, which is kept apart from what was decided of the same. */
  default List<?> edits() {
    return List.of();
  }
}
