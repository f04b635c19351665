package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work that failed for good: it is found, done once more, or acknowledged. */
public final class DeadLetterMain {
  private DeadLetterMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    AtomicBoolean down = new AtomicBoolean(true);
    try (Tempo tempo =
        Tempo.builder()
            .handler(
                "send",
                context -> {
                  if (down.get()) {
                    throw new IllegalStateException("The mail server is down");
                  }
                  System.out.println("sent to " + context.payload(String.class));
                })
            .build()
            .start()) {
      Job send =
          tempo.save(
              Job.named("Send")
                  .task(Task.handler("send"))
                  .retry(RetryPolicy.times(1).withDelay(Duration.ofMillis(10)))
                  .build());
      for (String customer : List.of("acme", "globex")) {
        tempo
            .run(send.id(), RunOptions.DEFAULT.withPayload(customer))
            .awaitLast(Duration.ofMinutes(1));
      }

      // need: dead letters
      RunQuery oldestFirst =
          RunQuery.ALL.withDeadLettersOnly().withOrder(RunQuery.Order.OLDEST_FIRST);
      List<Run> dead = tempo.runs(oldestFirst).runs();
      // end of need
      for (Run run : dead) {
        System.out.println("attempt " + run.attempt() + ": " + run.error().orElse(""));
      }
      down.set(false);
      // need: dead letters
      tempo.requeue(dead.getFirst().id()).await(Duration.ofMinutes(1));
      // end of need
      // need: dead letters
      tempo.acknowledge(dead.getLast().id());
      // end of need
      System.out.println("left: " + tempo.runs(oldestFirst).runs().size());
    }
  }
}
