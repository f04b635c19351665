package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Objects;

/**
 * A Java handler by its registered name.
 *
 * @param handler the name
 * @param arguments given to every run
 */
public record HandlerTask(String handler, Arguments arguments) implements Task {

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is blank, or contains NUL or half of a surrogate pair
   */
  public HandlerTask {
    Objects.requireNonNull(handler, "handler");
    if (handler.isBlank()) {
      throw new InvalidValueException(ValueMessages.BLANK_HANDLER.of());
    }
    StoredText.checked("A handler's name", handler);
    Objects.requireNonNull(arguments, "arguments");
  }

  @Override
  public HandlerTask withArguments(Arguments arguments) {
    return new HandlerTask(handler, arguments);
  }

  @Override
  public HandlerTask withParameter(String name, String value) {
    return withArguments(arguments.with(name, value));
  }
}
