package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.SqlDialect;

/** SQLite's SQL. */
final class SqliteDialect implements SqlDialect {
  static final SqliteDialect INSTANCE = new SqliteDialect();

  private SqliteDialect() {}

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String tableExists() {
    return "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  }

  @Override
  public String cascadingReferences() {
    return """
        SELECT m.name AS name, f."from" AS reference
        FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND f."table" = ? AND f.on_delete = 'CASCADE'
        ORDER BY m.name
        """;
  }
}
