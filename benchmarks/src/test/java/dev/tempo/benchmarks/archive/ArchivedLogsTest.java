package dev.tempo.benchmarks.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.benchmarks.logs.ServiceLines;
import dev.tempo.benchmarks.server.FilledData;
import dev.tempo.store.LogQuery;
import dev.tempo.store.RunQuery;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the row {@code archive} stores is what it searches, lists and deletes. */
class ArchivedLogsTest {
  private static final int RUNS = 200;
  private static final int LINES = 3;

  @TempDir Path data;

  @Test
  void logsOfRuns_areFinished_andFound() {
    try (SqliteStore store = SqliteStore.open(data)) {
      ArchivedLogs logs = new ArchivedLogs(store.logs(), RUNS, LINES);
      FilledData.fill(store, RUNS, Duration.ofHours(1), logs);
      logs.await();

      assertThat(found(store, ServiceLines.RARE)).isEqualTo(ArchivedLogs.RARE_LINES);
      assertThat(found(store, ServiceLines.ABSENT)).isZero();
      assertThat(found(store, ServiceLines.COMMON)).isEqualTo(100);
      assertThat(logs.bytes()).isGreaterThan(RUNS * LINES * 80L);
      assertThat(store.runs().count(RunQuery.ALL, RUNS + 1).count()).isEqualTo(RUNS);
      assertThat(
              store.runs().list(RunQuery.ALL.withLimit(1)).runs().stream()
                  .mapToInt(run -> store.logs().delete(List.of(run.id())))
                  .sum())
          .isOne();
    }
  }

  private static int found(SqliteStore store, String text) {
    return store.logs().search(LogQuery.builder(text).limit(100).build()).hits().size();
  }
}
