package dev.tempo.benchmarks.busy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.benchmarks.server.FilledData;
import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.Change;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of a busy server finds what is wrong. */
class StoredTruthTest {
  private static final int RUNS = 102; // the first hundred jobs have one, two of them another

  @TempDir Path data;
  private final List<Run> runs = new ArrayList<>();

  @Test
  void rightRuns_areRight() {
    fill();
    List<Run> ofJob = runs.stream().filter(run -> run.jobId().equals(runs.get(1).jobId())).toList();
    assertThat(ofJob).hasSize(2);

    assertThat(truth(ofJob.get(0), ofJob.get(1))).isEqualTo(new StoredTruth(0, 0, 2, 0));
  }

  @Test
  void missingRun_andBadEnd_areFound() {
    fill();
    Run failed = runs.getFirst();
    assertThat(failed.status()).isEqualTo(RunStatus.FAILURE);

    assertThat(truth(failed)).isEqualTo(new StoredTruth(0, 1, 2, 0));
    assertThat(StoredTruth.of(data, failed.jobId(), List.of(new UUID(0, 1)), "hello"))
        .isEqualTo(new StoredTruth(0, 1, 2, 1));
  }

  @Test
  void runThatHasNotEnded_waits_andIsNoFailure() {
    fill();
    Run ended = runs.get(1);
    Run waiting =
        new Run(
            Ids.next(),
            ended.job(),
            ended.request(),
            RunTimeline.queued(ended.queuedAt()),
            RunResult.NONE);
    try (SqliteStore store = SqliteStore.open(data)) {
      assertThat(store.commit(List.of(new Change.AddRun(waiting, Ids.next())))).isEmpty();
    }

    assertThat(truth(ended, waiting)).isEqualTo(new StoredTruth(1, 0, 3, 0));
  }

  @Test
  void linesThatAreMissing_twiceOrOthers_areFound() {
    fill();

    assertThat(truth(runs.get(2)).wrongLines()).isOne(); // prints nothing
    assertThat(truth(runs.get(3)).wrongLines()).isOne(); // prints twice
    assertThat(truth(runs.get(4)).wrongLines()).isOne(); // prints what another should
  }

  private StoredTruth truth(Run... promised) {
    List<UUID> ids = List.of(promised).stream().map(Run::id).toList();
    return StoredTruth.of(data, promised[0].jobId(), ids, "hello");
  }

  private void fill() {
    try (SqliteStore store = SqliteStore.open(data)) {
      FilledData.fill(store, RUNS, Duration.ofSeconds(1), runs::add);
      for (int number = 0; number < RUNS; number++) {
        print(store, runs.get(number), texts(number));
      }
    }
  }

  private List<String> texts(int number) {
    String own = "hello " + runs.get(number).id();
    return switch (number) {
      case 2 -> List.of();
      case 3 -> List.of(own, own);
      case 4 -> List.of("hello " + runs.get(5).id());
      default -> List.of(own);
    };
  }

  private static void print(SqliteStore store, Run run, List<String> texts) {
    List<LogLine> lines = new ArrayList<>();
    for (String text : texts) {
      lines.add(
          new LogLine(lines.size() + 1, Instant.EPOCH, LogLine.Stream.STDOUT, text, Set.of()));
    }
    if (!lines.isEmpty()) {
      RunLogInfo info =
          new RunLogInfo(run.id(), run.jobId(), Optional.empty(), run.queuedAt(), Optional.empty());
      List<LogChunk> chunks = List.of(LogChunk.pack(lines, true));
      store.logs().append(new Append(info, chunks, SpoolPosition.START, true)).join();
    }
  }
}
