package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueRate;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.Uniqueness;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.Optional;

/** Priorities, keys, unique requests and a rate on one queue. */
public final class QueuesMain {
  private QueuesMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (MemoryStore store = new MemoryStore();
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .handler("mail", context -> System.out.println(context.parameter("to")))
                .build()
                .start()) {
      // need: limit
      tempo.setQueueLimit("mail", 1);
      // end of need
      // need: rate
      tempo.setQueueRate("mail", Optional.of(new QueueRate(100, Duration.ofMinutes(1))));
      // end of need
      Job mail =
          tempo.save(
              Job.named("Send mail")
                  .task(Task.handler("mail"))
                  .queue("mail")
                  .overlap(OverlapPolicy.ALLOW)
                  .build());

      tempo.pauseQueue("mail");
      // need: unique
      RunOptions welcome = to("ada").withUnique(Uniqueness.of("welcome ada"));
      RunHandle first = tempo.run(mail.id(), welcome);
      // end of need
      RunHandle same = tempo.run(mail.id(), welcome);
      System.out.println("asked twice, new: " + first.isNew() + ", " + same.isNew());
      // need: key
      tempo.run(mail.id(), to("bob").withKey("customer-7"));
      // end of need
      RunHandle again = tempo.run(mail.id(), to("bob again").withKey("customer-7"));
      // need: priority
      tempo.run(mail.id(), to("the boss").withPriority(5));
      // end of need
      tempo.resumeQueue("mail");
      again.await(Duration.ofMinutes(1)); // the last one
    }
  }

  private static RunOptions to(String name) {
    return RunOptions.DEFAULT.withParameter("to", name);
  }
}
