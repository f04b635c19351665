package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
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
        Task.shell("echo \"[$MOOD] [$TEMPO_JOB_NAME]$*\"").withEnvironment("MOOD", "own");
    job = tempo.save(Job.named("Told").task(task).build());
  }

  @AfterEach
  void stop() {
    tempo.close();
  }

  @Test
  void hostsVariables_winOverThoseOfTheJob_andTemposOverThem() {
    assertThat(printed()).containsExactly("[own] [Told]");
    tempo.runSurroundings(
        (asked, run) ->
            new RunSurroundings.Additions(
                List.of("--port", "5 2"),
                Map.of("MOOD", "of " + asked.name(), "TEMPO_JOB_NAME", "another")));
    assertThat(printed()).containsExactly("[of Told] [Told]--port 5 2");
  }

  @Test
  void hostThatFails_failsTheRunAndSaysWhy() {
    tempo.runSurroundings(
        (asked, run) -> {
          throw new IllegalStateException("out of order");
        });
    Run ended = tempo.run(job.id()).await(Duration.ofMinutes(1));
    assertThat(ended.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(ended.error().orElseThrow())
        .contains("What surrounds the run could not be found out", "out of order");
  }

  @Test
  void additionsThatNoProcessCanHave_areRefused() {
    for (String name : List.of("", "a=b", "a\0")) {
      assertThatThrownBy(() -> RunSurroundings.Additions.ofVariables(Map.of(name, "x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new RunSurroundings.Additions(List.of("a\0"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> printed() {
    Run ended = tempo.run(job.id()).await(Duration.ofMinutes(1));
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    return tempo.store().logs().read(ended.id(), 1, 10).stream().map(LogLine::text).toList();
  }
}
