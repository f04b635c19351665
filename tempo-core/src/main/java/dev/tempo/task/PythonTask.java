package dev.tempo.task;

import dev.tempo.value.StoredText;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A Python script.
 *
 * @param content its source text
 * @param python which interpreter, and what is installed
 * @param settings working directory, environment, parameters
 */
public record PythonTask(String content, PythonSettings python, ScriptSettings settings)
    implements ScriptTask {

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public PythonTask {
    StoredText.checked("content", content);
    Objects.requireNonNull(python, "python");
    Objects.requireNonNull(settings, "settings");
  }

  /** A copy that needs these requirements, in the syntax of PEP 508, one each. */
  public PythonTask requirements(String... requirements) {
    return new PythonTask(
        content,
        new PythonSettings(python.version(), List.of(requirements), python.condaEnvironment()),
        settings);
  }

  /** A copy that wants this interpreter, for example {@code "3.12"}. */
  public PythonTask version(String version) {
    return new PythonTask(
        content,
        new PythonSettings(Optional.of(version), python.requirements(), python.condaEnvironment()),
        settings);
  }

  /**
   * A copy that runs in a conda environment, by its name or absolute path, which Tempo uses as it
   * is: {@link #requirements} are not installed into it.
   */
  public PythonTask conda(String environment) {
    return new PythonTask(
        content,
        new PythonSettings(python.version(), python.requirements(), Optional.of(environment)),
        settings);
  }

  /** A copy that starts in another directory. */
  public PythonTask workingDirectory(Path directory) {
    return settings(settings.workingDirectory(directory));
  }

  /** A copy with one environment variable added or replaced. */
  public PythonTask environment(String name, String value) {
    return settings(settings.environment(name, value));
  }

  @Override
  public PythonTask secret(String name, String value) {
    return settings(settings.secret(name, Secret.plain(value)));
  }

  @Override
  public PythonTask parameter(String name, String value) {
    return settings(settings.parameter(name, value));
  }

  @Override
  public PythonTask settings(ScriptSettings changed) {
    return new PythonTask(content, python, changed);
  }
}
