package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with a whole engine that takes over what an earlier one left and sees to it that there
 * are so many live scripts, until it is killed; or takes over, waits for all ends, and ends itself.
 * Says the id of each run that it was promised.
 */
final class ScriptsProcess {
  static final int SCRIPTS = 20;
  static final int TICKS = 25;
  static final int LINES_PER_TICK = 4;

  /**
   * Leaves a word that it was started, prints numbered lines on both streams for some three
   * seconds, and exits with the code that it was given.
   */
  private static final String SCRIPT =
      """
      echo "$TEMPO_RUN_ID" >> "$STARTED"
      tick=0
      line=0
      while [ $tick -lt %d ]; do
        tick=$((tick+1))
        echo "err $tick" >&2
        for any in 1 2 3 4; do line=$((line+1)); echo "line $line"; done
        sleep 0.1
      done
      exit $2
      """
          .formatted(TICKS);

  private ScriptsProcess() {}

  /** Takes the data directory, and {@code end} if it is to end. */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    SqliteStore store = SqliteStore.open(data);
    Tempo tempo = Tempo.builder().store(store).build().start();
    if (arguments.length > 1) {
      while (!store.runs().running().isEmpty() || !store.runs().queuesInUse().isEmpty()) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      tempo.close();
      store.close();
      return;
    }
    Job job =
        tempo.save(
            Job.named("numbers")
                .task(
                    Task.shell(SCRIPT)
                        .withEnvironment("STARTED", data.resolve("started").toString()))
                .overlap(OverlapPolicy.ALLOW)
                .build());
    for (int code = store.runs().running().size(); code < SCRIPTS; code++) {
      RunOptions options = RunOptions.DEFAULT.withParameter("code", Integer.toString(code));
      System.out.println(tempo.run(job.id(), options).id());
    }
    System.out.println("live");
    new CountDownLatch(1).await();
  }
}
