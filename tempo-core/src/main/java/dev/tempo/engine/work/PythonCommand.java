package dev.tempo.engine.work;

import dev.tempo.message.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Builds the command line by which Python runs a script.
 *
 * @param executable the interpreter
 * @param variables makes of inherited variables those that its environment wants
 * @param notices what is to be said in the run's log
 */
record PythonCommand(
    Path executable, UnaryOperator<Map<String, String>> variables, List<Message> notices) {

  /** This command, with something to be said before all else. */
  PythonCommand after(List<Message> first) {
    return new PythonCommand(
        executable, variables, Stream.concat(first.stream(), notices.stream()).toList());
  }

  /** This command, with something to be said besides. */
  PythonCommand also(List<Message> additional) {
    return new PythonCommand(
        executable, variables, Stream.concat(notices.stream(), additional.stream()).toList());
  }
}
