package dev.tempo.store.postgres;

import dev.tempo.files.PosixPermissions;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlDialect;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.files.ProcessLock;
import dev.tempo.store.jdbc.state.InstallationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens {@link PostgresStore}s in one schema. What a directory has besides, scripts and keys, stays
 * in it. Copies are made by the database's own tools. Thread-safe.
 */
public final class PostgresStoreProvider implements StoreProvider {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresStoreProvider.class);

  private final Supplier<DataSource> source;
  private final PostgresOptions options;
  private final boolean isShared;

  /**
   * Makes a provider.
   *
   * @param source gives the connections; asked at each use
   * @param options without a directory, which {@link #open} gets
   */
  public PostgresStoreProvider(Supplier<DataSource> source, PostgresOptions options) {
    this(source, options, false);
  }

  private PostgresStoreProvider(
      Supplier<DataSource> source, PostgresOptions options, boolean isShared) {
    this.source = source;
    this.options = options;
    this.isShared = isShared;
  }

  /** Returns one whose stores are for the nodes of a cluster, and not for one engine alone. */
  public PostgresStoreProvider shared() {
    return new PostgresStoreProvider(source, options, true);
  }

  @Override
  public SqlDialect dialect() {
    return PostgresDialect.INSTANCE;
  }

  /**
   * {@inheritDoc}
   *
   * @param directory has scripts and what they print until it is stored
   * @param database must be empty
   * @throws IllegalArgumentException if a file is given
   */
  @Override
  public JdbcStore open(Path directory, Optional<Path> database) {
    database.ifPresent(PostgresStoreProvider::refuse);
    PostgresStore store = PostgresStore.open(source.get(), options.withDirectory(directory), this);
    try {
      if (isShared) {
        store.cluster();
      } else {
        store.keepClaim(); // as with files: who is alone stays alone
      }
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static void refuse(Path file) {
    throw new IllegalArgumentException(
        "With PostgreSQL there is no database file, but got "
            + file
            + "; leave one of the two out");
  }

  /**
   * {@inheritDoc} Nor is the schema in use by anybody, as far as the database can be asked.
   *
   * @throws StoreException also if the schema is in use, by whom
   */
  @Override
  public void whileLocked(Path directory, Runnable work) {
    requireUnused();
    ProcessLock lock = take(directory);
    try {
      work.run();
    } finally {
      lock.close();
    }
  }

  @Override
  public Reservation reserve(Path directory) {
    return take(directory)::close;
  }

  private static ProcessLock take(Path directory) {
    try {
      Files.createDirectories(directory, PosixPermissions.of("rwx------"));
    } catch (IOException e) {
      throw ProcessLock.notWritable(directory, e);
    }
    return ProcessLock.take(directory, ProcessLock.Traces.NONE);
  }

  private void requireUnused() {
    try (Connection connection = looking().getConnection()) {
      EngineLock lock = EngineLock.of(options.schema(), PostgresStore.PART);
      if (!lock.tryTake(connection, SchemaUse.CLAIMED, PostgresSession.ENDING)) {
        String name = PostgresConnections.name(connection.getMetaData(), options);
        throw new PostgresErrors(name, false).taken(lock, connection, options.schema());
      }
      lock.release(connection, SchemaUse.CLAIMED);
    } catch (SQLException e) {
      LOG.debug("It is not known who uses the schema {}", options.schema(), e);
    }
  }

  /** {@inheritDoc} The schema may be empty yet. */
  @Override
  public boolean isThere(Path database) {
    return true;
  }

  /** {@inheritDoc} The file does not matter: it is the schema that is looked at. */
  @Override
  public boolean isCurrent(Path database) {
    return read(
        database,
        connection ->
            Sql.of(connection, PostgresDialect.INSTANCE.tableExists(), "component").exists()
                && PostgresStore.TABLES.isCurrent(connection)
                && PostgresStore.SHARED.isCurrent(connection)
                && PostgresLogStore.TABLES.isCurrent(connection));
  }

  /** {@inheritDoc} The file does not matter: it is the schema that is read. */
  @Override
  public Optional<UUID> identity(Path file) {
    return read(file, connection -> InstallationId.read(connection, dialect()));
  }

  @Override
  public boolean makesCopies() {
    return false;
  }

  /** None: see {@link #copy}. */
  @Override
  public List<String> copyNames() {
    return List.of();
  }

  /**
   * Fails: copies of a PostgreSQL database are made by its own tools, such as {@code pg_dump}.
   *
   * @throws StoreException always
   */
  @Override
  public void copy(Path database, Path directory) {
    throw new StoreException(PostgresDatabase.NO_COPY);
  }

  /**
   * Fails, as there are no copies.
   *
   * @throws StoreException always
   */
  @Override
  public Optional<String> damage(Path copy) {
    throw new StoreException(PostgresDatabase.NO_COPY);
  }

  /** {@inheritDoc} The file does not matter: it is the schema that is read. */
  @Override
  public <T extends @Nullable Object> T read(Path file, SqlFunction<Connection, T> work) {
    try (Connection connection = looking().getConnection()) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw new PostgresErrors("PostgreSQL", false).ofOpening(e);
    }
  }

  private SessionSource looking() {
    PostgresSettings settings = PostgresSettings.reader(options.schema(), "tempo look");
    return new SessionSource(source.get(), settings, PostgresConnections.READER_TIMEOUT);
  }
}
