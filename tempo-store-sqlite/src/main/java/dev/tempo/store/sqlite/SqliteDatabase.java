package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.NamedLocks;
import dev.tempo.store.jdbc.SqlDialect;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import dev.tempo.store.jdbc.files.OwnerOnly;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite file with one writer and a few readers. Writes that wait share a transaction; those to
 * {@code tempo.db} are synced to disk in full before they return.
 *
 * <p>SQLite's calls are native and would hold up a virtual thread's carrier, and all virtual
 * threads with it; so work is done on platform threads, and virtual threads wait for them.
 *
 * <p>Thread-safe.
 */
public final class SqliteDatabase implements Database, AutoCloseable {
  private static final int READERS = 4;
  private static final int LONG_READERS = 2;

  private final SqliteErrors errors;
  private final GroupWriter writer;
  private final ReaderPool pool;
  private final ExecutorService readers;
  private final ExecutorService longReaders;
  private final NamedLocks locks = new NamedLocks();

  private SqliteDatabase(SqliteErrors errors, Connection connection, SqliteSession.Ending ending) {
    this.errors = errors;
    this.pool = SqliteConnections.readers(errors, READERS + LONG_READERS);
    this.readers = threads("reader", READERS);
    this.longReaders = threads("long-reader", LONG_READERS);
    this.writer =
        new GroupWriter(
            "tempo-" + errors.file().getFileName() + "-writer",
            new SqliteSession(errors, connection, ending));
  }

  /**
   * Opens a file, makes it if it does not exist, and brings its tables up to date.
   *
   * @param ending belongs to the end of every transaction
   * @throws RuntimeException of the profile's kind, if it cannot be used or was written by a newer
   *     version
   */
  static SqliteDatabase open(Path file, DatabaseProfile profile, SqliteSession.Ending ending) {
    SqliteErrors errors = new SqliteErrors(file, profile);
    OwnerOnly.make(file);
    try {
      Connection connection = SqliteConnections.writer(errors);
      try {
        return new SqliteDatabase(errors, connection, ending);
      } catch (RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw errors.ofOpening(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(SqlFunction<Connection, T> work) {
    if (!Thread.currentThread().isVirtual()) {
      return readHere(work);
    }
    return readOn(readers, work);
  }

  @Override
  public <T extends @Nullable Object> T readInBackground(SqlFunction<Connection, T> work) {
    return readOn(longReaders, work);
  }

  @Override
  public <T extends @Nullable Object> T write(SqlFunction<Connection, T> work) {
    return GroupWriter.await(submit(Commit.GROUPED, work));
  }

  /** Does something on the connection that writes; done once it is committed. */
  <T extends @Nullable Object> CompletableFuture<T> submit(
      Commit commit, SqlFunction<Connection, T> work) {
    return writer.submit(commit, work);
  }

  @Override
  public String name() {
    return errors.file().toString();
  }

  @Override
  public SqlDialect dialect() {
    return SqliteDialect.INSTANCE;
  }

  /** One process has the file, so the locks are in its memory. */
  @Override
  public <T extends @Nullable Object> T exclusively(
      String lock, Duration timeout, Supplier<T> work) {
    return locks.exclusively(lock, timeout, work);
  }

  @Override
  public void copyTo(Path target) {
    GroupWriter.await(
        submit(
            Commit.ALONE,
            connection -> {
              try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                copy.setString(1, target.toString());
                return copy.execute();
              }
            }));
  }

  /** From now on nothing is written, and whoever wants to is told why. */
  void refuseWrites(RuntimeException why) {
    writer.refuse(why);
  }

  /** The file. */
  public Path file() {
    return errors.file();
  }

  /** Does what was asked, then lets go of the file. */
  @Override
  public void close() {
    writer.close();
    readers.shutdown();
    longReaders.shutdown();
    pool.close();
  }

  private <T extends @Nullable Object> T readHere(SqlFunction<Connection, T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw pool.isClosed() ? errors.closed() : errors.of(e);
    }
  }

  private <T extends @Nullable Object> T readOn(
      ExecutorService threads, SqlFunction<Connection, T> work) {
    try {
      return GroupWriter.await(CompletableFuture.supplyAsync(() -> readHere(work), threads));
    } catch (RejectedExecutionException e) {
      throw errors.closed();
    }
  }

  private ExecutorService threads(String name, int count) {
    String prefix = "tempo-" + errors.file().getFileName() + "-" + name + "-";
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().name(prefix, 1).daemon().factory());
  }

  /** Runs one statement. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
