package dev.tempo.store.postgres;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.NamedLocks;
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
 * A schema of a PostgreSQL database, to which one process at a time may write. Writes that wait
 * share a transaction. A connection that is lost is made anew: reads and writes that met it are
 * done once more, and fail if the database cannot be reached within some seconds.
 *
 * <p>Thread-safe.
 */
public final class PostgresDatabase implements Database, AutoCloseable {
  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final GroupWriter writer;
  private final NamedLocks locks = new NamedLocks();
  private volatile boolean closed;

  private PostgresDatabase(
      PostgresConnections connections, PostgresErrors errors, PostgresSession session) {
    this.connections = connections;
    this.errors = errors;
    this.writer = new GroupWriter("tempo-postgres-writer", session);
  }

  /**
   * Begins to write to a part of the schema.
   *
   * @param errors whose exceptions are thrown
   * @throws StoreException if another process writes to it
   * @throws RuntimeException of the kind of {@code errors}, if it cannot be reached
   */
  static PostgresDatabase open(
      PostgresConnections connections, PostgresErrors errors, PostgresSession.Parts parts) {
    try {
      return new PostgresDatabase(
          connections, errors, PostgresSession.open(connections, errors, parts));
    } catch (SQLException e) {
      throw errors.of(e);
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

  /** One process at a time writes to the schema, so the locks are in its memory. */
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
    closed = true;
  }

  /** What reads. */
  @FunctionalInterface
  private interface Reading<T extends @Nullable Object> {
    T read() throws SQLException;
  }
}
