package dev.tempo.server.jobs;

import dev.tempo.message.Message;
import dev.tempo.task.Task;
import java.util.List;

/**
 * Finds mistakes in a script before it is let run. A job with mistakes may be saved as a draft,
 * which is to say disabled; it cannot be enabled.
 */
@FunctionalInterface
public interface ScriptValidator {

  /**
   * The mistakes in a task's script; empty if it may run. Called while names are locked, so it must
   * be quick, and find nothing rather than hang.
   */
  List<Mistake> mistakes(Task task);

  /**
   * A mistake.
   *
   * @param position the index of the character at fault
   * @param line the line at fault, from 1
   * @param column the column at fault, from 1
   * @param message what is wrong
   */
  record Mistake(int position, int line, int column, Message message) {

    /** A mistake at a place in a text; places beyond its end are at its end. */
    public static Mistake in(String text, int line, int column, Message message) {
      int start = 0;
      for (int skipped = 1; skipped < line; skipped++) {
        int end = text.indexOf('\n', start);
        start = end < 0 ? text.length() : end + 1;
      }
      int position = Math.min(text.length(), start + Math.max(0, column - 1));
      return new Mistake(position, line, column, message);
    }
  }
}
