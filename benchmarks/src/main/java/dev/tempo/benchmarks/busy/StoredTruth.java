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
 * @param withoutEnd runs that were promised, and did not end well
 * @param runs of their job in all, also such as were promised to nobody
 * @param wrongLines lines that are missing, there twice, or say something else
 */
record StoredTruth(long withoutEnd, long runs, long wrongLines) {
  private static final int FEW = 10;

  static StoredTruth of(Path data, UUID jobId, List<UUID> promised, String word) {
    try (SqliteStore store = SqliteStore.open(data)) {
      long withoutEnd = 0;
      long wrong = 0;
      for (UUID id : promised) {
        Optional<Run> run = store.runs().find(id);
        if (run.filter(found -> found.status() == RunStatus.SUCCESS).isEmpty()) {
          withoutEnd++;
        }
        List<String> printed =
            store.logs().lines(id, 1, FEW, EnumSet.of(LogLine.Stream.STDOUT)).stream()
                .map(LogLine::text)
                .toList();
        wrong += printed.equals(List.of(word + " " + id)) ? 0 : Math.max(1, printed.size() - 1);
      }
      long runs = store.runs().count(RunQuery.ALL.withJob(jobId), Integer.MAX_VALUE).count();
      return new StoredTruth(withoutEnd, runs, wrong);
    }
  }
}
