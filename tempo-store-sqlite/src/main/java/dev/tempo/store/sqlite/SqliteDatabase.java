package dev.tempo.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite file with one writer and a few readers. Writes that wait share a transaction and are
 * synced to disk in full before they return.
 *
 * <p>SQLite's calls are native and would hold up a virtual thread's carrier, and all virtual
 * threads with it; so work is done on platform threads, and virtual threads wait for them.
 *
 * <p>Thread-safe.
 */
public final class SqliteDatabase implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_TIMEOUT_MS = 5_000;

  private final SqliteErrors errors;
  private final SqliteWriter writer;
  private final HikariDataSource pool;
  private final ExecutorService threads;

  private SqliteDatabase(Path file, Connection connection) throws SQLException {
    String name = "tempo-" + file.getFileName();
    this.errors = new SqliteErrors(file);
    this.writer = new SqliteWriter(errors, connection, name + "-writer");
    this.pool = pool(file, name);
    this.threads =
        Executors.newFixedThreadPool(
            READERS, Thread.ofPlatform().name(name + "-reader-", 1).daemon().factory());
  }

  /**
   * Opens a file, makes it if it does not exist, and brings its tables up to date.
   *
   * @param scripts the scripts that lead from one form of the tables to the next, the first one
   *     from an empty file
   * @throws StoreException if it cannot be used, or was written by a newer version
   */
  static SqliteDatabase open(Path file, List<String> scripts) {
    try {
      Connection connection = config(false).createConnection("jdbc:sqlite:" + file);
      try {
        Migrations.migrateFile(connection, file, scripts);
        return new SqliteDatabase(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new SqliteErrors(file).of(e);
    }
  }

  /**
   * Reads something; safe from virtual threads.
   *
   * @throws StoreException if SQLite fails
   */
  public <T> T read(SqlFunction<Connection, T> work) {
    if (!Thread.currentThread().isVirtual()) {
      return readHere(work);
    }
    try {
      return CompletableFuture.supplyAsync(() -> readHere(work), threads).join();
    } catch (RejectedExecutionException e) {
      throw errors.closed();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /**
   * Does something in a transaction, which it may share with others; returns when that is durable.
   * Must not read or write this database in other ways.
   *
   * @throws StoreException if SQLite fails; nothing was done then
   */
  public <T> T write(SqlFunction<Connection, T> work) {
    try {
      return writer.submit(work).join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /**
   * Makes and changes the tables of a part that keeps its own in this file. Each script is run
   * once, in a transaction of its own.
   *
   * @param component the part's name
   * @param scripts from an empty file to the newest form, in order; never changed, only added to
   * @throws StoreException if a newer version of the part was here, or a script fails
   */
  public void migrate(String component, List<String> scripts) {
    for (int done = 0; done < scripts.size(); done++) {
      int version = done + 1;
      String script = scripts.get(done);
      write(connection -> Migrations.migrateComponent(connection, component, version, script));
    }
    int known = scripts.size();
    int found = read(connection -> Migrations.componentVersion(connection, component));
    if (found > known) {
      throw Migrations.tooNew(errors.file() + ", part " + component, found, known);
    }
  }

  /**
   * Writes a consistent copy of the whole file; others go on meanwhile, but writers wait.
   *
   * @param target must not exist
   */
  public void copyTo(Path target) {
    try {
      writer
          .submitAlone(
              connection -> {
                try (PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                  copy.setString(1, target.toString());
                  return copy.execute();
                }
              })
          .join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** The file. */
  public Path file() {
    return errors.file();
  }

  /** Does what was asked, then lets go of the file. */
  @Override
  public void close() {
    writer.close();
    threads.shutdown();
    pool.close();
  }

  private <T> T readHere(SqlFunction<Connection, T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw pool.isClosed() ? errors.closed() : errors.of(e);
    }
  }

  private static RuntimeException unwrapped(CompletionException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }

  private static HikariDataSource pool(Path file, String name) {
    SQLiteDataSource source = new SQLiteDataSource(config(true));
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setConnectionInitSql("PRAGMA query_only = 1");
    config.setMaximumPoolSize(READERS);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  private static SQLiteConfig config(boolean reader) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.enforceForeignKeys(true);
    if (!reader) {
      config.setJournalSizeLimit(32 << 20);
      config.setGetGeneratedKeys(false); // or the driver asks for the last row after every insert
      config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-8000");
    }
    return config;
  }

  /** Runs one statement. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One number. */
  static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
