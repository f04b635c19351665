package dev.tempo.engine.work;

import dev.tempo.message.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Builds the command line by which Python runs a script.
 *
 * @param executable the interpreter
 * @param variables makes of inherited variables those that its environment wants
 * @param notices what is to be said in the run's log
 */
record PythonCommand(
    Path executable, UnaryOperator<Map<String, String>> variables, List<Message> notices) {

  /** An interpreter without an environment. */
  static PythonCommand plain(Path executable) {
    return new PythonCommand(executable, UnaryOperator.identity(), List.of());
  }
}
