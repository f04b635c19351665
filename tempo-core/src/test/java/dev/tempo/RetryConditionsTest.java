package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tempo.task.NonRetryableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RetryConditionsTest {
  private static final RetryPolicy ALL = RetryPolicy.times(3);

  @Test
  void withoutConditions_allIsRetried_butWhatSaysThatItHelpsNot() {
    assertThat(ALL.conditions().allows(new Error("even this"))).isTrue();
    assertThat(ALL.conditions().allows(OptionalInt.of(1))).isTrue();
    assertThat(ALL.conditions().allows(OptionalInt.empty())).isTrue();
    assertThat(ALL.conditions().allows(new NonRetryableException("no"))).isFalse();
    assertThat(
            ALL.conditions().allows(new CompletionException(new NonRetryableException("no", null))))
        .isFalse();
  }

  @Test
  void exceptionsStandForTheirSubclasses_andForWhatTheyCause() {
    RetryConditions some = ALL.withRetryOn(IOException.class).conditions();
    assertThat(some.allows(new FileNotFoundException())).isTrue();
    assertThat(some.allows(new CompletionException(new IOException()))).isTrue();
    assertThat(some.allows(new TimeoutException())).isFalse();
  }

  @Test
  void whatAborts_wins() {
    RetryConditions some =
        ALL.withRetryOn(IOException.class).withAbortOn(FileNotFoundException.class).conditions();
    assertThat(some.allows(new IOException())).isTrue();
    assertThat(some.allows(new FileNotFoundException())).isFalse();
    RetryConditions codes = ALL.withRetryOnExitCodes(75, 3).withAbortOnExitCodes(3).conditions();
    assertThat(codes.allows(OptionalInt.of(75))).isTrue();
    assertThat(codes.allows(OptionalInt.of(3))).isFalse();
    assertThat(codes.allows(OptionalInt.of(4))).isFalse();
    assertThat(codes.allows(OptionalInt.empty())).isFalse();
  }

  @Test
  void causesThatGoRound_andCausesThatThrow_areNoTrap() {
    Exception one = new Exception();
    Exception two = new Exception(one);
    one.initCause(two);
    RetryConditions some = ALL.withRetryOn(IOException.class).conditions();
    assertThat(some.allows(one)).isFalse();
    Exception hostile =
        new Exception() {
          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("no");
          }
        };
    assertThat(some.allows(hostile)).isFalse();
  }

  @Test
  void eachCallReplacesWhatItSets_andKeepsTheRest() {
    RetryPolicy policy =
        ALL.withRetryOn(IOException.class)
            .withAbortOn(Error.class)
            .withRetryOnExitCodes(1)
            .withAbortOnExitCodes(2)
            .withRetryOn()
            .withJitter(0.5)
            .withDelay(Duration.ofSeconds(1));
    assertThat(policy.conditions().retryOn()).isEmpty();
    assertThat(policy.conditions().abortOn()).containsExactly("java.lang.Error");
    assertThat(policy.conditions().retryOnExitCodes()).containsExactly(1);
    assertThat(policy.conditions().abortOnExitCodes()).containsExactly(2);
  }

  @Test
  void exitCodes_areFrom1To255() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ALL.withRetryOnExitCodes(0))
        .withMessageContaining("retryOnExitCodes");
    assertThatIllegalArgumentException().isThrownBy(() -> ALL.withAbortOnExitCodes(256));
  }
}
