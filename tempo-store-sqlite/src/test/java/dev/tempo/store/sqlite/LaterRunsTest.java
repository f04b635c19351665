package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many runs that wait for their time: in the store, and not in memory. */
class LaterRunsTest {
  private static final Logger LOG = LoggerFactory.getLogger(LaterRunsTest.class);
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final int BATCH = 10_000;
  private static final long MEBI = 1 << 20;

  @TempDir private Path data;
  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final AtomicInteger ran = new AtomicInteger();

  @Test
  void thousandsOfRunsThatWait_startAtTheirTime_eachOnce() {
    waitFor(45_000, 1L << 40);
  }

  /** More than are kept in memory are due at one instant. */
  @Test
  @Tag("long")
  void aMillionRunsThatWait_costNoMemory_andStartFast() {
    waitFor(1_000_000, 48 * MEBI);
  }

  private void waitFor(int count, long mostBytes) {
    try (SqliteStore store = SqliteStore.open(data)) {
      Job job = seed(store, count);
      long before = usedBytes();
      long began = System.nanoTime();
      try (Tempo tempo = start(store)) {
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        long bytes = usedBytes() - before;
        LOG.info("{} runs wait: started in {} ms, {} MiB", count, millis, bytes / MEBI);
        assertThat(bytes).isLessThan(mostBytes);
        check(tempo, store, job, count);
      }
    }
  }

  private void check(Tempo tempo, SqliteStore store, Job job, int count) {
    tempo.run(job.id(), RunOptions.DEFAULT);
    assertThat(ran).hasValue(1);
    clock.advanceTo(NOON.plus(Duration.ofHours(1)).minusMillis(1));
    assertThat(ran).hasValue(1);
    clock.advanceTo(NOON.plus(Duration.ofHours(1)));
    assertThat(ran).as("half of them are due at once").hasValue(1 + count / 2);
    if (count > BATCH * 10) {
      return; // the rest is as the first half
    }
    clock.advance(Duration.ofDays(2));
    assertThat(ran).hasValue(1 + count);
    assertThat(store.runs().count(RunQuery.ALL.withStatus(RunStatus.QUEUED), 9).count()).isZero();
  }

  private Tempo start(SqliteStore store) {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("count", context -> ran.incrementAndGet())
        .build()
        .start();
  }

  /** Half of them wait for one instant, the others for instants of the day after. */
  private static Job seed(SqliteStore store, int count) {
    Job job =
        Job.named("later")
            .task(Task.handler("count"))
            .overlap(OverlapPolicy.ALLOW)
            .version(1)
            .build();
    store.commit(List.of(new Change.SaveJob(job, List.of())));
    Ids ids = new Ids(5);
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    RunRequest request = RunRequest.first(origin, Map.of());
    for (int from = 0; from < count; from += BATCH) {
      List<Change> changes = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + BATCH); i++) {
        Instant at =
            NOON.plus(Duration.ofHours(1)).plusSeconds(i % 2 == 0 ? 0 : 60 + i % 100 * 600);
        Run run =
            new Run(
                ids.next(NOON.toEpochMilli()),
                Run.JobRef.of(job),
                request,
                RunTimeline.queued(NOON, at),
                RunResult.NONE);
        changes.add(new Change.AddRun(run, new UUID(1, 1)));
      }
      store.commit(changes);
    }
    return job;
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
