package dev.tempo.benchmarks.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite for peers, set as Tempo sets its own: a write-ahead log, synced in full at each commit.
 * Write locks are taken at the beginning of a transaction, without which peers lock each other out.
 */
public final class SqliteSource {
  private static final int BUSY_TIMEOUT_MS = 30_000;

  private SqliteSource() {}

  /** What everybody gets. */
  public static SQLiteConfig durable() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.enforceForeignKeys(true);
    config.setJournalSizeLimit(32 << 20);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-8000");
    return config;
  }

  /** A pool of connections to a file. */
  public static HikariDataSource pool(Path file, int connections) {
    return pool(file, connections, durable());
  }

  /** One connection that never waits for the disk: for what is made before anything is measured. */
  public static HikariDataSource unsynced(Path file) {
    SQLiteConfig config = durable();
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    return pool(file, 1, config);
  }

  private static HikariDataSource pool(Path file, int connections, SQLiteConfig config) {
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setMaximumPoolSize(connections);
    return new HikariDataSource(pool);
  }
}
