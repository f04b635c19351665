package dev.tempo.store.jdbc.logs;

import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.StatementCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * Deletes logs in steps, short enough for lines to be stored in between. Within a step everything
 * is deleted many at a time, since a statement of its own costs more than a row. Only for the
 * thread that owns the connection.
 */
public final class LogDeleter {
  private static final int CHUNKS_A_STEP = 512;
  private static final int RUNS_A_STEP = 512;

  private static final String FINISHED =
      "SELECT id, run FROM log WHERE finished = 1 AND run IN (%s)";
  private static final String CHUNKS =
      "SELECT id, log FROM chunk WHERE log IN (%s) ORDER BY log, first_line LIMIT " + CHUNKS_A_STEP;

  private final StatementCache statements;
  private final Unindexer unindexer;

  /** Deletes what is indexed of chunks. */
  @FunctionalInterface
  public interface Unindexer {

    /** Deletes what is indexed of these chunks, which are about to be deleted. */
    void unindex(Connection connection, List<Long> chunks) throws SQLException;
  }

  /**
   * What a step of deleting has come to.
   *
   * @param deleted how many logs it removed
   * @param left the runs not done yet
   */
  public record Step(int deleted, List<UUID> left) {}

  private record Chunk(long id, long log) {}

  /** Makes what deletes over one connection, whose statements these are. */
  public LogDeleter(StatementCache statements, Unindexer unindexer) {
    this.statements = statements;
    this.unindexer = unindexer;
  }

  /**
   * Deletes the logs of all these runs that are finished. To be called by any thread.
   *
   * @param writer does a step on the thread that owns the connection, and commits it
   * @return how many logs were deleted
   */
  public int delete(Collection<UUID> runIds, Function<SqlFunction<Connection, Step>, Step> writer) {
    int deleted = 0;
    List<UUID> left = runIds.stream().distinct().toList();
    while (!left.isEmpty()) {
      List<UUID> runs = left;
      Step step = writer.apply(connection -> deleteSome(connection, runs));
      deleted += step.deleted();
      left = step.left();
    }
    return deleted;
  }

  /** Deletes some chunks of the first runs, and the logs of which nothing is left. */
  private Step deleteSome(Connection connection, List<UUID> runs) throws SQLException {
    int most = Math.min(RUNS_A_STEP, runs.size());
    SortedMap<Long, UUID> logs = new TreeMap<>();
    statements
        .queryAll(
            connection,
            FINISHED,
            runs.subList(0, most),
            row -> Map.entry(row.number("id"), row.id("run")))
        .forEach(log -> logs.put(log.getKey(), log.getValue()));
    List<Chunk> chunks =
        statements.queryAll(
            connection,
            CHUNKS,
            List.copyOf(logs.keySet()),
            row -> new Chunk(row.number("id"), row.number("log")));
    boolean all = chunks.size() < CHUNKS_A_STEP;
    SortedMap<Long, UUID> whole = all ? logs : logs.headMap(chunks.getLast().log());
    SortedMap<Long, UUID> begun = all ? new TreeMap<>() : logs.tailMap(chunks.getLast().log());
    deleteChunks(connection, chunks.stream().map(Chunk::id).toList());
    statements.updateAll(
        connection, "DELETE FROM log WHERE id IN (%s)", List.copyOf(whole.keySet()));
    List<UUID> left = new ArrayList<>(begun.values());
    left.addAll(runs.subList(most, runs.size()));
    return new Step(whole.size(), left);
  }

  private void deleteChunks(Connection connection, List<Long> chunks) throws SQLException {
    if (!chunks.isEmpty()) {
      unindexer.unindex(connection, chunks);
      statements.updateAll(connection, "DELETE FROM chunk WHERE id IN (%s)", chunks);
    }
  }
}
