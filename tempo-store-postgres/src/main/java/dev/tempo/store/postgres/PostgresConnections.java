package dev.tempo.store.postgres;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one schema: those that write, each of which belongs to whoever asked for it,
 * and a pool of those that read. Thread-safe.
 */
final class PostgresConnections implements AutoCloseable {
  private static final int OLDEST_VERSION = 14;
  private static final int BACKGROUND_READERS = 2;

  /** How long a session that writes waits for an answer. */
  static final Duration WRITER_TIMEOUT = Duration.ofSeconds(30);

  /** How long it is waited for what nodes tell each other: they are silent otherwise. */
  static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(3);

  /** Searching takes longer than writing does. */
  static final Duration READER_TIMEOUT = Duration.ofSeconds(60);

  private final String name;
  private final PostgresOptions options;
  private final DataSource source;
  private final DataSource writers;
  private final SessionPool readers;
  private final Semaphore background;
  private final AtomicReference<StoreException> lost = new AtomicReference<>();
  private volatile @Nullable UUID holder;

  private PostgresConnections(DataSource source, PostgresOptions options, String name) {
    this.name = name;
    this.options = options;
    this.source = source;
    String process = processName();
    this.writers =
        new SessionSource(
            source, PostgresSettings.writer(options.schema(), process + " writer"), WRITER_TIMEOUT);
    this.readers =
        new SessionPool(
            new SessionSource(
                source,
                PostgresSettings.reader(options.schema(), process + " reader"),
                READER_TIMEOUT),
            options.readers());
    this.background = new Semaphore(Math.min(BACKGROUND_READERS, options.readers() - 1), true);
  }

  /**
   * Makes the schema if need be.
   *
   * @throws SQLException if the database cannot be reached, is too old, or refuses
   */
  static PostgresConnections open(DataSource source, PostgresOptions options) throws SQLException {
    try (Connection connection = source.getConnection()) {
      DatabaseMetaData data = connection.getMetaData();
      if (data.getDatabaseMajorVersion() < OLDEST_VERSION) {
        throw new SQLException(
            "PostgreSQL "
                + OLDEST_VERSION
                + " or newer is needed, but this is "
                + data.getDatabaseProductVersion());
      }
      requirePrimary(connection);
      String find = "SELECT 1 FROM pg_namespace WHERE nspname = ?";
      if (!Sql.of(connection, find, options.schema()).exists()) {
        makeSchema(connection, options.schema());
      }
      return new PostgresConnections(source, options, name(data, options));
    }
  }

  /** Processes that make it at the same time do so one after the other. */
  private static void makeSchema(Connection connection, String schema) throws SQLException {
    boolean autoCommitBefore = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      EngineLock.of(schema, "schema").awaitForTransaction(connection);
      Sql.of(connection, "CREATE SCHEMA IF NOT EXISTS " + PostgresSettings.quoted(schema))
          .execute();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommitBefore);
    }
  }

  /** Without what stands in the address besides, which may be a password. */
  static String name(DatabaseMetaData data, PostgresOptions options) throws SQLException {
    return name(data.getURL()) + ", schema " + options.schema();
  }

  static String name(String url) {
    int end = url.indexOf('?');
    return end < 0 ? url : url.substring(0, end);
  }

  private static String processName() {
    return "tempo, process " + ProcessHandle.current().pid();
  }

  /** Returns how the database is called in messages. */
  String name() {
    return name;
  }

  PostgresOptions options() {
    return options;
  }

  /**
   * From now on nothing is written, as another engine has taken over.
   *
   * @return whether this is the first time that this is said
   */
  boolean lose(StoreException failure) {
    return lost.compareAndSet(null, failure);
  }

  /** Returns how another engine has taken over; empty if none has. */
  Optional<StoreException> lost() {
    return Optional.ofNullable(lost.get());
  }

  /**
   * Writes into the schema that this store has claimed it: whoever claimed it before, and has not
   * noticed that it was cut off, or leads a cluster, writes nothing more.
   */
  void hold(PostgresDatabase database) {
    UUID id = UUID.randomUUID();
    database.write(
        connection -> {
          write(connection, id);
          return Sql.of(
                  connection,
                  "UPDATE lease SET holder = ?, epoch = epoch + 1, held = 0, beat = beat + 1",
                  id)
              .execute();
        });
    holder = id;
  }

  /** Writes into the schema that it is a cluster's: of whoever claimed it before as above. */
  void share(PostgresDatabase database) {
    database.write(connection -> write(connection, UUID.randomUUID()));
    holder = null;
  }

  private static int write(Connection connection, UUID id) throws SQLException {
    return Sql.of(
            connection,
            "INSERT INTO holder (one, id) VALUES (1, ?)"
                + " ON CONFLICT (one) DO UPDATE SET id = excluded.id",
            id)
        .execute();
  }

  /** Returns whether no other store has been opened on the schema since this one held it. */
  boolean isHeld(Connection connection) throws SQLException {
    UUID own = holder;
    return own == null || Sql.of(connection, "SELECT 1 FROM holder WHERE id = ?", own).exists();
  }

  /**
   * Checks that a server can be written.
   *
   * @throws SQLException as if it could not be reached, if it cannot
   */
  static void requirePrimary(Connection connection) throws SQLException {
    if (isStandby(connection)) {
      throw new SQLException(
          "the server is a standby; with targetServerType=primary in the address, the primary is"
              + " looked for among all that it names",
          "08004");
    }
  }

  static boolean isStandby(Connection connection) throws SQLException {
    return Sql.of(connection, "SELECT 1 WHERE pg_is_in_recovery()").exists();
  }

  /** Returns a new connection that can write, for the caller to keep. */
  Connection writer() throws SQLException {
    return writers.getConnection();
  }

  /**
   * Returns a new connection to a primary for what is short, for the caller to keep.
   *
   * @param purpose in one word, for people who look at the database's sessions
   */
  Connection control(String purpose) throws SQLException {
    PostgresSettings settings =
        PostgresSettings.writer(options.schema(), processName() + " " + purpose);
    Connection opened = new SessionSource(source, settings, CONTROL_TIMEOUT).getConnection();
    try {
      requirePrimary(opened);
      return opened;
    } catch (SQLException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Reads; once more where the connection turns out to be gone. */
  <T extends @Nullable Object> T read(SqlFunction<Connection, T> work) throws SQLException {
    try {
      return readOnce(work);
    } catch (SQLException e) {
      if (!PostgresErrors.isLost(e) || readers.isClosed()) {
        throw e;
      }
      readers.forget();
      return readOnce(work);
    }
  }

  /** Reads what takes long, so that most connections are left for what does not. */
  <T extends @Nullable Object> T readInBackground(SqlFunction<Connection, T> work)
      throws SQLException {
    background.acquireUninterruptibly();
    try {
      return read(work);
    } finally {
      background.release();
    }
  }

  private <T extends @Nullable Object> T readOnce(SqlFunction<Connection, T> work)
      throws SQLException {
    return readers.use(work);
  }

  boolean isClosed() {
    return readers.isClosed();
  }

  @Override
  public void close() {
    readers.close();
  }
}
