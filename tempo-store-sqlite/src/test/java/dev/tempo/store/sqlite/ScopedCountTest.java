package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.store.Change;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunVisibility;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting what somebody may see stops when it has looked at much that is others'. */
class ScopedCountTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final UUID ENGINE = new UUID(9, 9);
  private static final int BOUND = 10_000;
  private static final int RUNS = 40_000;
  private static final List<UUID> JOBS =
      IntStream.range(0, 500).mapToObj(i -> new UUID(1, i)).toList();

  @TempDir private Path data;
  private final Ids ids = new Ids(7);
  private SqliteStore store;

  @BeforeEach
  void fill() {
    store = SqliteStore.open(data);
    for (int from = 0; from < RUNS; from += 10_000) {
      commit(IntStream.range(from, Math.min(RUNS, from + 10_000)).mapToObj(this::others).toList());
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void count_ofLittleAmongMuchOfOthers_isNotExact_andLooksAtAFewOnly() {
    commit(List.of(run(JOBS.getLast(), Optional.empty(), 1)));
    RunQuery visible =
        RunQuery.ALL.withVisibility(new RunVisibility("me", Set.of(), Set.copyOf(JOBS), Set.of()));
    for (RunQuery query :
        List.of(visible, visible.withStatus(RunStatus.SUCCESS), visible.withFrom(NOON))) {
      RunCount counted = store.runs().count(query, BOUND);
      assertThat(counted.isExact()).isFalse();
      assertThat(counted.count()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void count_ofOnesOwn_isExact_howeverManyOthersThereAre() {
    commit(
        List.of(
            run(JOBS.getFirst(), Optional.of("me"), 1), run(JOBS.getLast(), Optional.of("me"), 2)));
    RunQuery own =
        RunQuery.ALL.withVisibility(new RunVisibility("me", Set.of(), Set.of(), Set.of()));
    assertThat(store.runs().count(own, BOUND)).isEqualTo(new RunCount(2, true));
    assertThat(store.runs().count(own.withJob(JOBS.getLast()), BOUND))
        .isEqualTo(new RunCount(1, true));
    RunQuery failed = own.withStatus(RunStatus.FAILURE);
    assertThat(store.runs().count(failed, BOUND)).isEqualTo(new RunCount(0, true));
  }

  @Test
  void count_ofWhatIsOpen_isExact_asItIsAmongTheNewest() {
    Run first = run(JOBS.getFirst(), Optional.of("me"), 1);
    Run waiting =
        new Run(
            ids.next(NOON.toEpochMilli() + RUNS),
            first.job(),
            first.request(),
            RunTimeline.queued(NOON),
            RunResult.NONE);
    assertThat(store.commit(List.of(new Change.AddRun(waiting, ENGINE)))).isEmpty();
    RunVisibility mine = new RunVisibility("me", Set.of(), Set.copyOf(JOBS), Set.of());
    RunQuery queued = RunQuery.ALL.withVisibility(mine).withStatus(RunStatus.QUEUED);
    assertThat(store.runs().count(queued, BOUND)).isEqualTo(new RunCount(1, true));
  }

  private Run others(int number) {
    return run(JOBS.get(number % JOBS.size()), Optional.of("somebody"), number);
  }

  private Run run(UUID job, Optional<String> starter, int number) {
    Instant at = NOON.plusMillis(number);
    RunCause cause = starter.isPresent() ? RunCause.MANUAL : RunCause.SCHEDULE;
    RunRequest request = RunRequest.first(RunOrigin.request(cause, starter), Map.of());
    Run.JobRef ref = new Run.JobRef(job, "job", 1, "default");
    Run queued =
        new Run(ids.next(at.toEpochMilli()), ref, request, RunTimeline.queued(at), RunResult.NONE);
    return queued.withStarted(ref, at).withFinished(RunStatus.SUCCESS, at, RunResult.NONE);
  }

  private void commit(List<Run> runs) {
    List<Change> changes = new ArrayList<>();
    for (Run run : runs) {
      changes.add(new Change.AddRun(run, ENGINE));
      changes.add(new Change.FinishRun(run));
    }
    assertThat(store.commit(changes)).isEmpty();
  }
}
