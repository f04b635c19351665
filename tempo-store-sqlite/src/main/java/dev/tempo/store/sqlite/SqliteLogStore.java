package dev.tempo.store.sqlite;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import dev.tempo.store.jdbc.logs.LogChunkWriter;
import dev.tempo.store.jdbc.logs.LogDeleter;
import dev.tempo.store.jdbc.logs.LogQueries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps logs in an SQLite file of their own. Thread-safe, and safe to call from virtual threads.
 *
 * <p>Chunks are committed as they come, in groups; a power failure may cost the last moments of a
 * run that had not ended, never a part of one that had. Deletions free space in the file, and
 * {@link #compact()} makes it smaller.
 */
public final class SqliteLogStore implements LogStore {

  private final LogChunkWriter<String> appender;
  private final LogDeleter deleter;
  private final SqliteDatabase database;

  private SqliteLogStore(Path file) {
    StatementCache statements = new StatementCache();
    GramIndex index = new GramIndex(statements);
    appender = new LogChunkWriter<>(statements, index);
    deleter = new LogDeleter(statements, index::unindex);
    database = SqliteDatabase.open(file, DatabaseProfile.LOGS, index);
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
    } catch (IOException e) {
      throw new LogStorageException(
          LogStorageException.Reason.OTHER,
          "The directory of " + file + " cannot be made: " + e,
          e);
    }
    return new SqliteLogStore(file);
  }

  /** The file. */
  SqliteDatabase database() {
    return database;
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    List<LogChunkWriter.Indexed<String>> chunks =
        append.chunks().stream()
            .map(chunk -> GramIndex.indexed(chunk, append.key().label()))
            .toList();
    return database.submit(
        append.last() ? Commit.DURABLE : Commit.GROUPED,
        connection -> {
          appender.append(connection, append, chunks);
          return null;
        });
  }

  @Override
  public Optional<Tail> tail(UUID runId) {
    return database.read(connection -> LogQueries.tail(connection, runId));
  }

  @Override
  public List<LogLine> lines(UUID runId, long fromLine, int limit, Set<LogLine.Stream> streams) {
    return database.read(
        connection -> LogQueries.lines(connection, runId, fromLine, limit, streams));
  }

  @Override
  public long count(UUID runId) {
    return database.read(connection -> LogQueries.count(connection, runId));
  }

  @Override
  public LogHits search(LogQuery query) {
    return database.readInBackground(connection -> new LogSearcher(connection, query).search());
  }

  @Override
  public int delete(Collection<UUID> runIds) {
    return deleter.delete(runIds, database::write);
  }

  @Override
  public void compact() {
    repeat(Commit.GROUPED, LogCompaction::mergeSome);
    repeat(Commit.ALONE, LogCompaction::vacuumSome);
    GroupWriter.await(database.submit(Commit.ALONE, LogCompaction::checkpoint));
  }

  private void repeat(Commit commit, SqlFunction<Connection, Boolean> step) {
    boolean more = true;
    while (more) {
      more = GroupWriter.await(database.submit(commit, step));
    }
  }

  @Override
  public LogTotals totals() {
    return database.read(connection -> LogQueries.totals(connection, Optional.empty()));
  }

  @Override
  public LogTotals totals(String starter) {
    return database.read(connection -> LogQueries.totals(connection, Optional.of(starter)));
  }

  /** From now on nothing is written, and whoever wants to is told why. */
  void refuseWrites(String why) {
    database.refuseWrites(new LogStorageException(LogStorageException.Reason.OTHER, why));
  }

  /** Returns when the writer has come to it, with everything that waits before. */
  void ping() {
    GroupWriter.await(database.submit(Commit.GROUPED, connection -> null));
  }

  @Override
  public void close() {
    database.close();
  }
}
