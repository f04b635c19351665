package dev.tempo.server.settings;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks at saved settings without being the server, which may be running meanwhile. */
public final class SavedSettingsStore {
  private SavedSettingsStore() {}

  /**
   * What holds, or would hold, for a server with these sources.
   *
   * @param database the file; what it saved is left out if it is not there
   * @throws SettingsException if a value is not valid
   * @throws StoreException if the database cannot be read
   */
  public static SettingValues peek(SettingSources sources, Path database) {
    return sources.resolve(Files.exists(database) ? saved(database) : Map.of());
  }

  private static Map<String, String> saved(Path database) {
    Map<String, String> saved = new LinkedHashMap<>();
    String table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'setting'";
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro")) {
      if (Sql.of(c, table).first(row -> true).isPresent()) {
        Sql.of(c, "SELECT name, value FROM setting")
            .all(row -> saved.put(row.getString("name"), row.getString("value")));
      }
      return saved;
    } catch (SQLException e) {
      throw new StoreException("The settings in " + database + " cannot be read: " + e, e);
    }
  }
}
