package dev.tempo.store.cluster;

import dev.tempo.log.LogLine;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The newest lines of runs that are under way, for those who watch them on other nodes than the one
 * that writes them. What is passed on is kept for moments, and not durable: the log itself is in
 * the store. As long as nobody watches, it costs nothing. Thread-safe.
 */
public interface LineRelay {

  /** The relay of a store that passes nothing on. */
  LineRelay NONE = new NoRelay();

  /**
   * Watches a run until the watch is closed.
   *
   * @param onLines called whenever there may be new lines, and must be quick; calls may be too
   *     many, and none may be missing for longer than a few seconds
   */
  Watch watch(UUID runId, Runnable onLines);

  /**
   * Calls the listener with each run that somebody begins to watch, until this is closed: whoever
   * writes its lines then appends those that are in no store yet.
   */
  void serve(Consumer<UUID> onWatched);

  /** Whether somebody watches a run; asked for each line, and answered from memory. */
  boolean isWatched(UUID runId);

  /** Passes lines on, in their order; does nothing if nobody watches the run. Does not block. */
  void append(UUID runId, List<LogLine> lines);

  /**
   * Reads lines after a number, in their order. Those before the first one that is returned may be
   * gone from here, and are in the store then.
   *
   * @param limit as soon as so many are read, the rest is left for later
   */
  List<LogLine> after(UUID runId, long line, int limit);

  /** Ends watching. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
