package dev.tempo.store.sqlite;

import dev.tempo.log.LogChunk;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.StoreTables;
import dev.tempo.store.jdbc.TableShape;
import dev.tempo.store.jdbc.logs.LogChunkWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of both files. The index over texts is made anew, and what triggers keep keeps itself.
 */
record SqliteTables(List<Database> databases) implements StoreTables {
  private static final Set<String> UNMOVED =
      Set.of(
          "component",
          "installation",
          "log_total",
          "gram",
          "gram_config",
          "gram_data",
          "gram_docsize",
          "gram_idx");
  private static final String PUT_GRAMS = "INSERT INTO gram (rowid, grams) VALUES (?, ?)";

  @Override
  public String columns() {
    return """
        SELECT m.name AS table_name, c.name AS column_name, c.type AS type, c.pk AS key_position,
          c."notnull" OR c.pk > 0 AS required
        FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY m.name, c.cid
        """;
  }

  @Override
  public String references() {
    return """
        SELECT m.name AS table_name, f."table" AS target
        FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table'
        """;
  }

  @Override
  public Set<String> unmoved() {
    return UNMOVED;
  }

  @Override
  public void insert(Connection connection, TableShape table, List<Object[]> rows)
      throws SQLException {
    if (table.name().equals("chunk")) {
      insertChunks(connection, table, rows);
    } else {
      insertRows(connection, table, rows);
    }
  }

  private static void insertRows(Connection connection, TableShape table, List<Object[]> rows)
      throws SQLException {
    String sql =
        "INSERT INTO \""
            + table.name()
            + "\" ("
            + table.columnList()
            + ") VALUES ("
            + String.join(", ", Collections.nCopies(table.columns().size(), "?"))
            + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Object[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          set(insert, i + 1, row[i]);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void set(PreparedStatement insert, int index, Object value) throws SQLException {
    switch (value) {
      case null -> insert.setNull(index, Types.NULL);
      case byte[] bytes -> insert.setBytes(index, bytes);
      case String text -> insert.setString(index, text);
      case Long number -> insert.setLong(index, number);
      case Double number -> insert.setDouble(index, number);
      default -> throw new SQLException("A value of the kind " + value.getClass());
    }
  }

  private static void insertChunks(Connection connection, TableShape table, List<Object[]> rows)
      throws SQLException {
    int sealed = table.indexOf("sealed");
    int data = table.indexOf("data");
    int label = table.indexOf("label");
    int indexed = table.indexOf("indexed");
    List<Optional<String>> grams = new ArrayList<>();
    for (Object[] row : rows) {
      LogChunk chunk = LogChunk.of((byte[]) row[data], (Long) row[sealed] != 0);
      LogChunkWriter.Indexed<String> words =
          GramIndex.indexed(chunk, Optional.ofNullable((String) row[label]));
      row[indexed] = words.grams().isPresent() ? 1L : 0L;
      grams.add(words.grams());
    }
    insertRows(connection, table, rows);
    int id = table.indexOf("id");
    try (PreparedStatement put = connection.prepareStatement(PUT_GRAMS)) {
      for (int i = 0; i < rows.size(); i++) {
        if (!grams.get(i).orElse("").isEmpty()) {
          put.setLong(1, (Long) rows.get(i)[id]);
          put.setString(2, grams.get(i).orElseThrow());
          put.addBatch();
        }
      }
      put.executeBatch();
    }
  }

  /** Ids go on behind the greatest one. */
  @Override
  public void complete(Connection connection, TableShape table) {
    // nothing is counted apart from the rows
  }
}
