package dev.tempo.store.sqlite;

import dev.tempo.value.TimeBounds;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads the columns of a result row as domain values. */
final class ResultRow {
  private final ResultSet row;

  ResultRow(ResultSet row) {
    this.row = row;
  }

  UUID id(String column) throws SQLException {
    return ColumnCodecs.uuid(row.getBytes(column));
  }

  Optional<UUID> optionalId(String column) throws SQLException {
    return Optional.ofNullable(row.getBytes(column)).map(ColumnCodecs::uuid);
  }

  byte[] bytes(String column) throws SQLException {
    return row.getBytes(column);
  }

  String text(String column) throws SQLException {
    return row.getString(column);
  }

  Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  int integer(String column) throws SQLException {
    return row.getInt(column);
  }

  long number(String column) throws SQLException {
    return row.getLong(column);
  }

  double real(String column) throws SQLException {
    return row.getDouble(column);
  }

  boolean flag(String column) throws SQLException {
    return row.getInt(column) != 0;
  }

  OptionalLong optionalNumber(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  OptionalInt optionalInteger(String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  Instant instant(String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  Optional<Instant> optionalInstant(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
  }

  /** Within today's bounds, whatever an earlier version has stored. */
  Duration millis(String column) throws SQLException {
    return TimeBounds.millis(Duration.ofMillis(row.getLong(column)));
  }

  /** As {@link #millis}; zero, which was less than a millisecond once, is a millisecond. */
  Optional<Duration> optionalMillis(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(TimeBounds.millis(Duration.ofMillis(Math.max(1, value))));
  }

  /** A column as it is stored. */
  Object raw(String column) throws SQLException {
    return row.getObject(column);
  }

  Optional<Path> optionalPath(String column) throws SQLException {
    return optionalText(column).map(Path::of);
  }
}
