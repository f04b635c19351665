package dev.tempo;

import dev.tempo.log.LogLine;
import dev.tempo.store.LogStore;
import java.util.List;
import java.util.UUID;

/** The lines of a run's log, read page by page. */
final class LogPages extends PagedIterator<LogLine> {
  private static final int PAGE = 1_000;

  private final LogStore store;
  private final UUID runId;
  private long next = 1;

  LogPages(LogStore store, UUID runId) {
    this.store = store;
    this.runId = runId;
  }

  @Override
  List<LogLine> readNext() {
    List<LogLine> page = store.read(runId, next, PAGE);
    if (!page.isEmpty()) {
      next = page.getLast().number() + 1;
    }
    return page;
  }
}
