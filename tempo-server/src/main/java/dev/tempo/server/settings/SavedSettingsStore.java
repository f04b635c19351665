package dev.tempo.server.settings;

import dev.tempo.python.SecretBox;
import dev.tempo.python.SecretException;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Looks at saved settings without being the server, which may be running meanwhile. */
public final class SavedSettingsStore {
  private SavedSettingsStore() {}

  /**
   * What holds, or would hold, for a server with these sources. What is sealed and cannot be opened
   * is left out, as a server does; secrets stay sealed.
   *
   * @param database the file; what it saved is left out if it is not there
   * @param directory where everything is kept; its {@code config/} has the key
   * @throws SettingsException if a value is not valid
   * @throws StoreException if the database cannot be read
   */
  public static SettingValues peek(SettingSources sources, Path database, Path directory) {
    Map<String, String> open = new LinkedHashMap<>();
    (Files.exists(database) ? saved(database) : Map.<String, String>of())
        .forEach(
            (name, text) ->
                open(sources, directory, name, text).ifPresent(value -> open.put(name, value)));
    return sources.resolve(open);
  }

  private static Optional<String> open(
      SettingSources sources, Path directory, String name, String text) {
    Setting<?> setting = Settings.named(name).orElse(null);
    if (setting == null || setting.isSecret() || !SettingsService.isSealed(text)) {
      return Optional.of(text);
    }
    Path file = directory.resolve("config/secret.key");
    String key = sources.early(Settings.SECRET_KEY);
    if (key.isEmpty() && !Files.exists(file)) {
      return Optional.empty(); // a look must not make a key
    }
    try {
      SecretBox box = key.isEmpty() ? SecretBox.open(file) : SecretBox.of(key);
      return Optional.of(box.open(text, SettingsService.context(setting)));
    } catch (SecretException e) {
      return Optional.empty();
    }
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
