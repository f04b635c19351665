package dev.tempo.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepSizeTest {
  private static final Duration SYNC = Duration.ofMillis(30);

  private final StepSize size = new StepSize();

  @Test
  void shortSteps_grow_whateverTheDiskTakesAnyhow() {
    for (int step = 0; step < 20; step++) {
      size.took(size.runs(), SYNC.plusMillis(step % 9));
    }
    assertThat(size.runs()).isEqualTo(StepSize.MOST);
  }

  @Test
  void longSteps_shrink_toAFewRuns() {
    size.took(size.runs(), SYNC);
    int grown = size.runs();
    size.took(grown, SYNC.plusMillis(15));
    assertThat(size.runs()).isEqualTo(grown);
    for (int step = 0; step < 20; step++) {
      size.took(size.runs(), SYNC.plusMillis(21));
    }
    assertThat(size.runs()).isEqualTo(StepSize.LEAST);
  }

  @Test
  void stepOfFewRuns_saysNothingOfLargeOnes() {
    size.took(size.runs(), SYNC);
    int grown = size.runs();
    size.took(1, SYNC);
    assertThat(size.runs()).isEqualTo(grown);
  }
}
