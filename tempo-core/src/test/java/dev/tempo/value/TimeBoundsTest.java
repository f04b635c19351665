package dev.tempo.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunResult;
import dev.tempo.RunUsage;
import dev.tempo.Trigger;
import dev.tempo.TriggerBounds;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeBoundsTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final String HALF = "half \uD83D of a pair";

  @Test
  void boundsThemselves_areTaken_andOneStepBeyondIsNot() {
    Job.Builder job = Job.named("j");
    job.timeout(Duration.ofMillis(1)).timeout(TimeBounds.MAX_DURATION);
    job.grace(Duration.ZERO).grace(Duration.ofMillis(1)).grace(TimeBounds.MAX_DURATION);
    Trigger.cron("* * * * *")
        .withStart(TimeBounds.MIN_INSTANT)
        .withEnd(TimeBounds.MAX_INSTANT)
        .withExcludedDates(List.of(LocalDate.of(1970, 1, 1), LocalDate.of(9999, 12, 31)));

    assertThatThrownBy(() -> job.timeout(Duration.ZERO))
        .hasMessage("timeout must be from 1 ms to 36,525 days, but got PT0S");
    assertThatThrownBy(() -> job.grace(Duration.ofNanos(1)))
        .hasMessage(
            "grace must be 0 or from 1 ms to 36,525 days in whole milliseconds, but got PT0.000000001S");
  }

  @Test
  void triggersInstantsAndDays_areOfTheYears1970To9999() {
    Trigger trigger = Trigger.cron("* * * * *");
    for (Instant far :
        List.of(
            Instant.MIN,
            Instant.EPOCH.minusNanos(1),
            Instant.parse("+10000-01-01T00:00:00Z"),
            Instant.parse("+999999999-12-31T23:59:59Z"),
            Instant.MAX)) {
      assertThatThrownBy(() -> trigger.withStart(far)).hasMessageContaining("but got " + far);
      assertThatThrownBy(() -> trigger.withEnd(far)).hasMessageContaining("1970 to 9999");
      assertThatThrownBy(() -> IntervalSchedule.fixedRate(Duration.ofHours(1), far))
          .hasMessageContaining("1970 to 9999");
    }
    for (LocalDate far : List.of(LocalDate.MIN, LocalDate.of(10_000, 1, 1), LocalDate.MAX)) {
      assertThatThrownBy(() -> trigger.withExcludedDates(List.of(far)))
          .hasMessageContaining("but got");
    }
  }

  @Test
  void instantsFinerThanAMillisecond_areCut_asStoresKeepThem() {
    Trigger trigger =
        Trigger.cron("* * * * *")
            .withStart(NOON.plusNanos(1_999_999))
            .withEnd(NOON.plusNanos(2_000_001));

    assertThat(trigger.bounds().start()).contains(NOON.plusMillis(1));
    assertThat(trigger.bounds().end()).contains(NOON.plusMillis(2));
  }

  @Test
  void whatWasMeasured_isCut_andNeverRefused() {
    RunUsage usage = new RunUsage(Duration.ofNanos(1_999_999), 1, Double.NaN, 1, 1);
    assertThat(usage.cpu()).isEqualTo(Duration.ofMillis(1));
    assertThat(usage.maxCpuPercent()).isZero();
    assertThat(new RunUsage(ChronoUnit.FOREVER.getDuration(), 1, -0.0, 1, 1).cpu())
        .isEqualTo(TimeBounds.MAX_DURATION);
    assertThat(RunResult.failed(HALF).error()).contains("half \uFFFD of a pair");
    assertThat(RetryPolicy.times(1).withJitter(-0.0)).isEqualTo(RetryPolicy.times(1));
    assertThat(TimeBounds.millis(Instant.MAX)).isAfter(TimeBounds.MAX_INSTANT);
    assertThat(TimeBounds.nearest(Optional.of(Instant.MIN))).contains(Instant.EPOCH);
  }

  @Test
  void textsThatNoUtf8CanHold_areRefused_whereverTheyAreSet() {
    Task script = Task.shell("true");
    List<Runnable> setters =
        List.of(
            () -> Job.named(HALF),
            () -> Job.named("j").key(HALF),
            () -> Job.named("j").queue(HALF),
            () -> Task.shell(HALF),
            () -> Task.python(HALF),
            () -> Task.python("").withRequirements(HALF),
            () -> Task.python("").withVersion(HALF),
            () -> Task.python("").withConda(HALF),
            () -> Task.command("x", HALF),
            () -> Task.handler(HALF),
            () -> script.withParameter(HALF, "x"),
            () -> script.withParameter("x", HALF),
            () -> script.withSecretParameter(HALF, "x"),
            () -> script.withSecretParameter("x", HALF),
            () -> Task.shell("true").withEnvironment("X", HALF),
            () -> Task.shell("true").withEnvironment(HALF, "x"),
            () -> Task.shell("true").withSecret("X", HALF),
            () -> RunOptions.DEFAULT.withStartedBy(HALF),
            () -> RunOptions.DEFAULT.withCause(RunCause.API).withParameter("x", HALF));
    for (Runnable setter : setters) {
      assertThatThrownBy(setter::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("half of a surrogate pair at character 6");
    }
    assertThat(Job.named("\uD83D\uDE00 é").task(script).build().name()).isEqualTo("😀 é");
  }

  @Test
  void bounds_areNotRequiredToExist() {
    assertThat(TriggerBounds.DEFAULT.start()).isEmpty();
    assertThat(TimeBounds.positive("timeout", Optional.empty())).isEmpty();
  }
}
