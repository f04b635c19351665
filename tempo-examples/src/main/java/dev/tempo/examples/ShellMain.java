package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.time.Duration;

/** A shell script that never ends by itself: its whole process tree is gone after the time-out. */
public final class ShellMain {
  private ShellMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (Tempo tempo = Tempo.builder().build().start()) {
      Job stubborn =
          // need: scripts
          tempo.save(
              Job.named("Stubborn")
                  .task(Task.shell("trap '' TERM; sleep 600 & echo started; wait; wait"))
                  .timeout(Duration.ofSeconds(1))
                  .grace(Duration.ofSeconds(1))
                  .build());
      // end of need

      Run run = tempo.run(stubborn.id()).await(Duration.ofMinutes(1));
      System.out.println(run.status() + ": " + run.error().orElse(""));
      System.out.println("processes ended: " + run.result().processesEnded());
    }
  }
}
