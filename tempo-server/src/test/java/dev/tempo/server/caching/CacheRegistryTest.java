package dev.tempo.server.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CacheRegistryTest {

  @Test
  void cacheThatFails_keepsNoOtherFromAChange_andIsToldOf() {
    Caches caches = new Caches();
    List<DataChange> heard = new ArrayList<>();
    caches.register(
        change -> {
          throw new IllegalStateException("first");
        });
    caches.register(heard::add);
    caches.register(
        change -> {
          throw new IllegalStateException("second");
        });
    assertThatThrownBy(() -> caches.invalidate(new DataChange.FoldersChanged()))
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
    assertThat(heard).containsExactly(new DataChange.FoldersChanged());
  }
}
