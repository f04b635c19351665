package dev.tempo.store.postgres;

import dev.tempo.log.LogChunk;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreTables;
import dev.tempo.store.jdbc.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of a schema. Runs are in two, which are read as one view. Signatures of chunks are
 * made anew; segments come of them by themselves.
 */
record PostgresTables(List<Database> databases) implements StoreTables {
  /** What has ended has at least this status. */
  private static final long FIRST_ENDED = 2;

  private static final Set<String> UNMOVED =
      Set.of(
          // of this database
          "component",
          "installation",
          "holder",
          // read as others
          "log_total",
          "run_open",
          "run_ended",
          // made anew
          "chunk_signature",
          "segment",
          "segment_slice",
          // what nodes have of each other as long as they run
          "lease",
          "handover",
          "node",
          "incarnation_name",
          "node_agreement",
          "command",
          "answer",
          "outcome",
          "run_stop",
          "assignment",
          "feed",
          "log_watch",
          "log_tail",
          "shared_ticket");

  private static final Set<String> COUNTED = Set.of("log", "chunk");

  PostgresTables(Database database) {
    this(List.of(database));
  }

  @Override
  public String columns() {
    return """
        SELECT c.relname AS table_name, a.attname AS column_name,
          format_type(a.atttypid, NULL) AS type,
          coalesce(array_position(k.conkey, a.attnum), 0) AS key_position,
          a.attnotnull::int AS required
        FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
        WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace = current_schema()::regnamespace
        ORDER BY c.relname, a.attnum
        """;
  }

  @Override
  public String references() {
    return """
        SELECT c.relname AS table_name, t.relname AS target
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
        WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace
        """;
  }

  @Override
  public Set<String> unmoved() {
    return UNMOVED;
  }

  /** Runs are never there at first, and a view of them cannot be deleted from. */
  @Override
  public int clear(Connection connection, TableShape table) throws SQLException {
    return table.name().equals("run") ? 0 : StoreTables.super.clear(connection, table);
  }

  @Override
  public void insert(Connection connection, TableShape table, List<Object[]> rows)
      throws SQLException {
    switch (table.name()) {
      case "run" -> {
        int status = table.indexOf("status");
        var byEnd =
            rows.stream()
                .collect(Collectors.partitioningBy(row -> (Long) row[status] >= FIRST_ENDED));
        insertRows(connection, "run_open", table, byEnd.get(false));
        insertRows(connection, "run_ended", table, byEnd.get(true));
      }
      case "chunk" -> insertChunks(connection, table, rows);
      default -> insertRows(connection, table.name(), table, rows);
    }
  }

  /** By an array for each column, of which one statement makes rows. */
  private static void insertRows(
      Connection connection, String name, TableShape table, List<Object[]> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    String arrays =
        table.columns().stream()
            .map(column -> "?::" + type(column.type()) + "[]")
            .collect(Collectors.joining(", "));
    String sql =
        "INSERT INTO "
            + PostgresSettings.quoted(name)
            + " ("
            + table.columnList()
            + ") OVERRIDING SYSTEM VALUE SELECT * FROM unnest("
            + arrays
            + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < table.columns().size(); i++) {
        TableShape.Type type = table.columns().get(i).type();
        insert.setArray(i + 1, connection.createArrayOf(type(type), values(type, rows, i)));
      }
      insert.executeUpdate();
    }
  }

  private static String type(TableShape.Type type) {
    return switch (type) {
      case BYTES -> "bytea";
      case TEXT -> "text";
      case NUMBER -> "int8";
      case REAL -> "float8";
    };
  }

  private static Object[] values(TableShape.Type type, List<Object[]> rows, int column) {
    Object[] values =
        switch (type) {
          case BYTES -> new byte[rows.size()][];
          case TEXT -> new String[rows.size()];
          case NUMBER -> new Long[rows.size()];
          case REAL -> new Double[rows.size()];
        };
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i)[column];
    }
    return values;
  }

  private static void insertChunks(Connection connection, TableShape table, List<Object[]> rows)
      throws SQLException {
    int id = table.indexOf("id");
    int data = table.indexOf("data");
    int sealed = table.indexOf("sealed");
    int indexed = table.indexOf("indexed");
    List<Object[]> signatures = new ArrayList<>();
    for (Object[] row : rows) {
      boolean complete = (Long) row[sealed] != 0;
      row[indexed] = complete ? 1L : 0L;
      if (complete) {
        byte[] bits = ChunkSignature.of(LogChunk.of((byte[]) row[data], true));
        signatures.add(new Object[] {bits, row[id]});
      }
    }
    insertRows(connection, table.name(), table, rows);
    insertRows(connection, "chunk_signature", SIGNATURES, signatures);
  }

  private static final TableShape SIGNATURES =
      new TableShape(
          "chunk_signature",
          List.of(
              new TableShape.Column("bits", TableShape.Type.BYTES, true),
              new TableShape.Column("chunk", TableShape.Type.NUMBER, true)),
          List.of("chunk"));

  /** Ids go on behind the greatest one. */
  @Override
  public void complete(Connection connection, TableShape table) throws SQLException {
    if (COUNTED.contains(table.name())) {
      Sql.of(
              connection,
              "SELECT setval(pg_get_serial_sequence(?, 'id'), greatest(max(id), 1), count(*) > 0)"
                  + " FROM "
                  + PostgresSettings.quoted(table.name()),
              table.name())
          .exists();
    }
  }
}
