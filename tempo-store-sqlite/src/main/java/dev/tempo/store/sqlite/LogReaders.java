package dev.tempo.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The connections that read, and the platform threads that use them: a native call on a virtual
 * thread would hold up all others of its carrier. Searches have threads of their own, so that long
 * ones do not hold up those who read lines. Thread-safe.
 */
final class LogReaders implements AutoCloseable {

  private static final int READERS = 3;
  private static final int SEARCHERS = 2;

  private final Path file;
  private final HikariDataSource pool;
  private final ExecutorService readers = threads("tempo-logs-read-", READERS);
  private final ExecutorService searchers = threads("tempo-logs-search-", SEARCHERS);

  LogReaders(Path file) {
    this.file = file;
    HikariConfig config = new HikariConfig();
    config.setPoolName("tempo-logs");
    config.setDataSource(LogSchema.dataSource(file));
    config.setConnectionInitSql("PRAGMA query_only = 1");
    config.setMaximumPoolSize(READERS + SEARCHERS);
    config.setMinimumIdle(1);
    this.pool = new HikariDataSource(config);
  }

  private static ExecutorService threads(String prefix, int count) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().name(prefix, 1).daemon().factory());
  }

  /** Reads something; waits for it. */
  <T> T read(LogWriter.Work<T> work) {
    return on(readers, work);
  }

  /** As {@link #read}, for what may take long. */
  <T> T search(LogWriter.Work<T> work) {
    return on(searchers, work);
  }

  private <T> T on(ExecutorService threads, LogWriter.Work<T> work) {
    try {
      return CompletableFuture.supplyAsync(() -> run(work), threads).join();
    } catch (RejectedExecutionException e) {
      throw LogErrors.closed(file);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private <T> T run(LogWriter.Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw pool.isClosed() ? LogErrors.closed(file) : LogErrors.of(file, e);
    }
  }

  @Override
  public void close() {
    readers.shutdown();
    searchers.shutdown();
    pool.close();
  }
}
