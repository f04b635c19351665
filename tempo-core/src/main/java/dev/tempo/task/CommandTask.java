package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.secret.Secret;
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

  /**
   * Copies the command and checks that it names a program.
   *
   * @throws IllegalArgumentException if it is empty, its program is blank, or a part contains NUL
   *     or half of a surrogate pair
   */
  public CommandTask {
    Objects.requireNonNull(command, "command");
    command = List.copyOf(command);
    Objects.requireNonNull(settings, "settings");
    if (command.isEmpty() || command.getFirst().isBlank()) {
      throw new InvalidValueException(ValueMessages.NO_PROGRAM.of(command));
    }
    command.forEach(part -> StoredText.checked("A part of a command", part));
  }

  /**
   * Returns a copy that starts in another directory.
   *
   * @throws IllegalArgumentException if its name cannot be stored as a text
   */
  public CommandTask withWorkingDirectory(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return withSettings(settings.withWorkingDirectory(directory));
  }

  /**
   * Returns a copy with one environment variable added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank or contains {@code =} or NUL, or the
   *     value contains NUL
   */
  public CommandTask withEnvironment(String name, String value) {
    return withSettings(settings.withEnvironment(name, value));
  }

  @Override
  public CommandTask withSecret(String name, String value) {
    Objects.requireNonNull(value, "value");
    return withSettings(settings.withSecret(name, Secret.plain(value)));
  }

  @Override
  public CommandTask withParameter(String name, String value) {
    return withSettings(settings.withParameter(name, value));
  }

  @Override
  public CommandTask withSettings(ScriptSettings settings) {
    return new CommandTask(command, settings);
  }
}
