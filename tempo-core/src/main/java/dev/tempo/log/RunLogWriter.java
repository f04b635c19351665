package dev.tempo.log;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Writes the log of one active run. Costs nothing until the first line, or until it follows
 * something. Thread-safe.
 */
public interface RunLogWriter {

  /** Whose log this is. */
  RunLogInfo key();

  /**
   * Adds a text as one or more lines. Splits at line feeds; one at the end adds no empty line; an
   * empty text is an empty line. Returns before the lines are on disk, and waits only while more of
   * this log than {@link RunLogService#MAX_UNSAVED_BYTES} is on its way there.
   *
   * @throws IllegalStateException after {@link #finish()} or {@link #close()}
   * @throws LogStorageException when the store fails and as much as may wait for it already does;
   *     the text is not kept then
   */
  void write(LogLine.Stream stream, String text);

  /**
   * Reads the run's output from two files that only grow, from where the log left off. The files
   * need not exist yet.
   *
   * @throws IllegalStateException when it follows already, or after {@link #finish()}
   * @throws LogStorageException when it cannot be learned where the log left off
   */
  default void follow(Path stdout, Path stderr) {
    follow(stdout, stderr, PassThroughMask::new);
  }

  /**
   * As {@link #follow(Path, Path)}, and hides parts of what it reads before anything else sees
   * them. Where the log goes on after a restart, the mask is first shown what comes before that
   * place.
   *
   * @param masks called once for each file
   */
  void follow(Path stdout, Path stderr, Supplier<StreamMask> masks);

  /**
   * Reads what the files hold by now, an unfinished last line included, and makes all of it
   * durable. To be called when whatever writes to them has ended; what they get later is not read.
   *
   * @return done when every line is on disk for good. While the store fails it waits, and goes on
   *     by itself. Fails with a {@link LogStorageException} only if the log is closed before that
   */
  default CompletableFuture<LogSummary> finish() {
    return finish(capped -> List.of());
  }

  /**
   * As {@link #finish()}, with some last lines of Tempo's own, behind all that the files hold.
   *
   * @param lastWords asked at most once, when all is read
   */
  CompletableFuture<LogSummary> finish(LastWords lastWords);

  /** What is said when a log ends. */
  @FunctionalInterface
  interface LastWords {

    /**
     * The lines.
     *
     * @param capped whether the output limit was reached, which the log has said then
     */
    List<String> lines(boolean capped);
  }

  /**
   * Ends the log: its readers get what they have not seen yet, then the end. To be called when the
   * run's last state is durable. Closing before {@link #finish()} leaves the log to be resumed by a
   * later process. Calling it twice does nothing.
   */
  void close();
}
