package dev.tempo.engine.turn;

import java.util.List;

/** A command that a thread submits to the engine's loop. */
@FunctionalInterface
public interface LoopCommand {

  /** Does it, on the loop's thread. */
  void apply(Turn turn);

  /** The id and key of the job that it edits; empty for everything but edits. */
  default List<?> edits() {
    return List.of();
  }

  /** What it is, and what is done if it fails. */
  default Decision decision() {
    return Decision.of(Decision.Subject.of("A task of the engine"), (turn, failure) -> {});
  }
}
