package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.Uniqueness;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;

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
      QueueSettings one = new QueueSettings("mail", 1, QueueSettings.Threads.VIRTUAL);
      tempo.saveQueue(one.withRate(new QueueRate(100, Duration.ofMinutes(1))));
      Job mail =
          tempo.save(
              Job.named("Send mail")
                  .task(Task.handler("mail"))
                  .queue("mail")
                  .overlap(OverlapPolicy.ALLOW)
                  .build());

      tempo.pauseQueue("mail");
      RunHandle first = tempo.run(mail.id(), to("ada").withUnique(Uniqueness.of("welcome ada")));
      RunHandle same = tempo.run(mail.id(), to("ada").withUnique(Uniqueness.of("welcome ada")));
      System.out.println("asked twice, new: " + first.isNew() + ", " + same.isNew());
      var others =
          tempo.runAll(
              List.of(
                  new RunSubmission(mail.id(), to("bob").withKey("customer-7")),
                  new RunSubmission(mail.id(), to("bob again").withKey("customer-7")),
                  new RunSubmission(mail.id(), to("the boss").withPriority(5))));
      tempo.resumeQueue("mail");
      first.await(Duration.ofMinutes(1));
      others.await(Duration.ofMinutes(1));
    }
  }

  private static RunOptions to(String name) {
    return RunOptions.DEFAULT.withParameter("to", name);
  }
}
