package dev.tempo.task;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A task that runs as a process of its own: Python, shell or a command. */
public sealed interface ScriptTask extends Task permits PythonTask, ShellTask, CommandTask {

  /** Working directory, environment and parameters. */
  ScriptSettings settings();

  /**
   * Where its text is executed; a command has none.
   *
   * @return never null
   */
  default ScriptPlace place() {
    return ScriptPlace.JOB_DIRECTORY;
  }

  /** Returns a copy with other settings. */
  ScriptTask withSettings(ScriptSettings settings);

  @Override
  default Arguments arguments() {
    return settings().arguments();
  }

  @Override
  default Arguments triggeredArguments() {
    return arguments().without(settings().onRequest());
  }

  @Override
  default ScriptTask withArguments(Arguments arguments) {
    return withSettings(settings().withArguments(arguments));
  }

  /**
   * Returns a copy with one secret variable added or replaced in the process's environment. Its
   * value is encrypted when the job is saved, and masked in what the process writes and in what is
   * said of it. It can be read by whoever can look into the process.
   *
   * @throws IllegalArgumentException if the name is blank or contains {@code =} or NUL, or the
   *     value contains NUL
   */
  ScriptTask withSecret(String name, String value);

  @Override
  ScriptTask withParameter(String name, String value);

  /**
   * The directory in which the process starts; empty for the job's own.
   *
   * @return never null
   */
  default Optional<Path> workingDirectory() {
    return settings().workingDirectory();
  }

  /**
   * Variables added to the process's environment.
   *
   * @return unmodifiable; never null
   */
  default Map<String, String> environment() {
    return settings().environment();
  }
}
