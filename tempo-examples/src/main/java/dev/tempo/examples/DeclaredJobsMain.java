package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;

/** A program that declares its jobs at each start, and leaves what operators have changed. */
public final class DeclaredJobsMain {
  private DeclaredJobsMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (MemoryStore store = new MemoryStore()) {
      try (Tempo tempo = start(store)) {
        tempo.save(declared("app:report", "0 3 * * *"));
        Job cleanup = tempo.save(declared("app:cleanup", "0 4 * * *"));
        tempo.setEnabled(cleanup.id(), false); // by an operator
        tempo.save(declared("app:legacy", "0 5 * * *"));
      }
      try (Tempo tempo = start(store)) { // the next version
        // need: declared
        tempo.save(declared("app:report", "30 2 * * *"));
        // end of need
        tempo.save(declared("app:cleanup", "30 4 * * *"));
        // need: declared
        tempo.removeUndeclared("app:").forEach(gone -> System.out.println(gone.key() + " is gone"));
        // end of need
        tempo
            .jobs()
            .forEach(
                job ->
                    System.out.println(
                        job.key()
                            + " "
                            + (job.enabled() ? "enabled" : "disabled, as it was left")));
      }
    }
  }

  private static Tempo start(MemoryStore store) {
    return Tempo.builder().store(store).handler("work", context -> {}).build().start();
  }

  private static Job declared(String name, String cron) {
    return Job.named(name)
        .task(Task.handler("work"))
        .trigger(Trigger.cron(cron))
        // need: declared
        .declared()
        // end of need
        .build();
  }
}
