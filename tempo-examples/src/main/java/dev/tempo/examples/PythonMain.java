package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.time.Duration;

/** A Python script on a schedule, with a time-out, whose output is followed line by line. */
public final class PythonMain {
  private static final String SCRIPT =
      """
      import sys
      for step in range(3):
          print("step", step, sys.argv[1:])
      """;

  private PythonMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (Tempo tempo = Tempo.builder().build().start()) {
      Job etl =
          tempo.save(
              Job.named("ETL")
                  .task(Task.python(SCRIPT).withParameter("source", "orders"))
                  .trigger(Trigger.every(Duration.ofMinutes(5)))
                  .timeout(Duration.ofMinutes(1))
                  .overlap(OverlapPolicy.SKIP)
                  .build());

      Run run = tempo.run(etl.id()).await(Duration.ofMinutes(1));
      tempo
          .logLines(run.id())
          .forEach(line -> System.out.println(line.number() + " " + line.text()));
      System.out.println(run.status() + " " + run.exitCode().orElse(-1));
    }
  }
}
