package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many triggers, and triggers for which somebody else was quicker. */
class ManyTriggersTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final MemoryStore store = new MemoryStore(200_000);
  private final List<String> done = new ArrayList<>();
  private final Tempo tempo =
      Tempo.builder()
          .store(store)
          .timeSource(clock)
          .handler("note", context -> done.add(context.jobName()))
          .build()
          .start();

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void moreTriggersThanAreKeptNear_allFireOnce_alsoAtOneInstant() {
    int count = 45_000;
    Job.Builder job = Job.named("many").task(Task.handler("note")).overlap(OverlapPolicy.ALLOW);
    for (int i = 0; i < count; i++) {
      job.trigger(Trigger.cron(i % 3 == 0 ? "0 13 * * *" : "0 %d * * *".formatted(14 + i % 5)));
    }
    tempo.save(job.build());
    clock.advance(Duration.ofHours(8));

    assertThat(done).hasSize(count);
    Set<UUID> triggers = new HashSet<>();
    store.runs().list(RunQuery.ALL.withLimit(count)).runs().stream()
        .map(run -> run.request().origin().triggerId().orElseThrow())
        .forEach(triggers::add);
    assertThat(triggers).hasSize(count);
  }

  @Test
  void occurrenceThatAnotherEngineHas_isNotRunAgain() {
    Job job = tempo.save(job(Trigger.cron("0 * * * *")));
    Instant one = Instant.parse("2026-03-28T13:00:00Z");
    Instant two = Instant.parse("2026-03-28T14:00:00Z");
    takeAway(job, one);
    takeAway(job, two);
    clock.advanceTo(one);
    tempo.pauseQueue("default");
    clock.advanceTo(two);
    tempo.resumeQueue("default");
    clock.advance(Duration.ofHours(1));

    assertThat(done).hasSize(1);
    assertThat(store.runs().list(RunQuery.ALL.withStatus(RunStatus.SUCCESS)).runs())
        .extracting(run -> run.scheduledFor().orElseThrow())
        .containsExactly(Instant.parse("2026-03-28T15:00:00Z"));
  }

  @Test
  void changedTrigger_followsItsNewTimes_andARemovedOneFiresNoMore() {
    Trigger hourly = Trigger.cron("0 * * * *");
    Trigger daily = Trigger.cron("30 13 * * *");
    Job job = tempo.save(job(hourly).toBuilder().trigger(daily).build());
    tempo.save(
        job.toBuilder().triggers(List.of(Trigger.cron("15 * * * *").withId(hourly.id()))).build());
    clock.advance(Duration.ofHours(2));

    assertThat(store.runs().list(RunQuery.ALL).runs())
        .extracting(run -> run.scheduledFor().orElseThrow().toString().substring(11, 16))
        .containsExactly("13:15", "12:15");
  }

  @Test
  void jitter_movesTheFiringButNotTheName() {
    Trigger trigger = Trigger.cron("0 * * * *").withJitter(Duration.ofMinutes(10));
    tempo.save(job(trigger));
    clock.advance(Duration.ofHours(3));

    List<Run> runs = store.runs().list(RunQuery.ALL).runs();
    Set<Duration> offsets = new HashSet<>();
    for (Run run : runs) {
      offsets.add(Duration.between(run.scheduledFor().orElseThrow(), run.queuedAt()));
    }
    assertThat(runs).hasSizeBetween(2, 3);
    assertThat(offsets)
        .hasSize(1)
        .allMatch(offset -> offset.compareTo(Duration.ofMinutes(10)) <= 0);
  }

  @Test
  void scheduleThatEnds_firesNoMore() {
    tempo.save(job(Trigger.cron("0 * * * *").withEnd(Instant.parse("2026-03-28T14:00:00Z"))));
    tempo.save(
        job(Trigger.every(Duration.ofMinutes(50)).withStart(Instant.parse("2026-03-28T18:00:00Z")))
            .toBuilder()
            .key("late")
            .build());
    clock.advance(Duration.ofHours(5));

    assertThat(done).hasSize(2);
    clock.advance(Duration.ofHours(2));
    assertThat(done.size()).isGreaterThan(2);
  }

  private static Job job(Trigger trigger) {
    return Job.named("job").task(Task.handler("note")).trigger(trigger).build();
  }

  private void takeAway(Job job, Instant at) {
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, job.triggers().getFirst().id(), at);
    Run run =
        new Run(
            new Ids(at.getEpochSecond()).next(at.toEpochMilli()),
            Run.JobRef.of(job),
            RunRequest.first(origin, Map.of()),
            RunTimeline.queued(at),
            RunResult.NONE);
    Run lost = run.withFinished(RunStatus.LOST, at, RunResult.failed("Another engine's"));
    store.commit(List.of(new Change.AddRun(lost, new UUID(9, 9))));
  }
}
