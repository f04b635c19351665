package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Jitter: constant per trigger, within its bounds, evenly spread. */
class JitterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void anId_alwaysHasTheSameOffset() {
    UUID id = UUID.fromString("0190f3a4-7c1e-7b7a-9d5e-3f1f6f6f0001");
    assertThat(Jitter.offset(id, MINUTE)).isEqualTo(Duration.ofMillis(15_994));
  }

  @Test
  void idsInARow_areSpreadEvenly() {
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      UUID id = new UUID(0x0190f3a47c1e7000L, 0x9000000000000000L + i);
      counts[(int) Jitter.offset(id, Duration.ofMillis(9)).toMillis()]++;
    }
    assertThat(counts)
        .satisfies(
            c -> {
              for (int count : c) {
                assertThat(count).isBetween(880, 1_120);
              }
            });
  }

  @Test
  void idsThatDifferInTheirFirstHalf_differ() {
    Duration one = Jitter.offset(new UUID(1, 1), Duration.ofDays(1));
    assertThat(one)
        .isNotEqualTo(Jitter.offset(new UUID(2, 1), Duration.ofDays(1)))
        .isNotEqualTo(Jitter.offset(new UUID(1, 2), Duration.ofDays(1)));
  }

  @Test
  void theOffset_isWithinItsBounds() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(Jitter.offset(new UUID(i, ~i), MINUTE)).isBetween(Duration.ZERO, MINUTE);
    }
    assertThat(Jitter.offset(new UUID(7, 7), Duration.ZERO)).isZero();
  }

  @Test
  void aMaximumOutOfBounds_isRefused() {
    UUID id = new UUID(1, 1);
    assertThatThrownBy(() -> Jitter.offset(id, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> Jitter.offset(id, Duration.ofDays(40_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Jitter.offset(null, MINUTE)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Jitter.offset(id, null)).isInstanceOf(NullPointerException.class);
  }
}
