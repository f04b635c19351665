package dev.tempo.store;

import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogLine;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps the logs of runs and searches them. Thread-safe, and safe to call from virtual threads.
 *
 * <p>Every method may throw a {@link dev.tempo.log.LogStorageException} that says what is wrong
 * with the store.
 */
public interface LogStore extends LogAppendStore, AutoCloseable {

  /**
   * Lines of some streams in order, from {@code fromLine} on.
   *
   * @param fromLine the first line wanted, from 1
   * @param limit how many at most, at least 1; fewer come back when they hold more than about a
   *     megabyte of text
   * @param streams the streams wanted
   * @return at least one line unless there is none from {@code fromLine} on
   */
  List<LogLine> lines(UUID runId, long fromLine, int limit, Set<LogLine.Stream> streams);

  @Override
  default List<LogLine> read(UUID runId, long fromLine, int limit) {
    return lines(runId, fromLine, limit, EnumSet.allOf(LogLine.Stream.class));
  }

  /** How many lines are kept of a run; 0 when it is not known. */
  long count(UUID runId);

  /**
   * Searches all logs, newest first: by chunks of up to 64 KB in the order in which they were
   * begun, and within one by line number, downwards. Lines are found once they are stored, about a
   * second after they were printed.
   *
   * @throws IllegalArgumentException when the cursor is not one that a search gave
   */
  LogHits search(LogQuery query);

  /**
   * Deletes the logs of runs, and what was indexed of them. A log that is not finished stays as it
   * is. Not one transaction: after a crash it may have deleted some of them.
   *
   * @return how many logs were deleted
   */
  int delete(Collection<UUID> runIds);

  /**
   * Gives space that deletions have freed back to the system, in small steps between other work.
   */
  void compact();

  /** How much is kept. */
  LogTotals totals();

  /**
   * How much is kept of the runs that one user started.
   *
   * @param starter as in {@link dev.tempo.log.RunLogInfo#starter()}
   */
  LogTotals totals(String starter);

  /** Stores what was handed over, and lets go of all files. Later calls fail. */
  @Override
  void close();
}
