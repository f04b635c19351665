package dev.tempo.faults.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@code faults/run fuzz}, of what needs no server. */
class ParserFuzzTest {

  @ParameterizedTest
  @EnumSource(Parser.class)
  void anyText_isReadInTime_andThrowsWhatIsPromised(Parser parser) {
    fuzz(parser, 2_000);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(Parser.class)
  void muchText_isReadInTime_andThrowsWhatIsPromised(Parser parser) {
    fuzz(parser, 1_000_000);
  }

  private static void fuzz(Parser parser, int times) {
    assertThat(new ParserFuzz(parser, new SplittableRandom(20261129)).run(times)).isEmpty();
  }
}
