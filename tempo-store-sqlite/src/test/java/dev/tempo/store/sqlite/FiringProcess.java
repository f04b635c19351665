package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Misfire;
import dev.tempo.Overlap;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that fires 200 occurrences a second until it is killed. */
final class FiringProcess {
  static final int TRIGGERS = 20;
  static final Duration PERIOD = Duration.ofMillis(100);

  private FiringProcess() {}

  public static void main(String[] args) throws InterruptedException {
    SqliteStore store = SqliteStore.open(Path.of(args[0]));
    Tempo tempo = Tempo.builder().store(store).handler("work", context -> {}).build().start();
    for (int i = 0; i < TRIGGERS; i++) {
      tempo.save(
          Job.named("job " + i)
              .task(Task.handler("work"))
              .overlap(Overlap.ALLOW)
              .trigger(Trigger.every(PERIOD).misfire(Misfire.RUN_ALL).grace(Duration.ofMinutes(5)))
              .build());
    }
    System.out.println("firing");
    new CountDownLatch(1).await();
  }
}
