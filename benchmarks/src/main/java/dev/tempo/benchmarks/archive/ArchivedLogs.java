package dev.tempo.benchmarks.archive;

import dev.tempo.Run;
import dev.tempo.benchmarks.logs.ServiceLines;
import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Stores a log of each run as the engine would have: packed, indexed and finished. So many are on
 * their way at once that they share the syncs of the disk. For one thread.
 */
final class ArchivedLogs implements Consumer<Run> {
  /** In so many logs one line has the rare word. */
  static final int RARE_LINES = 10;

  private static final int UNDER_WAY = 256;

  private final ServiceLines printed = new ServiceLines(new SplittableRandom(2026));
  private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
  private final LogStore store;
  private final int runs;
  private final int linesPerRun;
  private int number;
  private long bytes;

  ArchivedLogs(LogStore store, int runs, int linesPerRun) {
    this.store = store;
    this.runs = runs;
    this.linesPerRun = linesPerRun;
  }

  /** How many bytes of text there are, line ends included. */
  long bytes() {
    return bytes;
  }

  @Override
  public void accept(Run run) {
    boolean rare = number % (runs / RARE_LINES) == runs / RARE_LINES / 3;
    List<LogLine> lines = new ArrayList<>(linesPerRun);
    for (int line = 1; line <= linesPerRun; line++) {
      String text =
          printed.line(number * linesPerRun + line, rare && line == 1 ? ServiceLines.RARE : "");
      bytes += text.length() + 1;
      lines.add(new LogLine(line, run.queuedAt(), LogLine.Stream.STDOUT, text, Set.of()));
    }
    RunLogInfo info =
        new RunLogInfo(run.id(), run.jobId(), Optional.empty(), run.queuedAt(), Optional.empty());
    List<LogChunk> chunks = List.of(LogChunk.pack(lines, true));
    underWay.add(store.append(new Append(info, chunks, SpoolPosition.START, true)));
    if (underWay.size() > UNDER_WAY) {
      underWay.remove().join();
    }
    number++;
  }

  /** Waits for the last. */
  void await() {
    underWay.forEach(CompletableFuture::join);
  }
}
