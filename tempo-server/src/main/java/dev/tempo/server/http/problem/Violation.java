package dev.tempo.server.http.problem;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is wrong with one field of a request.
 *
 * @param field the field's path, as {@code triggers[0].expression}; empty for the whole body
 * @param message what is wrong and what is allowed
 * @param position the index of the character at fault, where a text has one
 * @param place the same in a text of several lines
 */
public record Violation(
    String field, Message message, OptionalInt position, Optional<Place> place) {

  /** Checks that nothing is null. */
  public Violation {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(place, "place");
  }

  /** A violation in a text of one line. */
  public Violation(String field, Message message, OptionalInt position) {
    this(field, message, position, Optional.empty());
  }

  /**
   * A place in a text of several lines.
   *
   * @param line from 1
   * @param column from 1
   */
  public record Place(int line, int column) {}

  /** A violation without a position. */
  public static Violation of(String field, Message message) {
    return new Violation(field, message, OptionalInt.empty());
  }

  /** A violation at a place, which the message tells too. */
  public static Violation at(String field, Message message, int position, Place place) {
    Message there =
        Messages.message(
            "api.violationAt", "line", place.line(), "column", place.column(), "message", message);
    return new Violation(field, there, OptionalInt.of(position), Optional.of(place));
  }
}
