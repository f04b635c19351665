package dev.tempo.store.postgres;

import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import dev.tempo.store.jdbc.logs.LogChunkWriter;
import dev.tempo.store.jdbc.logs.LogDeleter;
import dev.tempo.store.jdbc.logs.LogQueries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps logs beside the other tables. Thread-safe, and safe to call from virtual threads.
 *
 * <p>Chunks are committed as they come, in groups, and without waiting for the disk as long as they
 * are open: a crash of the server may cost the last moments of a run that had not ended, which its
 * engine brings again if it lives, never a part of one that had.
 */
final class PostgresLogStore implements LogStore {
  static final Migrations TABLES = new Migrations(PostgresLogStore.class, "logs", 1);
  private static final String UNINDEX = "DELETE FROM chunk_signature WHERE chunk IN (%s)";

  private final PostgresDatabase database;
  private final SignatureIndex index;
  private final LogChunkWriter<byte[]> appender;
  private final LogDeleter deleter;

  private PostgresLogStore(PostgresDatabase database, StatementCache statements) {
    this.database = database;
    this.index = new SignatureIndex(database, statements);
    this.appender = new LogChunkWriter<>(statements, index);
    this.deleter =
        new LogDeleter(
            statements, (connection, chunks) -> statements.updateAll(connection, UNINDEX, chunks));
  }

  /**
   * Opens the logs of a schema.
   *
   * @param state makes the tables
   * @param onLost told when another process has taken over
   */
  static PostgresLogStore open(
      PostgresConnections connections, PostgresDatabase state, Consumer<StoreException> onLost) {
    state.migrate(TABLES);
    StatementCache statements = new StatementCache();
    PostgresDatabase database =
        PostgresDatabase.open(
            connections,
            new PostgresErrors(connections.name(), true),
            new PostgresSession.Parts("logs", statements::clear, onLost));
    return new PostgresLogStore(database, statements);
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    List<LogChunkWriter.Indexed<byte[]>> chunks =
        append.chunks().stream()
            .map(
                chunk ->
                    new LogChunkWriter.Indexed<>(
                        chunk,
                        chunk.sealed() ? Optional.of(ChunkSignature.of(chunk)) : Optional.empty()))
            .toList();
    CompletableFuture<Void> done =
        database.submit(
            isForGood(append) ? Commit.DURABLE : Commit.GROUPED,
            connection -> {
              appender.append(connection, append, chunks);
              return null;
            });
    long signed = chunks.stream().filter(chunk -> chunk.grams().isPresent()).count();
    return signed == 0 ? done : done.thenRun(() -> index.added(signed));
  }

  /** Whoever appends forgets the lines of sealed chunks, and could not bring them again. */
  private static boolean isForGood(Append append) {
    return append.last() || append.chunks().stream().anyMatch(LogChunk::sealed);
  }

  @Override
  public Optional<Tail> tail(UUID runId) {
    return database.read(connection -> LogQueries.tail(connection, runId));
  }

  @Override
  public List<LogLine> lines(UUID runId, long fromLine, int limit, Set<LogLine.Stream> streams) {
    return database.read(
        connection ->
            inTransaction(
                connection, reading -> LogQueries.lines(reading, runId, fromLine, limit, streams)));
  }

  /**
   * Reads in a transaction: all queries see the same, and a result is read as far as it is needed,
   * rather than at once.
   */
  private static <T> T inTransaction(Connection connection, SqlFunction<Connection, T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      Sql.of(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute();
      return work.apply(connection);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Override
  public long count(UUID runId) {
    return database.read(connection -> LogQueries.count(connection, runId));
  }

  @Override
  public LogHits search(LogQuery query) {
    return database.readInBackground(
        connection ->
            inTransaction(connection, reading -> new SignatureSearch(reading, query).search()));
  }

  @Override
  public int delete(Collection<UUID> runIds) {
    return deleter.delete(runIds, database::write);
  }

  /** Space is given back by the server, as it vacuums; segments of which little is left go. */
  @Override
  public void compact() {
    index.compact();
  }

  @Override
  public LogTotals totals() {
    return database.read(connection -> LogQueries.totals(connection, Optional.empty()));
  }

  @Override
  public LogTotals totals(String starter) {
    return database.read(connection -> LogQueries.totals(connection, Optional.of(starter)));
  }

  /** As {@link PostgresDatabase#use} says. */
  void use(SchemaUse next) {
    database.use(next);
  }

  /** From now on nothing is written, and whoever wants to is told why. */
  void refuseWrites(StoreException why) {
    database.refuseWrites(
        new LogStorageException(LogStorageException.Reason.OTHER, why.getMessage(), why));
  }

  /** Returns when the writer has come to it, with everything that waits before. */
  void ping() {
    GroupWriter.await(
        database.submit(Commit.GROUPED, connection -> Sql.of(connection, "SELECT 1").exists()));
  }

  @Override
  public void close() {
    index.close();
    database.close();
  }
}
