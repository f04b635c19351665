package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Explanation;
import dev.tempo.Explanation.Decision;
import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.NotFoundException;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final Tempo tempo =
      Tempo.builder().timeSource(clock).handler("note", context -> {}).build().start();

  @AfterEach
  void close() {
    tempo.close();
  }

  @Test
  void runThatStarted_isToldWithItsEnd() {
    Job job = save(Trigger.cron("0 * * * *"));
    clock.advance(Duration.ofHours(2));

    Explanation told = explain(job, "2026-03-28T13:00:00Z");
    assertThat(told.decision()).isEqualTo(Decision.RAN);
    assertThat(told.text()).isEqualTo("It started at 2026-03-28T13:00:00Z, and is success");
    assertThat(told.run()).isPresent();
  }

  @Test
  void runThatWaits_isToldWithItsPlace_andLaterWithItsDelay() {
    Job job = save(Trigger.cron("0 * * * *"));
    tempo.pauseQueue("default");
    clock.advance(Duration.ofHours(1));
    assertThat(explain(job, "2026-03-28T13:00:00Z").decision()).isEqualTo(Decision.WAITING);
    assertThat(explain(job, "2026-03-28T13:00:00Z").text()).contains("queue 'default'", "0 runs");

    clock.advance(Duration.ofMinutes(5));
    tempo.resumeQueue("default");
    clock.advance(Duration.ofMinutes(1));
    assertThat(explain(job, "2026-03-28T13:00:00Z").text())
        .contains("after 5m in the queue 'default'");
  }

  @Test
  void foldedOccurrence_namesTheRunThatStandsForIt() {
    Job job = save(Trigger.cron("0 * * * *"));
    tempo.pauseQueue("default");
    clock.advance(Duration.ofHours(3));

    Explanation told = explain(job, "2026-03-28T14:00:00Z");
    assertThat(told.decision()).isEqualTo(Decision.COALESCED);
    assertThat(told.run().orElseThrow().scheduledFor()).contains(at("2026-03-28T13:00:00Z"));
    assertThat(told.text()).contains("one of 2 from 2026-03-28T14:00:00Z to 2026-03-28T15:00:00Z");
  }

  @Test
  void lateOccurrence_isToldWithThePolicy() {
    Job job = save(Trigger.cron("0 * * * *").withMisfire(MisfirePolicy.SKIP));
    clock.jump(Duration.ofMinutes(90));

    Explanation told = explain(job, "2026-03-28T13:00:00Z");
    assertThat(told.decision()).isEqualTo(Decision.MISFIRED);
    assertThat(told.text()).contains("30m late", "grace of 1m", "SKIP");
  }

  @Test
  void instantAheadOrOffSchedule_isToldFromTheSchedule() {
    Job job = save(Trigger.cron("0 * * * *"));
    assertThat(explain(job, "2026-03-28T15:00:00Z").decision()).isEqualTo(Decision.DUE);

    Explanation off = explain(job, "2026-03-28T15:30:00Z");
    assertThat(off.decision()).isEqualTo(Decision.NOT_SCHEDULED);
    assertThat(off.text()).contains("2026-03-28T15:00:00Z", "2026-03-28T16:00:00Z");
  }

  @Test
  void timeBeforeTheJob_orWhileDisabled_isToldAsNotActive() {
    Job job = save(Trigger.cron("0 * * * *"));
    assertThat(explain(job, "2026-03-28T11:00:00Z").text()).contains("Nothing was recorded");
    tempo.setEnabled(job.id(), false);
    Explanation disabled = explain(job, "2026-03-28T15:00:00Z");
    assertThat(disabled.decision()).isEqualTo(Decision.NOT_ACTIVE);
    assertThat(disabled.text()).isEqualTo("The job is disabled");
  }

  @Test
  void triggersWithoutAClock_sayWhatTheyWaitFor() {
    Job startup = save(Trigger.atStartup());
    assertThat(explain(startup, "2026-03-28T13:00:00Z").text()).contains("engine starts");
    Job after = save(Trigger.afterEach(Duration.ofMinutes(10)));
    assertThat(explain(after, "2026-03-28T13:00:00Z").text())
        .contains("next at 2026-03-28T12:10:00Z");
  }

  @Test
  void unknownJob_isRefused() {
    assertThatThrownBy(() -> tempo.explain(new UUID(1, 2), clock.instant()))
        .isInstanceOf(NotFoundException.class);
  }

  private Job save(Trigger trigger) {
    return tempo.save(Job.named("j").task(Task.handler("note")).trigger(trigger).build());
  }

  private Explanation explain(Job job, String at) {
    return tempo.explain(job.id(), at(at)).getFirst();
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}
