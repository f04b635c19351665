package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunBatch;
import dev.tempo.RunOptions;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Many runs asked for in one call, each of which asks for one more. */
public final class BatchMain {
  private final AtomicInteger sent = new AtomicInteger();

  private BatchMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    new BatchMain().run();
  }

  private void run() {
    try (Tempo tempo =
        Tempo.builder()
            .handler("mail", this::mail)
            .handler("count", context -> sent.incrementAndGet())
            .build()
            .start()) {
      Job mail = tempo.save(job("mail"));
      tempo.save(job("count"));
      List<String> addresses =
          IntStream.range(0, 1_000).mapToObj(i -> "customer-" + i + "@example.org").toList();
      // need: many
      RunBatch batch =
          tempo.runAll(
              addresses.stream()
                  .map(to -> RunOptions.DEFAULT.withParameter("to", to))
                  .map(options -> new RunSubmission(mail.id(), options))
                  .toList());
      // end of need
      batch.await(Duration.ofMinutes(1));
      System.out.println(batch.ended());
    }
    System.out.println("counted: " + sent);
  }

  private void mail(RunContext context) {
    // need: within
    Job count = context.tempo().findJobByKey("count").orElseThrow();
    context.tempo().run(count.id()).await(Duration.ofMinutes(1));
    // end of need
  }

  private static Job job(String name) {
    // need: many
    return Job.named(name).task(Task.handler(name)).overlap(OverlapPolicy.ALLOW).build();
    // end of need
  }
}
