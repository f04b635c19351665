package dev.tempo.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.log.LogLine;
import dev.tempo.task.CommandTask;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Examples of jobs, tasks and runs, as the documentation shows them. */
class JobSnippetsTest {

  @Test
  void job() {
    // @start region="job"
    Job report =
        Job.named("Nightly report")
            .task(Task.handler("report").withParameter("format", "pdf"))
            .trigger(Trigger.cron("30 2 * * *"))
            .zone(ZoneId.of("Europe/Paris"))
            .queue("reports")
            .overlap(OverlapPolicy.SKIP)
            .timeout(Duration.ofMinutes(20))
            .build();

    Job paused = report.toBuilder().enabled(false).build(); // the same job, changed
    // @end

    assertThat(paused.id()).isEqualTo(report.id());
    assertThat(report.key()).isEqualTo("Nightly report");
    assertThat(report.policy().termination().timeout()).contains(Duration.ofMinutes(20));
  }

  @Test
  void tasks() {
    // @start region="tasks"
    HandlerTask java = Task.handler("report").withParameter("format", "pdf");
    PythonTask python = Task.python("print('hello')").withRequirements("requests>=2.32");
    ShellTask shell = Task.shell("df -h /").withEnvironment("LC_ALL", "C");
    CommandTask command = Task.command("rsync", "-a", "in/", "out/");
    // @end

    assertThat(java.parameters()).containsEntry("format", "pdf");
    assertThat(python.python().requirements()).containsExactly("requests>=2.32");
    assertThat(shell.environment()).containsEntry("LC_ALL", "C");
    assertThat(command.command()).containsExactly("rsync", "-a", "in/", "out/");
  }

  @Test
  void inPlace(@TempDir Path directory) throws IOException {
    Path root = Files.createDirectories(directory.resolve("tools"));
    Files.writeString(root.resolve("report.py"), "print('hello')");
    // @start region="in-place"
    Path file = root.resolve("report.py"); // beside modules and data that it uses
    PythonTask task =
        Task.python(Files.readString(file)).withPlace(ScriptPlace.inPlace(file, root));
    // @end

    assertThat(task.place()).isEqualTo(new ScriptPlace.InPlace(file, root));
  }

  @Test
  void tempo() {
    // @start region="tempo"
    try (Tempo tempo =
        Tempo.builder()
            .handler("greet", context -> context.log("Hello, " + context.parameter("name")))
            .build()
            .start()) {
      tempo.save(
          Job.named("Greeting")
              .task(Task.handler("greet").withParameter("name", "world"))
              .trigger(Trigger.cron("0 9 * * MON-FRI"))
              .build());
      // … the rest of the program
      assertThat(tempo.findJobByKey("Greeting")).isPresent(); // @replace regex=".*" replacement=""
    }
    // @end
  }

  @Test
  void builder(@TempDir Path directory) {
    // @start region="builder"
    Tempo tempo =
        Tempo.builder()
            .handler("report", context -> context.log("at " + context.scheduledFor()))
            .queue("reports", 2) // two of its runs at once
            .workDirectory(directory)
            .daemon(true) // the JVM may end without close()
            .build();
    // @end

    assertThat(tempo.queue("reports").limit()).isEqualTo(2);
  }

  @Test
  void run() {
    try (Tempo tempo =
        Tempo.builder()
            .handler("greet", context -> context.log("Hello, " + context.parameter("name")))
            .build()
            .start()) {
      // @start region="run"
      Job job =
          tempo.save(
              Job.named("Greeting")
                  .task(Task.handler("greet").withParameter("name", "world"))
                  .build());

      RunHandle handle = tempo.run(job.id(), RunOptions.DEFAULT.withParameter("name", "Ada"));
      Run run = handle.await(Duration.ofMinutes(1));
      if (run.status() != RunStatus.SUCCESS) {
        throw new IllegalStateException(run.error().orElse("failed"));
      }
      List<String> lines = tempo.logLines(run.id()).map(LogLine::text).toList();
      // @end

      assertThat(lines).containsExactly("Hello, Ada");
    }
  }
}
