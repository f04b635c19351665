package dev.tempo.store.sqlite;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Keeps logs in an SQLite file of their own. Thread-safe, and safe to call from virtual threads.
 *
 * <p>Chunks are committed as they come, in groups; a power failure may cost the last moments of a
 * run that had not ended, never a part of one that had. Deletions free space in the file, and
 * {@link #compact()} makes it smaller.
 */
public final class SqliteLogStore implements LogStore {

  private final LogWriter writer;
  private final LogReaders readers;
  private final LogAppender appender;

  private SqliteLogStore(Path file, Connection connection) throws SQLException {
    appender = new LogAppender(connection);
    readers = new LogReaders(file);
    writer = new LogWriter(file, connection, appender);
  }

  /**
   * Opens the logs in a file; makes it, and its directory, if need be.
   *
   * @throws LogStorageException when the file cannot be opened, or a newer version of Tempo wrote
   *     it
   */
  public static SqliteLogStore open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return open(file, LogSchema.openWriter(file));
    } catch (SQLException e) {
      throw LogErrors.of(file, e);
    } catch (IOException e) {
      throw new LogStorageException(
          LogStorageException.Reason.OTHER,
          "The directory of " + file + " cannot be made: " + e,
          e);
    }
  }

  private static SqliteLogStore open(Path file, Connection connection) throws SQLException {
    try {
      return new SqliteLogStore(file, connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** For tests that need the connection itself. */
  LogWriter writer() {
    return writer;
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    List<LogAppender.Indexed> chunks =
        append.chunks().stream().map(LogAppender.Indexed::of).toList();
    return writer.submit(
        append.last() ? LogWriter.Commit.DURABLE : LogWriter.Commit.GROUPED,
        connection -> {
          appender.append(append, chunks);
          return null;
        });
  }

  @Override
  public Optional<Tail> tail(UUID runId) {
    return readers.read(connection -> LogFinder.tail(connection, runId));
  }

  @Override
  public List<LogLine> lines(UUID runId, long fromLine, int limit, Set<LogLine.Stream> streams) {
    return readers.read(connection -> LogFinder.lines(connection, runId, fromLine, limit, streams));
  }

  @Override
  public long count(UUID runId) {
    return readers.read(connection -> LogFinder.count(connection, runId));
  }

  @Override
  public LogHits search(LogQuery query) {
    return readers.search(connection -> new LogSearcher(connection, query).search());
  }

  @Override
  public int delete(Collection<UUID> runIds) {
    int deleted = 0;
    Collection<UUID> left = List.copyOf(runIds);
    while (!left.isEmpty()) {
      Collection<UUID> runs = left;
      LogRemover.Step step =
          await(
              writer.submit(
                  LogWriter.Commit.GROUPED, connection -> LogRemover.deleteSome(connection, runs)));
      deleted += step.deleted();
      left = step.left();
    }
    return deleted;
  }

  @Override
  public void compact() {
    repeat(LogWriter.Commit.GROUPED, LogRemover::mergeSome);
    repeat(LogWriter.Commit.NONE, LogRemover::vacuumSome);
    await(writer.submit(LogWriter.Commit.NONE, LogRemover::checkpoint));
  }

  private void repeat(LogWriter.Commit commit, LogWriter.Work<Boolean> step) {
    boolean more = true;
    while (more) {
      more = await(writer.submit(commit, step));
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  @Override
  public LogTotals totals() {
    return readers.read(connection -> LogFinder.totals(connection, Optional.empty()));
  }

  @Override
  public LogTotals totals(String starter) {
    return readers.read(connection -> LogFinder.totals(connection, Optional.of(starter)));
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }
}
