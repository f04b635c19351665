package dev.tempo.engine.work;

import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.message.Message;
import dev.tempo.python.PythonService;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.environment.PythonEnvironment;
import java.nio.file.Path;

/** What a run's log says of its Python. */
final class PythonNotices {
  private PythonNotices() {}

  /** It runs in a conda environment that its job, or else its group, names. */
  static Message conda(
      CondaEnvironment environment, String name, boolean byJob, PythonService python) {
    return (byJob ? PythonMessages.USES_CONDA : PythonMessages.USES_GROUP_CONDA)
        .of(version(environment, python), name, environment.prefix());
  }

  /** It runs in conda's own environment. */
  static Message base(CondaEnvironment environment, PythonService python) {
    return PythonMessages.USES_BASE.of(version(environment, python), environment.prefix());
  }

  /** It runs in the environment of its job. */
  static Message own(PythonEnvironment environment) {
    return PythonMessages.USES_ENVIRONMENT.of(
        environment.spec().interpreter().version(), environment.build(), environment.directory());
  }

  /** It runs without an environment. */
  static Message interpreter(Path executable, PythonService python) {
    return PythonMessages.USES_INTERPRETER.of(version(executable, python), executable);
  }

  /** What it should have run in is gone. */
  static Message fallback(String name, RuntimeException failure) {
    return PythonMessages.CONDA_FALLBACK.of(
        name, LibraryMessages.said(String.valueOf(failure.getMessage())));
  }

  /** Its requirements are not looked at. */
  static Message asItIs(String name) {
    return PythonMessages.CONDA_AS_IT_IS.of(name);
  }

  /** A newer environment could not be built. */
  static Message previous(PythonEnvironment environment, Throwable failure) {
    return PythonMessages.PREVIOUS_ENVIRONMENT.of(
        environment.builtAt(), LibraryMessages.said(String.valueOf(failure.getMessage())));
  }

  private static String version(CondaEnvironment environment, PythonService python) {
    return environment
        .pythonVersion()
        .map(PythonVersion::toString)
        .orElseGet(() -> version(environment.python(), python));
  }

  private static String version(Path executable, PythonService python) {
    return python
        .interpreters()
        .at(executable)
        .map(found -> found.version().toString())
        .orElse("?");
  }
}
