package dev.tempo.benchmarks.throughput;

import dev.tempo.store.Change;
import java.util.List;

/**
 * How many writes of each kind one commit holds.
 *
 * @param added runs that are new
 * @param started runs that had been written as queued and have started
 * @param finished runs that have ended
 */
record CommitShape(int added, int started, int finished) {

  static CommitShape of(List<Change> changes) {
    int added = 0;
    int started = 0;
    int finished = 0;
    for (Change change : changes) {
      switch (change) {
        case Change.AddRun run -> added++;
        case Change.StartRun run -> started++;
        case Change.FinishRun run -> finished++;
        default -> {}
      }
    }
    return new CommitShape(added, started, finished);
  }

  int writes() {
    return added + started + finished;
  }
}
