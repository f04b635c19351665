package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A process that fires 200 occurrences a second until it is killed, or scripts, of which there are
 * fewer. What begins writes the id of its run to a file, so that it can be told from what never
 * did.
 */
final class FiringProcess {
  static final int TRIGGERS = 20;
  static final Duration PERIOD = Duration.ofMillis(100);
  static final int SCRIPTS = 5;
  static final Duration SCRIPT_PERIOD = Duration.ofMillis(200);
  static final String BEGUN = "begun.txt";

  private FiringProcess() {}

  /**
   * Fires.
   *
   * @param args the directory; and {@code scripts} to fire those instead of handlers
   */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    SqliteStore store = SqliteStore.open(data);
    Tempo tempo = start(store, data);
    boolean scripts = args.length > 1;
    for (int i = 0; i < (scripts ? SCRIPTS : TRIGGERS); i++) {
      tempo.save(
          Job.named("job " + i)
              .task(
                  scripts
                      ? Task.shell("echo $TEMPO_RUN_ID >>'" + data.resolve(BEGUN) + "'")
                      : Task.handler("work"))
              .overlap(OverlapPolicy.ALLOW)
              .trigger(
                  Trigger.every(scripts ? SCRIPT_PERIOD : PERIOD)
                      .withMisfire(MisfirePolicy.RUN_ALL)
                      .withGrace(Duration.ofMinutes(5)))
              .build());
    }
    System.out.println("firing");
    new CountDownLatch(1).await();
  }

  /** An engine whose handler says which runs begin. */
  static Tempo start(SqliteStore store, Path data) throws IOException {
    BegunHandlers begun = BegunHandlers.in(data);
    return Tempo.builder()
        .store(store)
        .queue("default", 20)
        .handler("work", context -> begun.add(context.runId()))
        .build()
        .start();
  }
}
