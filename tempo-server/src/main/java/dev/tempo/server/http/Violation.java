package dev.tempo.server.http;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What is wrong with one field of a request.
 *
 * @param field the field's path, as {@code triggers[0].expression}; empty for the whole body
 * @param message what is wrong and what is allowed
 * @param position the index of the character at fault, where a text has one
 */
public record Violation(String field, String message, OptionalInt position) {

  /** Checks that nothing is null. */
  public Violation {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(position, "position");
  }

  /** A violation without a position. */
  public static Violation of(String field, String message) {
    return new Violation(field, message, OptionalInt.empty());
  }
}
