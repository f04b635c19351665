package dev.tempo.engine.work;

import dev.tempo.message.Localizable;
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
      CondaEnvironment environment, String name, boolean own, PythonService python) {
    return Message.of(
        own ? "python.uses.conda" : "python.uses.groupConda",
        own
            ? "Python {version} of the conda environment '{environment}' ({directory})"
            : "Python {version} of the conda environment '{environment}' of its group ({directory})",
        "version",
        version(environment, python),
        "environment",
        name,
        "directory",
        environment.prefix().toString());
  }

  /** It runs in conda's own environment. */
  static Message base(CondaEnvironment environment, PythonService python) {
    return Message.of(
        "python.uses.base",
        "Python {version} of conda's base environment ({directory})",
        "version",
        version(environment, python),
        "directory",
        environment.prefix().toString());
  }

  /** It runs in the environment of its job. */
  static Message own(PythonEnvironment environment) {
    return Message.of(
        "python.uses.environment",
        "Python {version} of its own environment, build {build} ({directory})",
        "version",
        environment.spec().interpreter().version().toString(),
        "build",
        environment.build(),
        "directory",
        environment.directory().toString());
  }

  /** It runs without an environment. */
  static Message interpreter(Path executable, PythonService python) {
    return Message.of(
        "python.uses.interpreter",
        "Python {version} without an environment ({file})",
        "version",
        version(executable, python),
        "file",
        executable.toString());
  }

  /** What it should have run in is gone. */
  static Message fallback(String name, RuntimeException failure) {
    Object reason =
        failure instanceof Localizable said ? said.message() : String.valueOf(failure.getMessage());
    return Message.of(
        "python.condaFallback",
        "The conda environment '{environment}' cannot be used, so the run goes on without it, as"
            + " the settings allow: {reason}",
        "environment",
        name,
        "reason",
        reason);
  }

  /** Its requirements are not looked at. */
  static Message asItIs(String name) {
    return Message.of(
        "python.condaAsItIs",
        "The job's requirements were not installed: it runs in the conda environment"
            + " '{environment}', which is used as it is",
        "environment",
        name);
  }

  /** A newer environment could not be built. */
  static Message previous(PythonEnvironment environment, Throwable failure) {
    return Message.of(
        "python.previousEnvironment",
        "The environment that the job asks for could not be built; this run uses the one of"
            + " {builtAt}. {reason}",
        "builtAt",
        environment.builtAt().toString(),
        "reason",
        String.valueOf(failure.getMessage()));
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
