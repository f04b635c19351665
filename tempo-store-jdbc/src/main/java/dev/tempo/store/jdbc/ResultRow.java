package dev.tempo.store.jdbc;

import dev.tempo.value.TimeBounds;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns of the row at which a result stands, in the form in which {@link
 * StatementParameters} wrote them. A column that holds NULL is read by its {@code optional…}
 * method; the others give zero, false or null for it, as JDBC does, unless they say otherwise.
 *
 * <p>Not thread-safe; belongs to the query that gave it.
 */
public final class ResultRow {
  private final ResultSet row;

  /** Reads rows of a result. */
  public ResultRow(ResultSet row) {
    this.row = row;
  }

  /** Returns a UUID; throws a {@link NullPointerException} for NULL. */
  public UUID id(String column) throws SQLException {
    return UuidCodec.uuid(row.getBytes(column));
  }

  /** Returns a UUID; empty for NULL. */
  public Optional<UUID> optionalId(String column) throws SQLException {
    return Optional.ofNullable(row.getBytes(column)).map(UuidCodec::uuid);
  }

  /** Returns bytes; null for NULL. */
  public byte @Nullable [] bytes(String column) throws SQLException {
    return row.getBytes(column);
  }

  /** Returns a text; null for NULL. */
  public @Nullable String text(String column) throws SQLException {
    return row.getString(column);
  }

  /** Returns a text; empty for NULL. */
  public Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  /** Returns an integer of 32 bits; 0 for NULL. */
  public int integer(String column) throws SQLException {
    return row.getInt(column);
  }

  /** Returns an integer; 0 for NULL. */
  public long number(String column) throws SQLException {
    return row.getLong(column);
  }

  /** Returns a floating-point number; 0 for NULL. */
  public double real(String column) throws SQLException {
    return row.getDouble(column);
  }

  /** Returns whether an integer is not zero; false for NULL. */
  public boolean flag(String column) throws SQLException {
    return row.getInt(column) != 0;
  }

  /** Returns an integer; empty for NULL. */
  public OptionalLong optionalNumber(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns an integer of 32 bits; empty for NULL. */
  public OptionalInt optionalInteger(String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** Returns an instant; the epoch for NULL. */
  public Instant instant(String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  /** Returns an instant; empty for NULL. */
  public Optional<Instant> optionalInstant(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
  }

  /** Returns a duration within today's bounds, whatever an earlier version has stored. */
  public Duration millis(String column) throws SQLException {
    return TimeBounds.millis(Duration.ofMillis(row.getLong(column)));
  }

  /**
   * Returns a duration as {@link #millis} does; empty for NULL. Zero, which was less than a
   * millisecond once, is a millisecond.
   */
  public Optional<Duration> optionalMillis(String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(TimeBounds.millis(Duration.ofMillis(Math.max(1, value))));
  }

  /** Returns a path; empty for NULL. */
  public Optional<Path> optionalPath(String column) throws SQLException {
    return optionalText(column).map(Path::of);
  }

  /**
   * Returns a column as the driver gives it, for {@link StatementParameters#raw}; null for NULL.
   */
  public @Nullable Object raw(String column) throws SQLException {
    return row.getObject(column);
  }

  /** Returns the names of all columns, in the order of the query. */
  public List<String> columns() throws SQLException {
    ResultSetMetaData data = row.getMetaData();
    List<String> columns = new ArrayList<>(data.getColumnCount());
    for (int i = 1; i <= data.getColumnCount(); i++) {
      columns.add(data.getColumnName(i));
    }
    return columns;
  }
}
