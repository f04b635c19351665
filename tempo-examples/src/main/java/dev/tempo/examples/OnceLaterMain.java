package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Work that is done once, later: a run of a job, and a job that goes when it is done. */
public final class OnceLaterMain {
  private OnceLaterMain() {}

  /**
   * Runs the example.
   *
   * @param args the data directory; {@code data} if it is not given
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    Path data = Path.of(args.length > 0 ? args[0] : "data");
    CountDownLatch gone = new CountDownLatch(1);
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .handler("remind", context -> System.out.println(context.parameter("of")))
                .build()
                .start()) {
      tempo.onEvent(
          event -> {
            if (event instanceof Event.JobDeleted) {
              gone.countDown();
            }
          });
      Job reminders =
          tempo.save(
              Job.named("Reminders")
                  .task(Task.handler("remind"))
                  // need: once
                  .overlap(OverlapPolicy.ALLOW)
                  // end of need
                  .build());
      Instant soon = Instant.now().plusMillis(200);
      // need: once
      RunHandle tea =
          tempo.runAt(reminders.id(), soon, RunOptions.DEFAULT.withParameter("of", "tea"));
      // end of need
      System.out.println(tea.await(Duration.ofMinutes(1)).status());

      Job once =
          tempo.save(
              Job.named("Cake")
                  .task(Task.handler("remind").withParameter("of", "cake"))
                  .trigger(Trigger.at(Instant.now()))
                  .deleteWhenDone()
                  .build());
      gone.await();
      System.out.println("still a job: " + tempo.findJob(once.id()).isPresent());
    }
  }
}
