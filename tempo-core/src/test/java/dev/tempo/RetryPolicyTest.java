package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(5);

  @Test
  void backoff_isSetAtOnce_whateverWasSetBefore() {
    RetryPolicy expected =
        new RetryPolicy(3, SECOND, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(5), 0.5);

    RetryPolicy plain = RetryPolicy.times(3).withJitter(0.5);
    assertThat(plain.withBackoff(SECOND, Duration.ofSeconds(5))).isEqualTo(expected);
    assertThat(plain.withDelay(LONG).withBackoff(SECOND, Duration.ofSeconds(5)))
        .isEqualTo(expected);
    assertThat(plain.withBackoff(LONG, LONG).withBackoff(SECOND, Duration.ofSeconds(5)))
        .isEqualTo(expected);
    assertThat(RetryPolicy.times(3).withBackoff(SECOND, Duration.ofSeconds(5)).withJitter(0.5))
        .isEqualTo(expected);
  }

  @Test
  void delay_isTheSameBeforeEveryRetry_whateverWasSetBefore() {
    RetryPolicy policy =
        RetryPolicy.times(3).withBackoff(SECOND, Duration.ofSeconds(2)).withDelay(LONG);

    assertThat(policy).isEqualTo(RetryPolicy.times(3).withDelay(LONG));
    assertThat(policy.delay(1, 0)).isEqualTo(LONG);
    assertThat(policy.delay(3, 0)).isEqualTo(LONG);
  }

  @Test
  void backoff_doublesUpToItsMaximum() {
    RetryPolicy policy = RetryPolicy.times(9).withBackoff(SECOND, Duration.ofSeconds(5));

    assertThat(policy.delay(1, 0)).isEqualTo(SECOND);
    assertThat(policy.delay(3, 0)).isEqualTo(Duration.ofSeconds(4));
    assertThat(policy.delay(4, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void maximumBelowTheDelay_isRefused_notRaised() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetryPolicy.times(3).withBackoff(Duration.ofSeconds(5), SECOND))
        .withMessage("retry.maxDelay must be at least the delay PT5S, but got PT1S");
  }

  @Test
  void bounds_ofATrigger_areMovedTogether() {
    java.time.Instant start = java.time.Instant.parse("2025-01-01T00:00:00Z");
    Trigger old = Trigger.cron("@daily").withBounds(start, start.plus(LONG));

    Trigger later = old.withBounds(start.plusSeconds(86_400), start.plusSeconds(90_000));

    assertThat(later.bounds().start()).contains(start.plusSeconds(86_400));
    assertThat(later.bounds().end()).contains(start.plusSeconds(90_000));
    assertThat(later.id()).isEqualTo(old.id());
  }
}
