package dev.tempo.task;

import java.util.Map;

/**
 * A Java handler by its registered name.
 *
 * @param handler the name
 * @param parameters given to every run
 */
public record HandlerTask(String handler, Map<String, String> parameters) implements Task {

  /** Copies the parameters. */
  public HandlerTask {
    if (handler.isBlank()) {
      throw new IllegalArgumentException("A handler's name must not be blank");
    }
    parameters = Entries.copyOf(parameters);
  }

  @Override
  public HandlerTask parameter(String name, String value) {
    return new HandlerTask(handler, Entries.with(parameters, name, value));
  }
}
