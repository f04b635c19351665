package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.RunHandle;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** Jobs that follow others: always, once all have ended, and for one run only. */
public final class ChainMain {
  private ChainMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(1);
    try (MemoryStore store = new MemoryStore();
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .handler("say", context -> System.out.println(context.jobName()))
                .handler("report", context -> reported.countDown())
                .build()
                .start()) {
      Job orders = tempo.save(job("Load orders", "say"));
      Job customers = tempo.save(job("Load customers", "say"));
      List<UUID> both = List.of(orders.id(), customers.id());
      // need: chain
      tempo.save(
          job("Report", "report").toBuilder()
              .trigger(Trigger.afterAll(both, FollowCondition.ON_SUCCESS))
              .build());
      // end of need

      // need: chain
      RunHandle second = tempo.run(orders.id()).then(customers.id());
      // end of need
      System.out.println(second.await(Duration.ofMinutes(1)).status());
      reported.await();
      System.out.println("reported once both had ended");
    }
  }

  private static Job job(String name, String handler) {
    return Job.named(name).task(Task.handler(handler)).build();
  }
}
