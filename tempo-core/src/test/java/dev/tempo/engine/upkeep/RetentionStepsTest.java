package dev.tempo.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionReport;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which steps, and in which order, runs go with their logs. */
class RetentionStepsTest {
  private static final int RUNS = 2_500;
  private static final RetentionPolicy MONTH =
      RetentionPolicy.of(Duration.ofDays(30), Integer.MAX_VALUE);

  private final VirtualClock clock = VirtualClock.at("2026-06-01T12:00:00Z");
  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private final List<UUID> told = new ArrayList<>();
  private Tempo tempo;
  private Set<UUID> old;

  @BeforeEach
  void fill() {
    tempo = Tempo.builder().store(store).timeSource(clock).build().start();
    tempo.onEvent(
        event -> {
          if (event instanceof Event.RunsDeleted deleted) {
            told.addAll(deleted.runIds());
          }
        });
    Job job = tempo.save(Job.named("j").task(Task.handler("none")).build());
    old = runs(job, RUNS, clock.instant().minus(Duration.ofDays(60)));
    runs(job, 100, clock.instant().minus(Duration.ofDays(1)));
  }

  @AfterEach
  void close() {
    tempo.close();
  }

  @Test
  void logsGoBeforeTheirRuns_inShortSteps() {
    assertThat(tempo.purgeRuns(MONTH)).isEqualTo(new RetentionReport(RUNS, RUNS));
    assertThat(store.steps).hasSizeGreaterThan(3).allMatch(runs -> runs <= StepSize.MOST);
    assertThat(told).hasSize(RUNS).containsExactlyInAnyOrderElementsOf(old);
    assertThat(left()).isEqualTo(100);
    assertThat(store.logs().totals().logs()).isEqualTo(100);
  }

  @Test
  void limit_isKeptOverStepsAndPages() {
    assertThat(tempo.purgeRuns(MONTH, RunQuery.ALL, 1_234))
        .isEqualTo(new RetentionReport(1_234, 1_234, false));
    assertThat(left()).isEqualTo(RUNS + 100 - 1_234);
    assertThat(tempo.purgeRuns(MONTH, RunQuery.ALL, RUNS))
        .isEqualTo(new RetentionReport(RUNS - 1_234, RUNS - 1_234, true));
  }

  @Test
  void stepThatFails_endsIt_andNoLogIsLeftWithoutItsRun() {
    store.failsAt = 3;
    assertThatThrownBy(() -> tempo.purgeRuns(MONTH)).isInstanceOf(StoreException.class);

    long logs = store.logs().totals().logs();
    int runs = left();
    assertThat(store.steps).hasSize(3);
    assertThat(runs).isBetween((int) logs, RUNS);
    assertThat(told).hasSize(RUNS + 100 - runs).allMatch(id -> store.runs().find(id).isEmpty());
    assertThat(tempo.purgeRuns(MONTH)).isEqualTo(new RetentionReport(runs - 100, logs - 100));
    assertThat(left()).isEqualTo(100);
  }

  private int left() {
    return (int) store.runs().count(RunQuery.ALL, 10 * RUNS).count();
  }

  /** Ended runs with their logs, a thousand at the same instant; their ids. */
  private Set<UUID> runs(Job job, int count, Instant from) {
    Ids ids = new Ids(count);
    List<Change> added = new ArrayList<>();
    Set<UUID> runs = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Instant at = from.plusSeconds(i / 1_000);
      RunRequest request =
          RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of());
      Run run =
          new Run(
                  ids.next(at.toEpochMilli()),
                  Run.JobRef.of(job),
                  request,
                  RunTimeline.queued(at),
                  RunResult.NONE)
              .withFinished(RunStatus.SUCCESS, at, RunResult.NONE);
      added.add(new Change.AddRun(run, ids.next(0)));
      runs.add(run.id());
      LogLine line = new LogLine(1, at, LogLine.Stream.STDOUT, "text", Set.of());
      RunLogInfo info = new RunLogInfo(run.id(), job.id(), Optional.empty(), at);
      List<LogChunk> chunks = List.of(LogChunk.pack(List.of(line), true));
      store.logs().append(new Append(info, chunks, SpoolPosition.START, true)).join();
    }
    store.commit(added);
    return runs;
  }

  /** Looks at what is deleted, and fails when it is told to. */
  private static final class WatchedStore extends ForwardingStore {
    private final List<Integer> steps = new CopyOnWriteArrayList<>();
    private volatile int failsAt;

    WatchedStore(Store store) {
      super(store);
    }

    @Override
    public Set<UUID> commit(List<Change> changes) {
      for (Change change : changes) {
        if (change instanceof Change.DeleteRuns deleted) {
          assertThat(deleted.runIds()).allMatch(id -> logs().tail(id).isEmpty());
          steps.add(deleted.runIds().size());
          if (steps.size() == failsAt) {
            throw new StoreException("The disk is full, says the test", null);
          }
        }
      }
      return super.commit(changes);
    }
  }
}
