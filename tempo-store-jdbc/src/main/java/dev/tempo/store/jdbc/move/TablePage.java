package dev.tempo.store.jdbc.move;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.TableShape;
import dev.tempo.store.jdbc.TableShape.Column;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table in the order of its key, as many as memory has room for whatever they hold.
 *
 * @param rows values in the order of the columns
 */
record TablePage(List<@Nullable Object[]> rows) {
  private static final int MAX_ROWS = 5_000;
  private static final long MAX_BYTES = 4L << 20;
  private static final int FETCHED_AT_ONCE = 64;

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The key of the last row. */
  Object[] lastKey(TableShape table) {
    @Nullable Object[] last = rows.getLast();
    return table.key().stream().map(column -> last[table.indexOf(column)]).toArray();
  }

  /**
   * Reads the rows behind a key.
   *
   * @param after empty for the first ones
   */
  static TablePage read(Database database, TableShape table, Optional<Object[]> after) {
    String marks = String.join(", ", Collections.nCopies(table.key().size(), "?"));
    String behind = after.isEmpty() ? "" : " WHERE (" + table.keyList() + ") > (" + marks + ")";
    String sql =
        "SELECT "
            + table.columnList()
            + " FROM \""
            + table.name()
            + '"'
            + behind
            + " ORDER BY "
            + table.keyList()
            + " LIMIT "
            + MAX_ROWS;
    return database.readInBackground(connection -> read(connection, sql, table, after));
  }

  /** In a transaction, as PostgreSQL's driver would otherwise read all rows at once. */
  private static TablePage read(
      Connection connection, String sql, TableShape table, Optional<Object[]> after)
      throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setFetchSize(FETCHED_AT_ONCE);
      if (after.isPresent()) {
        bind(query, after.get());
      }
      try (ResultSet rows = query.executeQuery()) {
        return read(rows, table.columns());
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static TablePage read(ResultSet rows, List<Column> columns) throws SQLException {
    List<@Nullable Object[]> read = new ArrayList<>();
    long bytes = 0;
    while (bytes < MAX_BYTES && rows.next()) {
      @Nullable Object[] row = new Object[columns.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = value(rows, columns.get(i).type(), i + 1);
        bytes += bytes(row[i]);
      }
      read.add(row);
    }
    return new TablePage(read);
  }

  static @Nullable Object value(ResultSet rows, TableShape.Type type, int index)
      throws SQLException {
    Object value =
        switch (type) {
          case BYTES -> rows.getBytes(index);
          case TEXT -> rows.getString(index);
          case NUMBER -> rows.getLong(index);
          case REAL -> rows.getDouble(index);
        };
    return rows.wasNull() ? null : value;
  }

  private static long bytes(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> bytes.length;
      case String text -> 2L * text.length();
      case null, default -> Long.BYTES;
    };
  }

  private static void bind(PreparedStatement query, Object[] key) throws SQLException {
    for (int i = 0; i < key.length; i++) {
      switch (key[i]) {
        case byte[] bytes -> query.setBytes(i + 1, bytes);
        case String text -> query.setString(i + 1, text);
        case Long number -> query.setLong(i + 1, number);
        default -> throw new SQLException("A key has the value " + key[i]);
      }
    }
  }

  /** What a value is told by, whichever database it was read from. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
