package dev.tempo.faults.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.engine.Simulation;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateRowTest {

  @ParameterizedTest
  @EnumSource(Simulation.class)
  void history_isThereForOthers_andTimePassesInIt(Simulation simulation) {
    assertThat(simulation.run(20261129, 10)).isGreaterThan(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 399, 400})
  void failure_isToldByAsFewStepsAsAreEnough(int enough) {
    assertThat(ShortestFailure.of(400, steps -> steps >= enough).steps()).isEqualTo(enough);
  }
}
