package dev.tempo.benchmarks.punctual;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.Interval;
import dev.tempo.store.Change;
import dev.tempo.store.MemoryStore;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tempo under a load: a job for each trigger. */
final class TempoFires {
  private static final int JOBS_PER_COMMIT = 1_000;
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
    save(load, store, watch.first());
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

  /** Past the engine, which would sync the disk for each job. */
  private static void save(Load load, Store store, Instant from) {
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < load.triggers(); number++) {
      changes.add(job(load, number, from));
      if (changes.size() == JOBS_PER_COMMIT || number == load.triggers() - 1) {
        store.commit(changes);
        changes = new ArrayList<>();
      }
    }
  }

  private static Change job(Load load, int number, Instant from) {
    Trigger trigger = Trigger.of(Interval.fixedRate(load.period(), load.anchor(number)));
    Job job =
        Job.named("job " + number).task(Task.handler("watch")).trigger(trigger).version(1).build();
    Instant first = load.first(number, from);
    TriggerState state =
        new TriggerState(
            job.triggers().getFirst().id(),
            job.id(),
            Optional.of(new TriggerState.Due(first, first)),
            Optional.empty());
    return new Change.SaveJob(job, List.of(state));
  }
}
