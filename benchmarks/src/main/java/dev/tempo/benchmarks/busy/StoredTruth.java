package dev.tempo.benchmarks.busy;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.log.LogLine;
import dev.tempo.store.RunQuery;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a server has stored of runs that each printed one line with their id, read once it has
 * ended.
 *
 * @param waiting runs that were promised and have not ended
 * @param failed runs that were promised and are not there, or have ended, but not well
 * @param runs of their job in all, also such as were promised to nobody
 * @param wrongLines lines of runs that have ended, that are missing, there twice, or say something
 *     else
 */
record StoredTruth(long waiting, long failed, long runs, long wrongLines) {
  private static final int FEW = 10;

  static StoredTruth of(Path data, UUID jobId, List<UUID> promised, String word) {
    try (SqliteStore store = SqliteStore.open(data)) {
      long waiting = 0;
      long failed = 0;
      long wrong = 0;
      for (UUID id : promised) {
        Optional<Run> run = store.runs().find(id);
        if (run.isPresent() && !run.get().status().isFinal()) {
          waiting++;
          continue;
        }
        failed += run.isPresent() && run.get().status() == RunStatus.SUCCESS ? 0 : 1;
        List<String> printed =
            store.logs().lines(id, 1, FEW, EnumSet.of(LogLine.Stream.STDOUT)).stream()
                .map(LogLine::text)
                .toList();
        wrong += printed.equals(List.of(word + " " + id)) ? 0 : Math.max(1, printed.size() - 1);
      }
      long runs = store.runs().count(RunQuery.ALL.withJob(jobId), Integer.MAX_VALUE).count();
      return new StoredTruth(waiting, failed, runs, wrong);
    }
  }
}
