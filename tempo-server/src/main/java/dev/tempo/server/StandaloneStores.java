package dev.tempo.server;

import dev.tempo.server.settings.NodeLabel;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStoreProvider;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The one place that knows which kinds of store a server may have, and chooses one. */
final class StandaloneStores {
  private StandaloneStores() {}

  /**
   * Returns what opens the stores of a server: in PostgreSQL if its address is set, else in files.
   *
   * @throws SettingsException if settings contradict each other
   */
  static StoreProvider of(SettingSources sources) {
    String url = sources.early(Settings.DATABASE_URL);
    if (url.isEmpty()) {
      return files();
    }
    if (!sources.early(Settings.DB_PATH).isEmpty()) {
      throw new SettingsException(
          List.of("databaseUrl and dbPath name two databases; leave one of them out"));
    }
    return postgres(sources, url);
  }

  /**
   * Returns what opens the store of a server that starts: as {@link #of} does, but shared with
   * others if the server has a name among them.
   *
   * @throws SettingsException if settings contradict each other
   */
  static StoreProvider ofStart(SettingSources sources) {
    if (!sources.early(Settings.NODE_NAME).isEmpty()) {
      NodeLabel.all(sources.early(Settings.NODE_LABELS)); // refuses before anything is made
      return ofNodes(sources);
    }
    if (!sources.early(Settings.NODE_LABELS).isEmpty()
        || !sources.early(Settings.NODE_ADDRESS).isEmpty()) {
      throw new SettingsException(
          List.of(
              "nodeLabels and nodeAddress say something of a node; give it a name, too, by nodeName"
                  + " (TEMPO_NODE_NAME)"));
    }
    return of(sources);
  }

  /**
   * Returns what opens a store that servers share.
   *
   * @throws SettingsException if it is none, or settings contradict each other
   */
  static StoreProvider ofNodes(SettingSources sources) {
    if (of(sources) instanceof PostgresStoreProvider shared) {
      return shared.shared();
    }
    boolean isNamed = !sources.early(Settings.NODE_NAME).isEmpty();
    throw new SettingsException(
        List.of(
            "nodes are servers that share a PostgreSQL database: set databaseUrl"
                + " (TEMPO_DATABASE_URL)"
                + (isNamed ? ", or leave nodeName (TEMPO_NODE_NAME) out" : "")));
  }

  /** Returns what opens stores in files. */
  static StoreProvider files() {
    return SqliteStoreProvider.INSTANCE;
  }

  /** Returns what opens the store in a PostgreSQL database, by all settings but its address. */
  static StoreProvider postgres(SettingSources sources, String url) {
    PostgresOptions options =
        PostgresOptions.DEFAULT.withSchema(sources.early(Settings.DATABASE_SCHEMA));
    return new PostgresStoreProvider(() -> source(url, sources), options);
  }

  private static DataSource source(String url, SettingSources sources) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    Optional.of(sources.early(Settings.DATABASE_USER))
        .filter(user -> !user.isEmpty())
        .ifPresent(source::setUser);
    Optional.of(sources.early(Settings.DATABASE_PASSWORD_FILE))
        .filter(file -> !file.isEmpty())
        .ifPresent(file -> source.setPassword(password(Path.of(file))));
    source.setTcpKeepAlive(true);
    return source;
  }

  /** Read at each use, so that a new one holds for new connections after a restart. */
  private static String password(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new SettingsException(List.of("The password file " + file + " is missing"));
    } catch (IOException e) {
      throw new SettingsException(List.of("The password file " + file + " cannot be read: " + e));
    }
  }
}
