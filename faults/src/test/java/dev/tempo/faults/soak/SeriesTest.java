package dev.tempo.faults.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Growth is told from chance. */
class SeriesTest {
  private static Series series(double perHour, double noise) {
    SplittableRandom random = new SplittableRandom(1);
    Series series = new Series();
    for (int minute = 0; minute < 60; minute++) {
      double chance = noise * (random.nextDouble() - 0.5);
      series.add(minute, 100 + perHour * minute / 60.0 + chance);
    }
    return series;
  }

  @Test
  void whatGrows_isTold_andWhatOnlyWavers_isNot() {
    assertThat(series(50, 4).growthInAnHour()).isCloseTo(0.36, within(0.05));
    assertThat(series(0, 30).growthInAnHour()).isZero();
    assertThat(series(0, 0).growthInAnHour()).isZero();
    assertThat(series(-50, 4).growthInAnHour()).isZero();
    assertThat(new Series().growthInAnHour()).isZero();
  }
}
