package dev.tempo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** As a program's own test would use it. */
@TempoTest(startingAt = "2026-03-27T12:00:00Z")
class TempoTestTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  @Test
  void nightlyJob_ranEachNight_alsoWhenTheClocksChanged(TempoFixture fixture) {
    Tempo tempo = fixture.start(builder -> builder.handler("report", context -> {}));
    Job job = tempo.save(nightly("Report"));

    fixture.clock().advance(Duration.ofDays(3));

    fixture
        .assertRunsOf(job)
        .ran(3)
        .allSucceeded()
        .last(RunStatus.SUCCESS)
        .neverOverlapped()
        .tookAtMost(Duration.ofMinutes(1))
        .startedAt(
            Instant.parse("2026-03-28T01:30:00Z"),
            Instant.parse("2026-03-29T01:00:00Z"), // 02:30 was left out: the first instant after
            Instant.parse("2026-03-30T00:30:00Z"));
    fixture
        .assertRunsOf(job.id())
        .between(Instant.parse("2026-03-29T00:00:00Z"), Instant.parse("2026-03-30T00:00:00Z"))
        .ran(1);
  }

  @Test
  void yearOfHourlyRuns_isEachOfThem_inAMoment(TempoFixture fixture) {
    Tempo tempo = fixture.start(builder -> builder.handler("poll", context -> {}));
    Job job =
        tempo.save(
            Job.named("Poll")
                .task(Task.handler("poll"))
                .trigger(Trigger.cron("0 * * * *"))
                .build());

    long begun = System.nanoTime();
    fixture.clock().advance(Duration.ofDays(365));
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    System.out.println("A year of hourly runs took " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(20)); // on a machine that does much else
    fixture.assertRunsOf(job).ran(365 * 24).allSucceeded();
  }

  @Test
  void expectation_thatDoesNotHold_listsTheRuns(TempoFixture fixture) {
    Tempo tempo =
        fixture.start(
            builder ->
                builder
                    .failureLogLevel(Optional.empty())
                    .handler(
                        "broken",
                        context -> {
                          throw new IllegalStateException("no table");
                        }));
    Job job =
        tempo.save(
            Job.named("Broken")
                .task(Task.handler("broken"))
                .trigger(Trigger.cron("0 3 * * *"))
                .retry(RetryPolicy.times(1))
                .build());
    fixture.clock().advance(Duration.ofDays(1));

    RunsAssert runs = fixture.assertRunsOf(job).ran(2).last(RunStatus.FAILURE);
    runs.firstAttempts().ran(1);
    assertThatThrownBy(runs::allSucceeded)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "Expected 'Broken' to have only successes", "FAILURE, attempt 1", "no table");
    assertThatThrownBy(() -> runs.withStatus(RunStatus.SUCCESS).ran(1))
        .hasMessageContainingAll("with status [SUCCESS]", "but it ran 0", "no such runs");
    assertThatThrownBy(() -> runs.skipped(1)).hasMessageContaining("but was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runs.between(Instant.EPOCH, Instant.EPOCH))
        .withMessageContaining("an end after its beginning");
  }

  @Test
  void restart_goesOnWithWhatWasStored(TempoFixture fixture) {
    assertThatIllegalStateException().isThrownBy(fixture::tempo).withMessageContaining("start(");
    Job job = fixture.start(builder -> builder.handler("report", context -> {})).save(nightly("R"));
    fixture.clock().advance(Duration.ofDays(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> fixture.start(builder -> builder))
        .withMessageContaining("restart(");

    fixture.restart(builder -> builder.handler("report", context -> {}));
    fixture.clock().advance(Duration.ofDays(1));
    fixture.crashAndRestart(builder -> builder.handler("report", context -> {}));
    fixture.clock().advance(Duration.ofDays(1));

    fixture.assertRunsOf(job).ran(3).allSucceeded();
  }

  @Test
  void clock_isThatOfTheFixture(VirtualClock clock, TempoFixture fixture) {
    assertThat(clock).isSameAs(fixture.clock());
    assertThat(clock.instant()).isEqualTo("2026-03-27T12:00:00Z");
    assertThat(fixture.start(builder -> builder).jobs()).isEmpty();
  }

  @Nested
  class Inside {
    @Test
    void classAround_saysWhenItIs(VirtualClock clock) {
      assertThat(clock.instant()).isEqualTo("2026-03-27T12:00:00Z");
    }
  }

  private static Job nightly(String name) {
    return Job.named(name)
        .task(Task.handler("report"))
        .trigger(Trigger.cron("30 2 * * *").withZone(PARIS))
        .build();
  }
}
