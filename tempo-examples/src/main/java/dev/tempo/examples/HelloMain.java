package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/** A durable job in Java: saved once, run every night and, here, once by hand. */
public final class HelloMain {
  private HelloMain() {}

  /**
   * Runs the example.
   *
   * @param args the data directory; {@code data} if it is not given
   */
  public static void main(String[] args) {
    Path data = Path.of(args.length > 0 ? args[0] : "data");
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo =
            Tempo.builder()
                .store(store)
                // need: cron
                .handler("report", context -> context.log("rows: " + context.parameter("rows")))
                // end of need
                .build()
                .start()) {

      // need: cron
      Job report =
          tempo.save(
              Job.named("Nightly report")
                  .task(Task.handler("report").withParameter("rows", "100"))
                  .trigger(Trigger.cron("0 3 * * *").withZone(ZoneId.of("Europe/Paris")))
                  .build());
      // end of need

      Run run = tempo.run(report.id()).await(Duration.ofMinutes(1));
      // need: history
      System.out.println(run.status());
      tempo.logLines(run.id()).forEach(line -> System.out.println(line.text()));
      // end of need
    }
  }
}
