package dev.tempo.server.backup;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what copies of the databases hold. */
final class CountStore {
  private CountStore() {}

  /** How many rows the main tables have, by their names. */
  static Map<String, Long> count(Path directory) {
    Map<String, Long> counts = new LinkedHashMap<>();
    count(directory.resolve("tempo.db"), List.of("job", "job_trigger", "run", "users"), counts);
    count(directory.resolve("logs.db"), List.of("log", "chunk"), counts);
    return counts;
  }

  private static void count(Path file, List<String> tables, Map<String, Long> counts) {
    String present = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
      for (String table : tables) {
        if (Sql.of(c, present, table).first(row -> true).isPresent()) {
          Sql.of(c, "SELECT count(*) AS n FROM " + table)
              .first(row -> row.getLong("n"))
              .ifPresent(count -> counts.put(table, count));
        }
      }
    } catch (SQLException e) {
      throw new StoreException(file + " cannot be counted: " + e.getMessage(), e);
    }
  }
}
