package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** What happens, as it happens, and why something did not. */
public final class WatchMain {
  private WatchMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    try (Tempo tempo = Tempo.builder().handler("report", context -> {}).build().start()) {
      // need: events
      Subscription events =
          tempo.onEvent(
              event -> {
                if (event instanceof Event.RunFinished finished) {
                  System.out.println(finished.run().jobName() + " " + finished.run().status());
                  told.countDown();
                }
              });
      // end of need
      Job report =
          tempo.save(
              Job.named("Report")
                  .task(Task.handler("report"))
                  .trigger(Trigger.cron("0 3 * * *"))
                  .build());
      tempo.run(report.id()).await(Duration.ofMinutes(1));
      told.await();
      events.close();

      // need: why
      tempo
          .explain(report.id(), Instant.parse("2030-01-01T12:00:00Z"))
          .forEach(why -> System.out.println(why.decision()));
      // end of need
    }
  }
}
