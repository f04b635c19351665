package dev.tempo.task;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A POSIX shell script, run by {@code sh}.
 *
 * @param content its source text
 * @param settings working directory, environment, parameters
 */
public record ShellTask(String content, ScriptSettings settings) implements ScriptTask {

  /** Checks that nothing is null. */
  public ShellTask {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(settings, "settings");
  }

  /** A copy that starts in another directory. */
  public ShellTask workingDirectory(Path directory) {
    return settings(settings.workingDirectory(directory));
  }

  /** A copy with one environment variable added or replaced. */
  public ShellTask environment(String name, String value) {
    return settings(settings.environment(name, value));
  }

  @Override
  public ShellTask secret(String name, String value) {
    return settings(settings.secret(name, Secret.plain(value)));
  }

  @Override
  public ShellTask parameter(String name, String value) {
    return settings(settings.parameter(name, value));
  }

  @Override
  public ShellTask settings(ScriptSettings changed) {
    return new ShellTask(content, changed);
  }
}
