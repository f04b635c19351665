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

/** Binds the parameters of a statement in order. */
final class StatementParameters {
  private final PreparedStatement statement;
  private int index;

  StatementParameters(PreparedStatement statement) {
    this.statement = statement;
  }

  StatementParameters id(UUID value) throws SQLException {
    statement.setBytes(++index, ColumnCodecs.bytes(value));
    return this;
  }

  StatementParameters id(Optional<UUID> value) throws SQLException {
    statement.setBytes(++index, value.map(ColumnCodecs::bytes).orElse(null));
    return this;
  }

  StatementParameters bytes(byte[] value) throws SQLException {
    statement.setBytes(++index, value);
    return this;
  }

  /** A value as it was read, of whatever type. */
  StatementParameters raw(Object value) throws SQLException {
    statement.setObject(++index, value);
    return this;
  }

  StatementParameters text(String value) throws SQLException {
    statement.setString(++index, value);
    return this;
  }

  StatementParameters text(Optional<String> value) throws SQLException {
    return text(value.orElse(null));
  }

  StatementParameters number(long value) throws SQLException {
    statement.setLong(++index, value);
    return this;
  }

  StatementParameters real(double value) throws SQLException {
    statement.setDouble(++index, value);
    return this;
  }

  StatementParameters flag(boolean value) throws SQLException {
    return number(value ? 1 : 0);
  }

  StatementParameters number(OptionalLong value) throws SQLException {
    return value.isPresent() ? number(value.getAsLong()) : nothing();
  }

  StatementParameters number(OptionalInt value) throws SQLException {
    return value.isPresent() ? number(value.getAsInt()) : nothing();
  }

  StatementParameters instant(Instant value) throws SQLException {
    return number(TimeBounds.millis(value).toEpochMilli());
  }

  StatementParameters instant(Optional<Instant> value) throws SQLException {
    return value.isPresent() ? instant(value.get()) : nothing();
  }

  StatementParameters millis(Duration value) throws SQLException {
    return number(value.toMillis());
  }

  StatementParameters millis(Optional<Duration> value) throws SQLException {
    return value.isPresent() ? millis(value.get()) : nothing();
  }

  private StatementParameters nothing() throws SQLException {
    statement.setObject(++index, null);
    return this;
  }
}
