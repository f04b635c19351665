package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Attempts that grow apart, errors that no further attempt mends, and work that takes too long. */
public final class RetryMain {
  private RetryMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (Tempo tempo =
        Tempo.builder()
            .handler("load", RetryMain::load)
            .handler("wait", context -> new CountDownLatch(1).await())
            .build()
            .start()) {
      // need: retries
      RetryPolicy policy =
          RetryPolicy.times(5)
              .withBackoff(Duration.ofMillis(10), Duration.ofMinutes(10))
              .withAbortOn(IllegalArgumentException.class);
      Job load = tempo.save(job("load").retry(policy).build());
      // end of need
      Run last = tempo.run(load.id()).awaitLast(Duration.ofMinutes(1));
      System.out.println("attempt " + last.attempt() + ": " + last.error().orElse(""));

      // need: time-out
      Job slow = tempo.save(job("wait").timeout(Duration.ofMillis(50)).build());
      // end of need
      System.out.println(tempo.run(slow.id()).await(Duration.ofMinutes(1)).status());
    }
  }

  private static void load(RunContext context) throws IOException {
    if (context.attempt() < 3) {
      throw new IOException("The network is down");
    }
    throw new IllegalArgumentException("The file is no table");
  }

  private static Job.Builder job(String handler) {
    return Job.named(handler).task(Task.handler(handler));
  }
}
