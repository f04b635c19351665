package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixed rates and fixed delays. */
class IntervalScheduleTest {
  private static final Instant ANCHOR = Instant.parse("2026-06-01T00:02:00Z");
  private final IntervalSchedule rate = IntervalSchedule.fixedRate(Duration.ofMinutes(5), ANCHOR);

  @Test
  void aFixedRate_staysOnItsGridOnBothSidesOfTheAnchor() {
    assertThat(rate.next(ANCHOR, ZoneOffset.UTC)).contains(ANCHOR.plusSeconds(300));
    assertThat(rate.next(ANCHOR.minusNanos(1), ZoneOffset.UTC)).contains(ANCHOR);
    assertThat(rate.next(ANCHOR.plusSeconds(1_000_001), ZoneOffset.UTC))
        .contains(ANCHOR.plusSeconds(1_000_200));
    assertThat(rate.next(ANCHOR.minusSeconds(7_000), ZoneOffset.UTC))
        .contains(ANCHOR.minusSeconds(6_900));
    assertThat(rate.previous(ANCHOR, ZoneOffset.UTC)).contains(ANCHOR.minusSeconds(300));
    assertThat(rate.previous(ANCHOR.plusNanos(1), ZoneOffset.UTC)).contains(ANCHOR);
  }

  @Test
  void aFixedRate_isUndoneByPrevious() {
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      IntervalSchedule any =
          IntervalSchedule.fixedRate(
              Duration.ofMillis(1 + random.nextInt(1_000_000)),
              Instant.ofEpochMilli(random.nextLong(2_000_000_000_000L)));
      Instant at = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      Instant next = any.next(at, ZoneOffset.UTC).orElseThrow();
      Instant back = any.previous(next, ZoneOffset.UTC).orElseThrow();
      assertThat(next).isAfter(at).isBeforeOrEqualTo(at.plus(any.every()));
      assertThat(back).isEqualTo(next.minus(any.every())).isBeforeOrEqualTo(at);
      assertThat(any.matches(next, ZoneOffset.UTC)).isTrue();
    }
  }

  @Test
  void aFixedRate_isNotMovedByTheLocalClock() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    IntervalSchedule day =
        IntervalSchedule.fixedRate(Duration.ofDays(1), Instant.parse("2026-03-28T11:00:00Z"));
    assertThat(day.next(Instant.parse("2026-03-28T12:00:00Z"), paris))
        .contains(Instant.parse("2026-03-29T11:00:00Z"));
  }

  @Test
  void aFixedRateWithoutAnchor_countsFromTheEpoch() {
    assertThat(IntervalSchedule.fixedRate(Duration.ofMinutes(5)).next(ANCHOR, ZoneOffset.UTC))
        .contains(Instant.parse("2026-06-01T00:05:00Z"));
    assertThat(IntervalSchedule.fixedRate(Duration.ofMinutes(5)).withAnchor(ANCHOR))
        .isEqualTo(rate);
  }

  @Test
  void aFixedDelay_isCountedFromTheInstantGiven() {
    IntervalSchedule delay = IntervalSchedule.fixedDelay(Duration.ofMinutes(5));
    Instant end = Instant.parse("2026-06-01T00:00:07.123Z");
    assertThat(delay.next(end, ZoneOffset.UTC)).contains(end.plusSeconds(300));
    assertThat(delay.previous(end, ZoneOffset.UTC)).contains(end.minusSeconds(300));
    assertThat(delay.mode()).isEqualTo(IntervalSchedule.Mode.FIXED_DELAY);
  }

  @Test
  void farAwayInstants_doNotOverflow() {
    IntervalSchedule long1 =
        IntervalSchedule.fixedRate(Duration.ofDays(36_525), TimeBounds.MAX_INSTANT);
    assertThat(long1.next(Instant.MIN, ZoneOffset.UTC)).isPresent();
    assertThat(long1.previous(Instant.MAX, ZoneOffset.UTC)).isPresent();
    assertThat(rate.nextEpochMilli(Long.MAX_VALUE, ZoneOffset.UTC, DstPolicy.VIXIE)).isPositive();
    assertThat(rate.previousEpochMilli(Long.MIN_VALUE, ZoneOffset.UTC, DstPolicy.VIXIE))
        .isNegative();
  }

  @Test
  void theAnchor_isCutToMilliseconds() {
    IntervalSchedule cut =
        IntervalSchedule.fixedRate(Duration.ofSeconds(1), ANCHOR.plusNanos(1_999_999));
    assertThat(cut.anchor()).isEqualTo(ANCHOR.plusMillis(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0001S", "PT0.0015S", "P36526D"})
  void aDurationOutOfBounds_isRefused(Duration every) {
    assertThatThrownBy(() -> IntervalSchedule.fixedRate(every))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval must be from 1 ms to 36,525 days")
        .hasMessageContaining("but got " + every);
  }

  @Test
  void null_isRefused() {
    assertThatThrownBy(() -> IntervalSchedule.fixedRate(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> rate.withAnchor(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new IntervalSchedule(Duration.ofDays(1), null, ANCHOR))
        .isInstanceOf(NullPointerException.class);
  }
}
