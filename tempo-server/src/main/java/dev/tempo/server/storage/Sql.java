package dev.tempo.server.storage;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One SQL statement with its arguments: UUIDs as 16 bytes, instants as milliseconds since the
 * epoch, booleans as 0 and 1, empty optionals as NULL.
 */
public final class Sql {
  private final Connection connection;
  private final String statement;
  private final Object[] arguments;

  private Sql(Connection connection, String statement, Object[] arguments) {
    this.connection = connection;
    this.statement = statement;
    this.arguments = arguments;
  }

  /** A statement, ready to be run. */
  public static Sql of(Connection connection, String statement, Object... arguments) {
    return new Sql(connection, statement, arguments);
  }

  /** Reads a value from the row at which a result stands. */
  @FunctionalInterface
  public interface RowReader<T> {

    /** The value. */
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a change; how many rows it changed. */
  public int execute() throws SQLException {
    try (PreparedStatement prepared = prepare()) {
      return prepared.executeUpdate();
    }
  }

  /** Runs a query and reads its first row. */
  public <T> Optional<T> first(RowReader<T> reader) throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /** Runs a query and reads all its rows. */
  public <T> List<T> all(RowReader<T> reader) throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reader.read(rows));
      }
      return read;
    }
  }

  /** A column that holds a UUID. */
  public static UUID uuid(ResultSet row, String column) throws SQLException {
    return maybeUuid(row, column).orElseThrow();
  }

  /** A column that holds a UUID or NULL. */
  public static Optional<UUID> maybeUuid(ResultSet row, String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes == null) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
  }

  /** A column that holds an instant or NULL. */
  public static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private PreparedStatement prepare() throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    try {
      for (int i = 0; i < arguments.length; i++) {
        prepared.setObject(i + 1, stored(arguments[i]));
      }
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  private static Object stored(Object argument) {
    return switch (argument) {
      case null -> null;
      case Optional<?> maybe -> stored(maybe.orElse(null));
      case UUID id ->
          ByteBuffer.allocate(16)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits())
              .array();
      case Instant instant -> instant.toEpochMilli();
      case Boolean flag -> flag ? 1 : 0;
      default -> argument;
    };
  }
}
