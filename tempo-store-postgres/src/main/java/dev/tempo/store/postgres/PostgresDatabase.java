package dev.tempo.store.postgres;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlDialect;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A schema of a PostgreSQL database, to which many processes may write. Writes that wait share a
 * transaction. A connection that is lost is made anew: reads and writes that met it are done once
 * more, and fail if the database cannot be reached within some seconds.
 *
 * <p>Thread-safe.
 */
public final class PostgresDatabase implements Database, AutoCloseable {
  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final PostgresSession session;
  private final GroupWriter writer;
  private final PostgresLocks locks;
  private volatile boolean closed;

  private PostgresDatabase(
      PostgresConnections connections, PostgresErrors errors, PostgresSession session) {
    this.connections = connections;
    this.errors = errors;
    this.session = session;
    this.locks = new PostgresLocks(connections, errors);
    this.writer = new GroupWriter("tempo-postgres-writer", session);
  }

  /**
   * Begins to write to a part of the schema.
   *
   * @param errors whose exceptions are thrown
   * @throws RuntimeException of the kind of {@code errors}, if it cannot be reached
   */
  static PostgresDatabase open(
      PostgresConnections connections, PostgresErrors errors, PostgresSession.Parts parts) {
    try {
      return new PostgresDatabase(
          connections, errors, PostgresSession.open(connections, errors, parts));
    } catch (SQLException e) {
      throw errors.ofOpening(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(SqlFunction<Connection, T> work) {
    return reading(() -> connections.read(work));
  }

  @Override
  public <T extends @Nullable Object> T readInBackground(SqlFunction<Connection, T> work) {
    return reading(() -> connections.readInBackground(work));
  }

  private <T extends @Nullable Object> T reading(Reading<T> reading) {
    if (closed) {
      throw errors.closed();
    }
    try {
      return reading.read();
    } catch (SQLException e) {
      throw closed || connections.isClosed() ? errors.closed() : errors.of(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(SqlFunction<Connection, T> work) {
    return GroupWriter.await(submit(Commit.DURABLE, work));
  }

  /** Does something on the connection that writes; done once it is committed. */
  <T extends @Nullable Object> CompletableFuture<T> submit(
      Commit commit, SqlFunction<Connection, T> work) {
    return writer.submit(commit, work);
  }

  @Override
  public String name() {
    return connections.name();
  }

  @Override
  public SqlDialect dialect() {
    return PostgresDialect.INSTANCE;
  }

  /**
   * Says whether others may write to this part of the schema; nothing happens if it is so already.
   *
   * @throws StoreException if others stand against it
   */
  void use(SchemaUse next) {
    GroupWriter.await(writer.submit(Commit.ALONE, connection -> session.change(connection, next)));
  }

  /** As {@link PostgresSession#requireNoOther} says; for work on the connection that writes. */
  void requireNoOther(Connection connection) throws SQLException {
    session.requireNoOther(connection);
  }

  /**
   * {@inheritDoc} Processes do it one after the other, and none while an engine that is alone uses
   * the tables of the part.
   */
  @Override
  public void migrate(Migrations migrations) {
    if (read(connection -> version(connection, migrations)) >= migrations.version()) {
      Database.super.migrate(migrations);
      return;
    }
    exclusively(
        "migrations",
        MIGRATION_PATIENCE,
        () -> {
          write(connection -> requireUnused(connection, migrations));
          Database.super.migrate(migrations);
          return true;
        });
  }

  private boolean requireUnused(Connection connection, Migrations migrations) throws SQLException {
    return version(connection, migrations) == 0 || session.requireUnclaimed(connection);
  }

  private static long version(Connection connection, Migrations migrations) throws SQLException {
    return Sql.of(connection, "SELECT version FROM component WHERE name = ?", migrations.part())
        .count();
  }

  @Override
  public <T extends @Nullable Object> T exclusively(
      String lock, Duration timeout, Supplier<T> work) {
    return locks.exclusively(lock, timeout, work);
  }

  /**
   * Fails: copies of a PostgreSQL database are made by its own tools, such as {@code pg_dump}.
   *
   * @throws StoreException always
   */
  @Override
  public void copyTo(Path target) {
    throw new StoreException(NO_COPY);
  }

  private static final Duration MIGRATION_PATIENCE = Duration.ofMinutes(10);

  static final String NO_COPY =
      "Tempo makes no copies of a PostgreSQL database: use pg_dump, or the backups of its server";

  /** From now on nothing is written, and whoever wants to is told why. */
  void refuseWrites(RuntimeException why) {
    writer.refuse(why);
  }

  /** Does what was asked, then lets go of the connection that writes. */
  @Override
  public void close() {
    writer.close();
    locks.close();
    closed = true;
  }

  /** What reads. */
  @FunctionalInterface
  private interface Reading<T extends @Nullable Object> {
    T read() throws SQLException;
  }
}
