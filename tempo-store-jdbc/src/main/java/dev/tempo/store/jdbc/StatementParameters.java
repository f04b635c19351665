package dev.tempo.store.jdbc;

import dev.tempo.value.TimeBounds;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sets the parameters of a statement one after the other, in the form in which columns hold them:
 * UUIDs as 16 bytes, instants as milliseconds since the epoch, durations as milliseconds, booleans
 * as 0 and 1, empty optionals as NULL. Each method sets the next parameter and returns this.
 *
 * <p>Not thread-safe.
 */
public final class StatementParameters {
  private final ParameterSink sink;
  private int index;

  /** Begins with the first parameter of a statement. */
  public StatementParameters(PreparedStatement statement) {
    this(ParameterSink.of(statement));
  }

  /** Begins with the first value of a sink. */
  public StatementParameters(ParameterSink sink) {
    this.sink = sink;
  }

  /** Sets a UUID. */
  public StatementParameters id(UUID value) throws SQLException {
    sink.bytes(++index, UuidCodec.bytes(value));
    return this;
  }

  /** Sets a UUID or NULL. */
  public StatementParameters id(Optional<UUID> value) throws SQLException {
    return bytes(value.map(UuidCodec::bytes).orElse(null));
  }

  /** Sets bytes; null for NULL. */
  public StatementParameters bytes(byte @Nullable [] value) throws SQLException {
    sink.bytes(++index, value);
    return this;
  }

  /** Sets a value as {@link ResultRow#raw} has read it, whatever its type; null for NULL. */
  public StatementParameters raw(@Nullable Object value) throws SQLException {
    sink.raw(++index, value);
    return this;
  }

  /** Sets a text; null for NULL. */
  public StatementParameters text(@Nullable String value) throws SQLException {
    sink.text(++index, value);
    return this;
  }

  /** Sets a text or NULL. */
  public StatementParameters text(Optional<String> value) throws SQLException {
    return text(value.orElse(null));
  }

  /** Sets an integer. */
  public StatementParameters number(long value) throws SQLException {
    sink.number(++index, value);
    return this;
  }

  /** Sets a floating-point number. */
  public StatementParameters real(double value) throws SQLException {
    sink.real(++index, value);
    return this;
  }

  /** Sets 1 for true, 0 for false. */
  public StatementParameters flag(boolean value) throws SQLException {
    return number(value ? 1 : 0);
  }

  /** Sets an integer or NULL. */
  public StatementParameters number(OptionalLong value) throws SQLException {
    return value.isPresent() ? number(value.getAsLong()) : noNumber();
  }

  /** Sets an integer or NULL. */
  public StatementParameters number(OptionalInt value) throws SQLException {
    return value.isPresent() ? number(value.getAsInt()) : noNumber();
  }

  /** Sets an instant, in whole milliseconds within the bounds of times. */
  public StatementParameters instant(Instant value) throws SQLException {
    return number(TimeBounds.millis(value).toEpochMilli());
  }

  /** Sets an instant or NULL. */
  public StatementParameters instant(Optional<Instant> value) throws SQLException {
    return value.isPresent() ? instant(value.get()) : noNumber();
  }

  /** Sets a duration, in whole milliseconds. */
  public StatementParameters millis(Duration value) throws SQLException {
    return number(value.toMillis());
  }

  /** Sets a duration or NULL. */
  public StatementParameters millis(Optional<Duration> value) throws SQLException {
    return value.isPresent() ? millis(value.get()) : noNumber();
  }

  /**
   * Sets a value by its type: a UUID, an instant, a boolean, a text, a number, bytes, an optional
   * of these, or null.
   */
  public StatementParameters value(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> raw(null);
      case Optional<?> maybe -> value(maybe.orElse(null));
      case OptionalInt maybe -> number(maybe);
      case OptionalLong maybe -> number(maybe);
      case UUID id -> id(id);
      case Instant instant -> number(instant.toEpochMilli());
      case Boolean flag -> flag(flag);
      case String text -> text(text);
      case Integer number -> number(number);
      case Long number -> number(number);
      case byte[] bytes -> bytes(bytes);
      default -> raw(value);
    };
  }

  private StatementParameters noNumber() throws SQLException {
    sink.noNumber(++index);
    return this;
  }
}
