package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes of which one statement makes many. SQLite opens the table and all its indexes anew for
 * each statement that is run, which costs as much as half of a write. Used by the writer's thread
 * alone.
 */
final class WideWrites {
  private final Connection connection;
  private final Form form;
  private final Map<Object, List<Row>> groups = new LinkedHashMap<>();
  private int size;

  /**
   * The two forms of a statement.
   *
   * @param single makes one write
   * @param wide makes as many as {@code rows}
   */
  record Form(String single, String wide, int rows) {}

  /**
   * A write.
   *
   * @param id whom it is about
   * @param head sets what all of its group have in common, before the first of them
   * @param values sets what is its own
   */
  record Row(UUID id, Binding head, Binding values) {}

  WideWrites(Connection connection, Form form) {
    this.connection = connection;
    this.form = form;
  }

  int size() {
    return size;
  }

  void add(Object group, Row row) {
    groups.computeIfAbsent(group, any -> new ArrayList<>()).add(row);
    size++;
  }

  /** Makes all of them, and says of whom it is not certain that there was anything to write. */
  List<UUID> make(StatementCache statements) throws SQLException {
    List<UUID> doubtful = new ArrayList<>();
    for (List<Row> rows : groups.values()) {
      int at = 0;
      for (; at + form.rows() <= rows.size(); at += form.rows()) {
        make(statements.get(connection, form.wide()), rows.subList(at, at + form.rows()), doubtful);
      }
      for (; at < rows.size(); at++) {
        make(statements.get(connection, form.single()), rows.subList(at, at + 1), doubtful);
      }
    }
    return doubtful;
  }

  private static void make(PreparedStatement statement, List<Row> rows, List<UUID> doubtful)
      throws SQLException {
    StatementParameters parameters = new StatementParameters(statement);
    rows.getFirst().head().to(parameters);
    for (Row row : rows) {
      row.values().to(parameters);
    }
    if (statement.executeUpdate() < rows.size()) {
      rows.forEach(row -> doubtful.add(row.id()));
    }
  }
}
