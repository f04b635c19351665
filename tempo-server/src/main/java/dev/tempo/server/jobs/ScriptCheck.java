package dev.tempo.server.jobs;

import dev.tempo.task.Task;
import java.util.List;

/**
 * Finds mistakes in a script before it is let run. A job with mistakes may be saved as a draft,
 * which is to say disabled; it cannot be enabled.
 */
@FunctionalInterface
public interface ScriptCheck {

  /** Finds none. */
  ScriptCheck NONE = task -> List.of();

  /**
   * The mistakes in a task's script; empty if it may run. Called while names are locked, so it must
   * be quick, and find nothing rather than hang.
   */
  List<Mistake> mistakes(Task task);

  /**
   * A mistake.
   *
   * @param position the index of the character at fault
   * @param message what is wrong
   */
  record Mistake(int position, String message) {}
}
