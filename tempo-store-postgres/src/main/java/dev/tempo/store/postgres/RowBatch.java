package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.ParameterSink;
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
import org.jspecify.annotations.Nullable;

/**
 * Gathers rows of the same columns, which one statement writes at once: it gets an array for each
 * column, and {@code unnest} makes rows of them. Used by the writer's thread alone.
 */
final class RowBatch {
  /** More are written at once for nothing. */
  private static final int MAX_ROWS = 1_000;

  private final String columns;
  private final boolean lastWins;
  private final Map<UUID, List<@Nullable Object>> rows = new LinkedHashMap<>();
  private final List<String> types = new ArrayList<>();

  private RowBatch(String columns, boolean lastWins) {
    this.columns = columns;
    this.lastWins = lastWins;
  }

  /** Returns an empty batch; of rows about the same, the last one counts. */
  static RowBatch lastWins(String columns) {
    return new RowBatch(columns, true);
  }

  /** Returns an empty batch; of rows about the same, the first one counts. */
  static RowBatch firstWins(String columns) {
    return new RowBatch(columns, false);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  boolean isFull() {
    return rows.size() >= MAX_ROWS;
  }

  /** Returns the names of its columns. */
  String columns() {
    return columns;
  }

  /** Returns whom its rows are about, in the order in which they came. */
  List<UUID> ids() {
    return List.copyOf(rows.keySet());
  }

  /** Gathers a row. */
  void add(UUID id, Binding binding) throws SQLException {
    if (lastWins || !rows.containsKey(id)) {
      Row row = new Row();
      binding.to(new StatementParameters(row));
      rows.put(id, row.values);
    }
  }

  void clear() {
    rows.clear();
  }

  /** Returns {@code unnest(…) AS u (…)}, with a mark for each column. */
  String source() {
    StringBuilder source = new StringBuilder("unnest(");
    for (int i = 0; i < types.size(); i++) {
      source.append(i == 0 ? "" : ", ").append("?::").append(types.get(i)).append("[]");
    }
    return source.append(") AS u (").append(columns).append(')').toString();
  }

  /**
   * Returns a statement with all rows as its parameters, and forgets them.
   *
   * @param sql has the {@link #source} once
   */
  PreparedStatement statement(Connection connection, StatementCache statements, String sql)
      throws SQLException {
    PreparedStatement statement = statements.get(connection, sql);
    for (int column = 0; column < types.size(); column++) {
      Object[] values = values(column);
      statement.setArray(column + 1, connection.createArrayOf(types.get(column), values));
    }
    rows.clear();
    return statement;
  }

  private Object[] values(int column) {
    Object[] values =
        switch (types.get(column)) {
          case "bytea" -> new byte[rows.size()][];
          case "int8" -> new Long[rows.size()];
          case "float8" -> new Double[rows.size()];
          default -> new String[rows.size()];
        };
    int at = 0;
    for (List<@Nullable Object> row : rows.values()) {
      values[at++] = row.get(column);
    }
    return values;
  }

  /** A row that is being gathered; the first one says of which types all are. */
  private final class Row implements ParameterSink {
    private final List<@Nullable Object> values = new ArrayList<>();

    private void add(String type, @Nullable Object value) {
      values.add(value);
      if (values.size() > types.size()) {
        types.add(type);
      }
    }

    @Override
    public void bytes(int index, byte @Nullable [] value) {
      add("bytea", value);
    }

    @Override
    public void text(int index, @Nullable String value) {
      add("text", value);
    }

    @Override
    public void number(int index, long value) {
      add("int8", value);
    }

    @Override
    public void noNumber(int index) {
      add("int8", null);
    }

    @Override
    public void real(int index, double value) {
      add("float8", value);
    }

    @Override
    public void raw(int index, @Nullable Object value) {
      throw new IllegalArgumentException("A value without a type cannot be written with others");
    }
  }
}
