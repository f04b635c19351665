package dev.tempo.store.sqlite;

import dev.tempo.value.TimeBounds;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Sets the parameters of a statement one after the other. */
final class Parameters {
  private final PreparedStatement statement;
  private int index;

  Parameters(PreparedStatement statement) {
    this.statement = statement;
  }

  Parameters id(UUID value) throws SQLException {
    statement.setBytes(++index, Codes.bytes(value));
    return this;
  }

  Parameters id(Optional<UUID> value) throws SQLException {
    statement.setBytes(++index, value.map(Codes::bytes).orElse(null));
    return this;
  }

  Parameters bytes(byte[] value) throws SQLException {
    statement.setBytes(++index, value);
    return this;
  }

  /** A value as it was read, of whatever type. */
  Parameters raw(Object value) throws SQLException {
    statement.setObject(++index, value);
    return this;
  }

  Parameters text(String value) throws SQLException {
    statement.setString(++index, value);
    return this;
  }

  Parameters text(Optional<String> value) throws SQLException {
    return text(value.orElse(null));
  }

  Parameters number(long value) throws SQLException {
    statement.setLong(++index, value);
    return this;
  }

  Parameters real(double value) throws SQLException {
    statement.setDouble(++index, value);
    return this;
  }

  Parameters flag(boolean value) throws SQLException {
    return number(value ? 1 : 0);
  }

  Parameters number(OptionalLong value) throws SQLException {
    return value.isPresent() ? number(value.getAsLong()) : nothing();
  }

  Parameters number(OptionalInt value) throws SQLException {
    return value.isPresent() ? number(value.getAsInt()) : nothing();
  }

  Parameters instant(Instant value) throws SQLException {
    return number(TimeBounds.millis(value).toEpochMilli());
  }

  Parameters instant(Optional<Instant> value) throws SQLException {
    return value.isPresent() ? instant(value.get()) : nothing();
  }

  Parameters millis(Duration value) throws SQLException {
    return number(value.toMillis());
  }

  Parameters millis(Optional<Duration> value) throws SQLException {
    return value.isPresent() ? millis(value.get()) : nothing();
  }

  private Parameters nothing() throws SQLException {
    statement.setObject(++index, null);
    return this;
  }
}
