package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Uniqueness;
import dev.tempo.store.Change;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What stands for a request with a unique key where the store has several runs with that, as after
 * a long transaction, and the same turn ends one of them: a request of a job that replaces its runs
 * comes before it.
 */
class UniqueRequestTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final UUID ENGINE = new UUID(1, 1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final Ids ids = new Ids(1);
  private final MemoryStore store = new MemoryStore();
  private final Job job =
      Job.named("any")
          .task(Task.handler("nothing"))
          .overlap(OverlapPolicy.REPLACE)
          .version(1)
          .build();
  private Tempo tempo;

  @BeforeEach
  void saveJob_andPauseItsQueue() {
    tempo = start();
    tempo.pauseQueue("default");
    tempo.close();
    store.commit(List.of(new Change.SaveJob(job, List.of())));
  }

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void requestAfterAnEndInTheSameTurn_isAnsweredByANewerRunThatHasEndedWithinItsWindow() {
    Run waiting = add(Duration.ofMinutes(30), Duration.ZERO);
    Run ended = add(Duration.ofMinutes(10), Duration.ZERO);
    Run started = ended.withStarted(ended.job(), NOON.minusSeconds(60));
    store.commit(
        List.of(
            new Change.StartRun(started, ENGINE),
            new Change.FinishRun(
                started.withFinished(RunStatus.SUCCESS, NOON.minusSeconds(30), RunResult.NONE))));

    RunHandle unique = askAfterReplacing(Uniqueness.of("k").withWindow(HOUR));

    assertThat(statusOf(waiting)).isEqualTo(RunStatus.CANCELLED);
    assertThat(unique.id()).isEqualTo(ended.id());
    assertThat(unique.isNew()).isFalse();
  }

  @Test
  void requestAfterAnEndInTheSameTurn_isAnsweredByAnOlderRunThatHasNotEnded() {
    Run later = add(Duration.ofMinutes(30), HOUR);
    Run waiting = add(Duration.ofMinutes(10), Duration.ZERO);

    RunHandle unique = askAfterReplacing(Uniqueness.of("k"));

    assertThat(statusOf(waiting)).isEqualTo(RunStatus.CANCELLED);
    assertThat(statusOf(later)).isEqualTo(RunStatus.QUEUED);
    assertThat(unique.id()).isEqualTo(later.id());
    assertThat(unique.isNew()).isFalse();
  }

  @Test
  void requestAfterAnEndInTheSameTurn_isNew_ifNoneOtherStands() {
    Run waiting = add(Duration.ofMinutes(10), Duration.ZERO);

    RunHandle unique = askAfterReplacing(Uniqueness.of("k").withWindow(HOUR));

    assertThat(statusOf(waiting)).isEqualTo(RunStatus.CANCELLED);
    assertThat(unique.isNew()).isTrue();
  }

  /** Asks for a run that takes the place of those that wait, and in the same turn for this one. */
  private RunHandle askAfterReplacing(Uniqueness uniqueness) {
    tempo = start();
    return tempo
        .runAll(
            List.of(
                new RunSubmission(job.id(), RunOptions.DEFAULT),
                new RunSubmission(job.id(), RunOptions.DEFAULT.withUnique(uniqueness))))
        .handles()
        .getLast();
  }

  /** A queued run with the key, asked for so long ago, that may start so much later than now. */
  private Run add(Duration ago, Duration later) {
    Instant asked = NOON.minus(ago);
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    Run run =
        new Run(
            ids.next(asked.toEpochMilli()),
            Run.JobRef.of(job),
            RunRequest.first(origin, Map.of())
                .withAttributes(RunAttributes.DEFAULT.withUniqueKey("k")),
            RunTimeline.queued(asked, later.isZero() ? asked : NOON.plus(later)),
            RunResult.NONE);
    store.commit(List.of(new Change.AddRun(run, ENGINE)));
    return run;
  }

  private Tempo start() {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("nothing", context -> {})
        .build()
        .start();
  }

  private RunStatus statusOf(Run run) {
    return tempo.findRun(run.id()).orElseThrow().status();
  }
}
