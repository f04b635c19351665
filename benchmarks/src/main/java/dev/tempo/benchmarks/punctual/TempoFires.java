package dev.tempo.benchmarks.punctual;

import dev.tempo.Tempo;
import dev.tempo.benchmarks.SavedTriggers;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Tempo under a load: a job for each trigger. */
final class TempoFires {
  private static final Duration LEAD = Duration.ofSeconds(4);
  private static final int SAVED_PER_SECOND = 8_000;

  private TempoFires() {}

  static Lateness inMemory(Load load) {
    try (MemoryStore store = new MemoryStore()) {
      return run(load, store);
    }
  }

  static Lateness onSqlite(Load load, Path directory) {
    try (SqliteStore store = SqliteStore.open(directory)) {
      return run(load, store);
    }
  }

  private static Lateness run(Load load, Store store) {
    Watch watch = new Watch(load, LEAD.plusSeconds(load.triggers() / SAVED_PER_SECOND));
    Instant from = watch.first();
    new SavedTriggers(load.triggers(), load.period(), number -> load.first(number, from))
        .in(store, "watch");
    try (Tempo tempo =
        Tempo.builder()
            .store(store)
            .handler("watch", context -> watch.fired(context.scheduledFor().orElseThrow()))
            .build()) {
      tempo.start();
      watch.ready();
      return watch.await();
    }
  }
}
