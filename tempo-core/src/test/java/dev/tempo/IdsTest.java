package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final long NOW = 1_770_000_000_000L;

  @Test
  void ids_areVersion7AndVariant2_andBeginWithTheTime() {
    UUID id = new Ids(1).next(NOW);
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW);
    assertThat(Ids.next().version()).isEqualTo(7);
  }

  @Test
  void ids_grow_alsoWithinAMillisecondAndWhenTheClockStepsBack() {
    Ids ids = new Ids(1);
    Set<UUID> seen = new HashSet<>();
    UUID last = ids.next(NOW);
    for (int i = 0; i < 20_000; i++) {
      UUID next = ids.next(i % 3 == 0 ? NOW - 5_000 : NOW);
      assertThat(next).isGreaterThan(last);
      assertThat(seen.add(next)).isTrue();
      last = next;
    }
  }

  @Test
  void newGenerator_continuesAfterAnOldId() {
    UUID old = new Ids(1).next(NOW);
    Ids ids = new Ids(2);
    ids.advancePast(old);
    assertThat(ids.next(NOW - 100_000)).isGreaterThan(old);
    assertThat(ids.next(NOW + 1).getMostSignificantBits() >>> 16).isEqualTo(NOW + 1);
  }

  @Test
  void equalSeeds_giveEqualIds() {
    assertThat(new Ids(5).next(NOW)).isEqualTo(new Ids(5).next(NOW));
    assertThat(new Ids(5).next(NOW)).isNotEqualTo(new Ids(6).next(NOW));
  }
}
