package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.SqlDialect;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.files.ProcessLock;
import dev.tempo.store.jdbc.state.InstallationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@link SqliteStore}s. A database is the file {@code tempo.db}, or the one that stands for
 * it, with {@code logs.db} beside it. Thread-safe.
 */
public final class SqliteStoreProvider implements StoreProvider {
  /** The only one. */
  public static final SqliteStoreProvider INSTANCE = new SqliteStoreProvider();

  private static final String TEMPO = "tempo.db";
  private static final String LOGS = "logs.db";

  private SqliteStoreProvider() {}

  @Override
  public SqlDialect dialect() {
    return SqliteDialect.INSTANCE;
  }

  @Override
  public JdbcStore open(Path directory, Optional<Path> database) {
    return SqliteStore.open(directory, database);
  }

  @Override
  public void whileLocked(Path directory, Runnable work) {
    SqliteStore.makeDirectory(directory);
    ProcessLock lock = SqliteStore.take(directory);
    try {
      work.run();
    } finally {
      lock.close();
    }
  }

  /** {@inheritDoc} The store does so while it is open. */
  @Override
  public Reservation reserve(Path directory) {
    if (ProcessLock.isKnownIn(directory)) {
      SqliteStore.take(directory).close();
    }
    return () -> {};
  }

  @Override
  public boolean isCurrent(Path database) {
    return isCurrent(database, DatabaseProfile.STATE)
        && isCurrent(database.resolveSibling(LOGS), DatabaseProfile.LOGS);
  }

  private static boolean isCurrent(Path file, DatabaseProfile profile) {
    return Files.exists(file)
        && DatabaseFiles.read(file, FileMigrations::version) == profile.migrations().version();
  }

  @Override
  public Optional<UUID> identity(Path file) {
    return read(file, connection -> InstallationId.read(connection, dialect()));
  }

  @Override
  public List<String> copyNames() {
    return List.of(TEMPO, LOGS);
  }

  /** First the runs, then the logs: so those of every run in the first are in the second. */
  @Override
  public void copy(Path database, Path directory) {
    DatabaseFiles.copy(database, directory.resolve(TEMPO));
    DatabaseFiles.copy(database.resolveSibling(LOGS), directory.resolve(LOGS));
  }

  @Override
  public Optional<String> damage(Path copy) {
    return DatabaseFiles.damage(copy);
  }

  @Override
  public void rebuildIndexes(Path copy) {
    DatabaseFiles.rebuildIndexes(copy);
  }

  @Override
  public <T extends @Nullable Object> T read(Path file, SqlFunction<Connection, T> work) {
    return DatabaseFiles.read(file, work);
  }
}
