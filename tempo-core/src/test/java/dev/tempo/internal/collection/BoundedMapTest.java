package dev.tempo.internal.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedMapTest {
  @Test
  void entryThatIsUsed_outlivesOneThatIsNot() {
    Map<String, Integer> map = BoundedMap.byAccess(2);
    map.put("a", 1);
    map.put("b", 2);
    assertThat(map.get("a")).isEqualTo(1);

    map.put("c", 3);

    assertThat(map).containsOnlyKeys("a", "c");
  }

  @Test
  void eldestEntry_goesThoughItIsUsed_ifInsertionCounts() {
    Map<String, Integer> map = BoundedMap.byInsertion(2);
    map.put("a", 1);
    map.put("b", 2);
    map.put("a", 3);
    assertThat(map.get("a")).isEqualTo(3);

    map.put("c", 4);

    assertThat(map).containsOnlyKeys("b", "c");
  }

  @Test
  void capacityBelowOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BoundedMap.byAccess(0))
        .withMessage("capacity must be at least 1, but got 0");
  }
}
