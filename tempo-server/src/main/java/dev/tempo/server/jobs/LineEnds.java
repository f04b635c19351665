package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.script.Shebang;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.util.function.Consumer;

/** How the lines of a shell script end when it is saved. */
public enum LineEnds {
  /** With a line feed: shells take a carriage return for a part of the line. */
  LF,
  /** As they are. */
  KEEP;

  private static final String WINDOWS = "\r\n";

  /**
   * A script as it is saved unasked in the place of a task's: what has CR LF already keeps it.
   *
   * @param notes gets what was changed, in words
   */
  public static String mended(Task task, String script, Consumer<Message> notes) {
    if (!(task instanceof ShellTask shell)) {
      return script;
    }
    return (shell.content().contains(WINDOWS) ? KEEP : LF).mended(script, notes);
  }

  /**
   * A shell script as it is saved: without a byte-order mark, too, which a shell would take for a
   * part of the first command.
   *
   * @param notes gets what was changed, in words
   */
  String mended(String script, Consumer<Message> notes) {
    String text = Shebang.withoutMark(script);
    if (text.length() < script.length()) {
      notes.accept(message("api.script.markTakenOff"));
    }
    if (this == KEEP || !text.contains(WINDOWS)) {
      return text;
    }
    notes.accept(message("api.script.lineEndsMended"));
    return text.replace(WINDOWS, "\n");
  }
}
