package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's variables of each run. */
class RunVariablesTest {
  @TempDir private Path directory;
  private Tempo tempo;
  private Job job;

  @BeforeEach
  void start() {
    tempo = Tempo.builder().workDirectory(directory).build().start();
    ShellTask task =
        Task.shell("echo \"[$MOOD] [$TEMPO_JOB_NAME]\"").withEnvironment("MOOD", "own");
    job = tempo.save(Job.named("Told").task(task).build());
  }

  @AfterEach
  void stop() {
    tempo.close();
  }

  @Test
  void hostsVariables_winOverThoseOfTheJob_andTemposOverThem() {
    assertThat(printed()).containsExactly("[own] [Told]");
    tempo.runVariables(run -> Map.of("MOOD", "of " + run.jobName(), "TEMPO_JOB_NAME", "another"));
    assertThat(printed()).containsExactly("[of Told] [Told]");
  }

  @Test
  void hostThatFails_keepsNoRunFromStarting() {
    tempo.runVariables(
        run -> {
          throw new IllegalStateException("out of order");
        });
    assertThat(printed()).containsExactly("[own] [Told]");
  }

  private List<String> printed() {
    Run ended = tempo.run(job.id()).await(Duration.ofMinutes(1));
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    return tempo.store().logs().read(ended.id(), 1, 10).stream().map(LogLine::text).toList();
  }
}
