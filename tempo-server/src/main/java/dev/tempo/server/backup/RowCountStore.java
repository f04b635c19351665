package dev.tempo.server.backup;

import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreProvider;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the rows in copies of the databases. */
final class RowCountStore {
  private static final List<String> TABLES =
      List.of("job", "job_trigger", "run", "users", "log", "chunk");

  private RowCountStore() {}

  /** How many rows the main tables have, by their names. */
  static Map<String, Long> count(StoreProvider stores, Path directory) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String name : stores.copyNames()) {
      stores.read(directory.resolve(name), c -> count(stores, c, counts));
    }
    return counts;
  }

  private static int count(StoreProvider stores, Connection c, Map<String, Long> counts)
      throws SQLException {
    for (String table : TABLES) {
      if (Sql.of(c, stores.dialect().tableExists(), table).exists()) {
        counts.put(table, Sql.of(c, "SELECT count(*) FROM " + table).count());
      }
    }
    return counts.size();
  }
}
