package dev.tempo.task;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What every process needs besides its program.
 *
 * @param workingDirectory where it starts; empty for the job's own directory
 * @param environment variables added to those that it inherits
 * @param parameters passed as {@code --name value}
 */
public record ScriptSettings(
    Optional<Path> workingDirectory,
    Map<String, String> environment,
    Map<String, String> parameters) {

  /** The job's own directory, nothing added. */
  public static final ScriptSettings DEFAULT =
      new ScriptSettings(Optional.empty(), Map.of(), Map.of());

  /** Copies the maps and checks the names of the variables. */
  public ScriptSettings {
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    environment = Entries.copyOf(environment);
    parameters = Entries.copyOf(parameters);
    environment.forEach(ScriptSettings::checkVariable);
  }

  /** A copy with another working directory. */
  public ScriptSettings workingDirectory(Path directory) {
    return new ScriptSettings(Optional.of(directory), environment, parameters);
  }

  /**
   * A copy with one variable added or replaced.
   *
   * @throws IllegalArgumentException if the name is empty or contains {@code =} or NUL, or the
   *     value contains NUL (POSIX.1 8.1)
   */
  public ScriptSettings environment(String name, String value) {
    return new ScriptSettings(workingDirectory, Entries.with(environment, name, value), parameters);
  }

  /** A copy with one parameter added or replaced. */
  public ScriptSettings parameter(String name, String value) {
    return new ScriptSettings(workingDirectory, environment, Entries.with(parameters, name, value));
  }

  private static void checkVariable(String name, String value) {
    if (name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The environment variable's name '" + name + "' must not contain '=' or NUL");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The value of the environment variable " + name + " must not contain NUL");
    }
  }
}
