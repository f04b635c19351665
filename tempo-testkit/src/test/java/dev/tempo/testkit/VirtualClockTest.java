package dev.tempo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private static final int SCHEDULES = Boolean.getBoolean("tempo.long") ? 100 : 25;

  @Test
  void yearOfManySchedules_passesAtOnce_andIsTheSameEachTime() {
    List<String> once = year();
    long begun = System.nanoTime();
    List<String> again = year();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    assertThat(again).isEqualTo(once).hasSize(SCHEDULES * 365);
    assertThat(took).isLessThan(Duration.ofSeconds(20));
    System.out.println(
        "A year of " + SCHEDULES + " daily schedules took " + took.toMillis() + " ms");
  }

  @Test
  void everythingDue_runsAtItsInstant_inOrder() {
    VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
    List<Instant> runs = new ArrayList<>();
    try (Tempo tempo =
        Tempo.builder()
            .timeSource(clock)
            .handler("note", run -> runs.add(clock.instant()))
            .build()
            .start()) {
      tempo.save(
          Job.named("j")
              .task(Task.handler("note"))
              .trigger(Trigger.cron("30 2 * * *").withZone(ZoneId.of("Europe/Paris")))
              .build());
      clock.advanceTo(Instant.parse("2026-03-30T12:00:00Z"));
    }
    assertThat(runs)
        .containsExactly(
            Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
  }

  @Test
  void timeGoesForwards() {
    VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .withMessageContaining("jump");
    clock.jump(Duration.ofSeconds(-1));
    assertThat(clock.instant()).isEqualTo("2026-03-28T11:59:59Z");
    assertThat(clock.nanoTime()).isZero();
    assertThat(clock).hasToString("virtual clock at 2026-03-28T11:59:59Z");
  }

  private static List<String> year() {
    VirtualClock clock = VirtualClock.at("2026-01-01T00:00:30Z");
    List<String> runs = new ArrayList<>();
    try (Tempo tempo =
        Tempo.builder()
            .timeSource(clock)
            .handler("note", run -> runs.add(run.jobName() + " " + clock.instant()))
            .build()
            .start()) {
      for (int i = 0; i < SCHEDULES; i++) {
        tempo.save(
            Job.named("job " + i)
                .task(Task.handler("note"))
                .trigger(Trigger.cron("%d %d * * *".formatted(i * 7 % 60, i % 24)))
                .build());
      }
      clock.advance(Duration.ofDays(365));
    }
    return runs;
  }
}
