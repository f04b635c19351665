package dev.tempo.log;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Stores log lines; the write half of a log store. The part of a log store that capture and live
 * reading need; {@code dev.tempo.store.LogStore} adds search and deletion. Implementations are
 * thread-safe, and may be called from virtual threads: what blocks natively runs on threads of
 * their own.
 */
public interface LogAppendStore {

  /**
   * Keeps chunks and the place in the spool behind them, all or nothing. A chunk that starts at the
   * line of the log's open chunk replaces it. Callers wait for one append of a run before the next.
   *
   * @return done when the chunks are committed, on disk for good if {@link Append#last()}. Fails
   *     with a {@link LogStorageException}, and then nothing was kept: also when a chunk would
   *     leave a hole in the line numbers
   */
  CompletableFuture<Void> append(Append append);

  /**
   * Where a run's log stands.
   *
   * @return empty when nothing was ever kept of the run
   * @throws LogStorageException when it cannot be read
   */
  Optional<Tail> tail(UUID runId);

  /**
   * Lines in order, from {@code fromLine} on.
   *
   * @param fromLine the first line wanted, from 1
   * @param limit how many at most, at least 1; fewer come back when they hold more than about a
   *     megabyte of text
   * @return at least one line unless there is none from {@code fromLine} on
   * @throws LogStorageException when they cannot be read
   */
  List<LogLine> read(UUID runId, long fromLine, int limit);

  /**
   * What one {@link #append} keeps.
   *
   * @param key whose log it is
   * @param chunks in order of their lines, without holes; only the last may be open
   * @param position the place in the spool behind the last line
   * @param last whether this ends the run's log
   */
  record Append(RunLogInfo key, List<LogChunk> chunks, SpoolPosition position, boolean last) {

    /**
     * Copies the list.
     *
     * @throws NullPointerException if anything is null
     */
    public Append {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(chunks, "chunks");
      Objects.requireNonNull(position, "position");
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * Where a run's log stands.
   *
   * @param lineCount the number of the last line kept
   * @param position the place in the spool behind it
   * @param open the last chunk, if lines may still be added to it
   */
  record Tail(long lineCount, SpoolPosition position, Optional<LogChunk> open) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Tail {
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(open, "open");
    }
  }
}
