package dev.tempo.store.memory;

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
import dev.tempo.store.RunQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists of runs in memory, which several indexes lead to, against all runs looked at one by one.
 */
class MemoryRunsTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final int KEPT = 400;

  private final Ids ids = new Ids(5);
  private final List<Run.JobRef> jobs =
      IntStream.range(0, 4)
          .mapToObj(i -> new Run.JobRef(ids.next(0), "job " + i, 1, "queue " + i % 2))
          .toList();
  private final MemoryStore store = new MemoryStore(KEPT);
  private final List<UUID> added = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyList_isWhatMatches_howeverRunsEndAndGo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 1_200; step++) {
      change(random);
    }
    List<Run> all = added.stream().flatMap(id -> store.runs().find(id).stream()).toList();
    assertThat(all).hasSizeLessThan(added.size());
    for (int i = 0; i < 150; i++) {
      RunQuery query = query(random, all);
      assertThat(store.runs().list(query).runs())
          .as("%s", query)
          .containsExactlyElementsOf(expected(all, query));
    }
  }

  private void change(SplittableRandom random) {
    List<Run> open =
        store.runs().list(RunQuery.ALL.withStatus(RunStatus.QUEUED, RunStatus.RUNNING)).runs();
    Run.JobRef job = jobs.get(random.nextInt(random.nextInt(1, 5)));
    if (open.isEmpty() || random.nextInt(3) > 0) {
      add(random, job);
      return;
    }
    Run run = open.get(random.nextInt(open.size()));
    if (run.status() == RunStatus.QUEUED && random.nextBoolean()) {
      commit(new Change.StartRun(run.withStarted(run.job(), NOON), new UUID(1, 1)));
    } else {
      List<RunStatus> ends = Arrays.stream(RunStatus.values()).filter(RunStatus::isFinal).toList();
      RunStatus end = ends.get(random.nextInt(random.nextInt(1, ends.size() + 1)));
      commit(new Change.FinishRun(run.withFinished(end, NOON, RunResult.NONE)));
    }
    if (random.nextInt(20) == 0) {
      commit(new Change.DeleteRuns(List.of(added.get(random.nextInt(added.size())))));
    }
  }

  private void add(SplittableRandom random, Run.JobRef job) {
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    Instant from = random.nextInt(4) == 0 ? NOON.plusSeconds(random.nextInt(100)) : NOON;
    Run run =
        new Run(
            ids.next(NOON.toEpochMilli()),
            job,
            RunRequest.first(origin, Map.of()),
            RunTimeline.queued(NOON, from),
            RunResult.NONE);
    added.add(run.id());
    commit(new Change.AddRun(run, new UUID(1, 1)));
  }

  private void commit(Change change) {
    store.commit(List.of(change));
  }

  private RunQuery query(SplittableRandom random, List<Run> all) {
    RunQuery query = RunQuery.ALL.withLimit(random.nextInt(1, 200));
    if (random.nextBoolean()) {
      query = query.withOrder(RunQuery.Order.OLDEST_FIRST);
    }
    if (random.nextBoolean()) {
      query = query.withBefore(all.get(random.nextInt(all.size())).id());
    }
    int some = random.nextInt(3);
    if (some > 0) {
      query =
          query.withJobs(jobs.stream().limit(some).map(Run.JobRef::id).collect(Collectors.toSet()));
    }
    List<RunStatus> statuses =
        Arrays.stream(RunStatus.values()).filter(status -> random.nextInt(3) == 0).toList();
    return random.nextBoolean() ? query : query.withStatus(statuses.toArray(new RunStatus[0]));
  }

  private static List<Run> expected(List<Run> all, RunQuery query) {
    boolean down = query.page().order() == RunQuery.Order.NEWEST_FIRST;
    Comparator<Run> byId = Comparator.comparing(Run::id);
    return all.stream()
        .filter(query::matches)
        .filter(
            run ->
                query.page().before().isEmpty()
                    || run.id().compareTo(query.page().before().get()) < 0 == down
                        && !run.id().equals(query.page().before().get()))
        .sorted(down ? byId.reversed() : byId)
        .limit(query.limit())
        .toList();
  }
}
