package dev.tempo.server.cli;

import dev.tempo.store.jdbc.move.StoreMove;
import dev.tempo.time.TimeSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Says how far a move is: a line when a table is done, and every other second meanwhile. */
final class MoveLines implements Consumer<StoreMove.Progress> {
  private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();
  private static final double NANOS = 1e9;

  private final PrintWriter out;
  private final TimeSource time = TimeSource.system();
  private final long begun = time.nanoTime();
  private long toldNanos = begun;
  private long tableNanos = begun;
  private String table = "";

  MoveLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(StoreMove.Progress progress) {
    long now = time.nanoTime();
    if (!table.equals(progress.table() + progress.compares())) {
      table = progress.table() + progress.compares();
      tableNanos = now;
    }
    boolean done = progress.rows() == progress.total() && progress.total() > 0;
    if (done || now - toldNanos >= EVERY_NANOS) {
      toldNanos = now;
      out.printf(
          Locale.ROOT,
          "%-9s %-22s %,12d of %,d rows, %.1f s%n",
          progress.compares() ? "comparing" : "moving",
          progress.table(),
          progress.rows(),
          progress.total(),
          (now - tableNanos) / NANOS);
      out.flush();
    }
  }

  /** Says what is the same on both sides. */
  void end(StoreMove.Report report) {
    out.println("The same on both sides, by number and SHA-256 of the rows:");
    for (StoreMove.Moved moved : report.tables()) {
      if (moved.rows() > 0) {
        out.printf(Locale.ROOT, "%-22s %,12d  %s%n", moved.table(), moved.rows(), moved.sha256());
      }
    }
    out.printf(
        Locale.ROOT,
        "Moved %,d rows in %.1f s%n",
        report.rows(),
        (time.nanoTime() - begun) / NANOS);
  }
}
