package dev.tempo.task;

import dev.tempo.value.StoredText;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A program with its arguments, started without a shell.
 *
 * @param command the program, by path or to be found on PATH, then its arguments
 * @param settings working directory, environment, parameters
 */
public record CommandTask(List<String> command, ScriptSettings settings) implements ScriptTask {

  /** Copies the command and checks that it names a program. */
  public CommandTask {
    command = List.copyOf(command);
    Objects.requireNonNull(settings, "settings");
    if (command.isEmpty() || command.getFirst().isBlank()) {
      throw new IllegalArgumentException("A command must name a program, but got " + command);
    }
    command.forEach(part -> StoredText.checked("A part of a command", part));
  }

  /** A copy that starts in another directory. */
  public CommandTask workingDirectory(Path directory) {
    return settings(settings.workingDirectory(directory));
  }

  /** A copy with one environment variable added or replaced. */
  public CommandTask environment(String name, String value) {
    return settings(settings.environment(name, value));
  }

  @Override
  public CommandTask secret(String name, String value) {
    return settings(settings.secret(name, Secret.plain(value)));
  }

  @Override
  public CommandTask parameter(String name, String value) {
    return settings(settings.parameter(name, value));
  }

  @Override
  public CommandTask settings(ScriptSettings changed) {
    return new CommandTask(command, changed);
  }
}
