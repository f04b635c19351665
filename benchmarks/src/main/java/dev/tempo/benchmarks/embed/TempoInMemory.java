package dev.tempo.benchmarks.embed;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.time.Duration;

/** Tempo with its store in memory. */
final class TempoInMemory {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private TempoInMemory() {}

  /** Takes no arguments that it needs. */
  public static void main(String[] arguments) throws IOException {
    run(new MemoryStore());
  }

  /** The same over any store. */
  static void run(Store store) throws IOException {
    Tempo tempo = Tempo.builder().store(store).handler("nothing", context -> {}).build().start();
    for (int number = 0; number < Program.DAILY_JOBS; number++) {
      tempo.save(
          Job.named("daily " + number)
              .task(Task.handler("nothing"))
              .trigger(Trigger.cron("0 3 * * *"))
              .build());
    }
    Job first = tempo.save(Job.named("first").task(Task.handler("nothing")).build());
    tempo.run(first.id()).await(LONGEST);
    Program.observe();
  }
}
