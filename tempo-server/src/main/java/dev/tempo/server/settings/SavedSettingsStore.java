package dev.tempo.server.settings;

import dev.tempo.secret.SecretCipher;
import dev.tempo.secret.SecretException;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at saved settings without being the server, which may be running meanwhile. */
public final class SavedSettingsStore {
  private SavedSettingsStore() {}

  /**
   * What holds, or would hold, for a server with these sources. What is sealed and cannot be opened
   * is left out, as a server does; secrets stay sealed.
   *
   * @param stores what reads the database
   * @param database the file; what it saved is left out if it is not there
   * @param directory where everything is kept; its {@code config/} has the key
   * @throws SettingsException if a value is not valid
   * @throws StoreException if the database cannot be read
   */
  public static SettingValues peek(
      StoreProvider stores, SettingSources sources, Path database, Path directory) {
    Map<String, String> open = new LinkedHashMap<>();
    (stores.isThere(database) ? saved(stores, database) : Map.<String, String>of())
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
      SecretCipher cipher = key.isEmpty() ? SecretCipher.open(file) : SecretCipher.of(key);
      return Optional.of(cipher.decrypt(text, SettingsService.context(setting)));
    } catch (SecretException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> saved(StoreProvider stores, Path database) {
    Map<String, String> saved = new LinkedHashMap<>();
    stores.read(
        database,
        c ->
            Sql.of(c, stores.dialect().tableExists(), "setting").exists()
                ? Sql.of(c, "SELECT name, value FROM setting")
                    .all(row -> saved.put(row.text("name"), row.text("value")))
                : List.of());
    return saved;
  }
}
