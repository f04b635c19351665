package dev.tempo.task;

import dev.tempo.secret.Secret;
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
 * @param place where it is executed
 */
public record PythonTask(
    String content, PythonSettings python, ScriptSettings settings, ScriptPlace place)
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
    Objects.requireNonNull(place, "place");
  }

  /**
   * Returns a copy that says something else.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public PythonTask withContent(String content) {
    return new PythonTask(content, python, settings, place);
  }

  /** Returns a copy with another Python. */
  public PythonTask withPython(PythonSettings python) {
    return new PythonTask(content, python, settings, place);
  }

  /**
   * Returns a copy that is executed elsewhere; see {@link ScriptPlace#inPlace} for a file that lies
   * beside others.
   *
   * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="in-place"}
   */
  public PythonTask withPlace(ScriptPlace place) {
    return new PythonTask(content, python, settings, place);
  }

  /**
   * Returns a copy that needs these requirements, in the syntax of PEP 508, one each.
   *
   * @throws IllegalArgumentException if one contains NUL or half of a surrogate pair
   */
  public PythonTask withRequirements(String... requirements) {
    Objects.requireNonNull(requirements, "requirements");
    return withPython(
        new PythonSettings(python.version(), List.of(requirements), python.condaEnvironment()));
  }

  /**
   * Returns a copy that wants this interpreter, for example {@code "3.12"}.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public PythonTask withVersion(String version) {
    return withPython(
        new PythonSettings(
            Optional.of(Objects.requireNonNull(version, "version")),
            python.requirements(),
            python.condaEnvironment()));
  }

  /**
   * Returns a copy that runs in a conda environment, by its name or absolute path, which Tempo uses
   * as it is: {@link #withRequirements} are not installed into it.
   *
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  public PythonTask withConda(String environment) {
    return withPython(
        new PythonSettings(
            python.version(),
            python.requirements(),
            Optional.of(Objects.requireNonNull(environment, "environment"))));
  }

  /**
   * Returns a copy that starts in another directory.
   *
   * @throws IllegalArgumentException if its name cannot be stored as a text
   */
  public PythonTask withWorkingDirectory(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return withSettings(settings.withWorkingDirectory(directory));
  }

  /**
   * Returns a copy with one environment variable added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank or contains {@code =} or NUL, or the
   *     value contains NUL
   */
  public PythonTask withEnvironment(String name, String value) {
    return withSettings(settings.withEnvironment(name, value));
  }

  @Override
  public PythonTask withSecret(String name, String value) {
    Objects.requireNonNull(value, "value");
    return withSettings(settings.withSecret(name, Secret.plain(value)));
  }

  @Override
  public PythonTask withParameter(String name, String value) {
    return withSettings(settings.withParameter(name, value));
  }

  @Override
  public PythonTask withSettings(ScriptSettings settings) {
    return new PythonTask(content, python, settings, place);
  }
}
