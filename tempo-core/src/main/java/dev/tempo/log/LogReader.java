package dev.tempo.log;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads one run's log from a line on, and goes on as the run prints. For one thread at a time,
 * virtual or not; {@link #close()} may be called by any, and ends a wait.
 */
public interface LogReader extends AutoCloseable {

  /**
   * The next lines.
   *
   * @param wait how long to wait for the first; zero does not wait
   * @return lines in order; none when nothing came within {@code wait}. Once it says {@link
   *     Batch#ended()} there are no more
   * @throws IllegalArgumentException if the wait is negative or longer than 36,525 days
   * @throws LogStorageException when the lines cannot be read from the store; a later call tries
   *     again
   * @throws InterruptedException when the thread is interrupted; nothing is lost, the next call
   *     goes on
   */
  Batch next(Duration wait) throws InterruptedException;

  /** The number of the last line that {@link #next} gave or passed over. */
  long position();

  /** Lets go of the log; further calls of {@link #next} say that it ended. */
  @Override
  void close();

  /**
   * What {@link #next} found.
   *
   * @param lines in order; may be empty
   * @param gap lines that were passed over just before {@link #lines()}, because this reader was
   *     too slow; only of a reader that asked for that
   * @param open a line that has begun and not ended, such as a prompt or a progress bar, as it
   *     stands now. It has the number that the next line will have, and is told again when it has
   *     changed; what comes next of that number takes its place. Not stored, and no reader gets it
   *     that has not all lines before it
   * @param ended whether the log has ended and this reader has seen all of it
   */
  record Batch(List<LogLine> lines, Optional<Gap> gap, Optional<LogLine> open, boolean ended) {

    static final Batch NOTHING = new Batch(List.of(), Optional.empty(), Optional.empty(), false);
    static final Batch END = new Batch(List.of(), Optional.empty(), Optional.empty(), true);

    /**
     * Copies the list.
     *
     * @throws NullPointerException if anything is null
     */
    public Batch {
      Objects.requireNonNull(gap, "gap");
      Objects.requireNonNull(open, "open");
      Objects.requireNonNull(lines, "lines");
      lines = List.copyOf(lines);
    }

    static Batch of(List<LogLine> lines) {
      return new Batch(lines, Optional.empty(), Optional.empty(), false);
    }
  }

  /**
   * Lines that a slow reader was not given; they can be read from the store.
   *
   * @param from the first of them
   * @param to the last of them
   */
  record Gap(long from, long to) {}
}
