package dev.tempo.engine.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Explanation;
import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Triggers that name a single instant. */
class OneTimeTriggerTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Instant EVENING = NOON.plus(Duration.ofHours(6));

  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final MemoryStore store = new MemoryStore();
  private final List<Instant> runs = new ArrayList<>();
  private Tempo tempo = start();

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void firesAtItsInstant_andNeverAgain() {
    Job job = save(Trigger.at(EVENING));
    assertThat(state(job).next().orElseThrow().nominal()).isEqualTo(EVENING);

    clock.advance(Duration.ofDays(400));

    assertThat(runs).containsExactly(EVENING);
    assertThat(state(job).next()).isEmpty();
    assertThat(state(job).lastFiredAt()).contains(EVENING);
  }

  @Test
  void instantThatHasPassed_isDueAtOnce_andNotAgainWhenSavedAgain() {
    save(Trigger.at(NOON.minus(Duration.ofDays(3))));
    clock.advance(Duration.ofSeconds(1));
    assertThat(runs).containsExactly(NOON);

    save(Trigger.at(NOON.minus(Duration.ofDays(3))));
    clock.advance(Duration.ofDays(1));
    assertThat(runs).hasSize(1);
  }

  @Test
  void instantThatHasPassed_isEnteredAsMissed_whereLateOnesAreSkipped() {
    Instant passed = NOON.minus(Duration.ofDays(3));
    Job job = save(Trigger.at(passed).withMisfire(MisfirePolicy.SKIP));
    clock.advance(Duration.ofSeconds(1));

    assertThat(runs).isEmpty();
    assertThat(tempo.explain(job.id(), passed).getFirst().decision())
        .isEqualTo(Explanation.Decision.MISFIRED);
  }

  @Test
  void missedWhileNoEngineRan_runsAtTheNextStart() {
    save(Trigger.at(EVENING));
    tempo.close();
    clock.advance(Duration.ofDays(2));
    tempo = start();
    clock.advance(Duration.ofSeconds(1));

    assertThat(runs).containsExactly(NOON.plus(Duration.ofDays(2)));
  }

  @Test
  void anotherInstant_countsAsNew_evenIfItHasPassed() {
    save(Trigger.at(EVENING));
    save(Trigger.at(NOON.minusSeconds(1_000)));
    clock.advance(Duration.ofDays(1));

    assertThat(runs).containsExactly(NOON);
  }

  @Test
  void instantThatHasFired_isNotDueAgain_whenMoreIsSaidOfItsTrigger() {
    save(Trigger.at(EVENING));
    clock.advance(Duration.ofDays(1));
    save(Trigger.at(EVENING).withJitter(Duration.ofMinutes(1)));
    clock.advance(Duration.ofDays(1));
    save(Trigger.at(EVENING).withEnd(EVENING.plusSeconds(9)));
    clock.advance(Duration.ofDays(1));

    assertThat(runs).containsExactly(EVENING);
  }

  @Test
  void editOfTheInstant_ofATriggerThatHasFired_firesOnceMore() {
    Job job = save(Trigger.at(EVENING));
    clock.advance(Duration.ofDays(1));
    Trigger fired = job.triggers().getFirst();
    Trigger moved = Trigger.at(EVENING.plus(Duration.ofDays(2))).withId(fired.id());
    tempo.save(tempo.findJob(job.id()).orElseThrow().toBuilder().triggers(List.of(moved)).build());
    clock.advance(Duration.ofDays(5));

    assertThat(runs).containsExactly(EVENING, EVENING.plus(Duration.ofDays(2)));
  }

  @Test
  void passedWhileDisabled_isNotMadeUp() {
    Job job = save(Trigger.at(EVENING));
    tempo.setEnabled(job.id(), false);
    clock.advance(Duration.ofDays(1));
    tempo.setEnabled(job.id(), true);
    clock.advance(Duration.ofDays(1));

    assertThat(runs).isEmpty();
  }

  @Test
  void excludedDay_leavesNothingToFire() {
    save(Trigger.at(EVENING).withExcludedDates(List.of(LocalDate.parse("2026-03-28"))));
    clock.advance(Duration.ofDays(2));
    assertThat(runs).isEmpty();
  }

  @Test
  void clockThatIsSetBack_givesNoSecondRun() {
    save(Trigger.at(EVENING));
    clock.advance(Duration.ofHours(7));
    clock.jump(Duration.ofHours(-4));
    clock.advance(Duration.ofDays(1));
    assertThat(runs).hasSize(1);
  }

  private Job save(Trigger trigger) {
    return tempo.save(Job.named("once").task(Task.handler("note")).trigger(trigger).build());
  }

  private TriggerState state(Job job) {
    return store.triggers().findByJob(job.id()).getFirst();
  }

  private Tempo start() {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("note", run -> runs.add(clock.instant()))
        .build()
        .start();
  }
}
