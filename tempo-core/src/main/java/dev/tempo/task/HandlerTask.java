package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.Optional;

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

  /** What the handler is given besides parameters; empty for nothing. */
  public Optional<Payload> payload() {
    return arguments.payload();
  }

  /**
   * Returns a copy with another payload: a value of the program's own, which the payload codec
   * turns into text when the job is saved. Runs may have their own; see {@link
   * dev.tempo.RunOptions#withPayload}.
   *
   * @throws NullPointerException if it is null
   */
  public HandlerTask withPayload(Object value) {
    Payload payload = value instanceof Payload given ? given : Payload.of(value);
    return withArguments(arguments.withPayload(payload));
  }

  @Override
  public HandlerTask withParameter(String name, String value) {
    return withArguments(arguments.with(name, value));
  }
}
