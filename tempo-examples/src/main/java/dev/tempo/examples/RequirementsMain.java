package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.environment.EnvironmentStatus;
import dev.tempo.python.environment.PipSettings;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A Python script that needs a package and a password: its environment is built before its first
 * run, and the password stands neither in the store nor in the log.
 */
public final class RequirementsMain {
  private static final String SCRIPT =
      """
      import os, requests
      print("requests", requests.__version__)
      print("password", os.environ["API_PASSWORD"])
      """;

  private RequirementsMain() {}

  /**
   * Runs the example.
   *
   * @param args the data directory, {@code data} if it is not given; the address of a package
   *     index, that of this machine's pip if it is not given
   */
  public static void main(String[] args) {
    Path data = Path.of(args.length > 0 ? args[0] : "data");
    PipSettings pip = PipSettings.MACHINE;
    if (args.length > 1) {
      pip = pip.withScope(PipSettings.Scope.ONLY_THESE).withIndexUrl(args[1]);
    }
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .python(PythonOptions.DEFAULT.withPip(pip))
                .build()
                .start()) {
      tempo.onEvent(RequirementsMain::progress);
      Job job =
          tempo.save(
              Job.named("Fetch")
                  .task(
                      Task.python(SCRIPT)
                          .withRequirements("requests")
                          .withSecret("API_PASSWORD", "correct horse"))
                  .timeout(Duration.ofMinutes(1))
                  .build());

      Run run = tempo.run(job.id()).await(Duration.ofMinutes(5));
      tempo.logLines(run.id()).forEach(line -> System.out.println(line.text()));
      EnvironmentStatus environment = tempo.python().environment(job.id());
      System.out.println(run.status() + ", environment " + environment.state());
    }
  }

  private static void progress(Event event) {
    if (event instanceof Event.EnvironmentProgress step) {
      System.err.println(step.progress().phase() + " " + step.progress().line().orElse(""));
    }
  }
}
