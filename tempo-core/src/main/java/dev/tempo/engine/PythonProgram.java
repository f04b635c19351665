package dev.tempo.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The Python that runs a script.
 *
 * @param executable the interpreter
 * @param variables makes of inherited variables those that its environment wants
 * @param notices what is to be said in the run's log
 */
record PythonProgram(
    Path executable, UnaryOperator<Map<String, String>> variables, List<String> notices) {

  /** An interpreter without an environment. */
  static PythonProgram plain(Path executable) {
    return new PythonProgram(executable, UnaryOperator.identity(), List.of());
  }
}
