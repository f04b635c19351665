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
                  // need: limit, rate
                  .queue("mail")
                  // end of need
                  // need: limit, rate, priority, key, unique
                  .overlap(OverlapPolicy.ALLOW)
                  // end of need
                  .build());

      tempo.pauseQueue("mail");
      // need: unique
      Uniqueness once = Uniqueness.of("welcome ada");
      RunOptions welcome = RunOptions.DEFAULT.withParameter("to", "ada").withUnique(once);
      RunHandle first = tempo.run(mail.id(), welcome);
      // end of need
      RunHandle same = tempo.run(mail.id(), welcome);
      System.out.println("asked twice, new: " + first.isNew() + ", " + same.isNew());
      // need: key
      tempo.run(mail.id(), RunOptions.DEFAULT.withParameter("to", "bob").withKey("customer-7"));
      // end of need
      RunHandle again =
          tempo.run(
              mail.id(), RunOptions.DEFAULT.withParameter("to", "bob again").withKey("customer-7"));
      // need: priority
      tempo.run(mail.id(), RunOptions.DEFAULT.withParameter("to", "the boss").withPriority(5));
      // end of need
      tempo.resumeQueue("mail");
      again.await(Duration.ofMinutes(1)); // the last one
    }
  }
}
