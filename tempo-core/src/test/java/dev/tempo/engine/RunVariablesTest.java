package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's variables of each run. */
class RunVariablesTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Map<String, String> VARIABLES = Map.of("MOOD", "first");

  @TempDir private Path directory;
  private final MemoryStore store = new MemoryStore();
  private Tempo tempo;
  private Job job;

  @BeforeEach
  void start() {
    tempo = builder().build().start();
    ShellTask task =
        Task.shell("echo \"[$MOOD] [$TEMPO_JOB_NAME]$*\"").withEnvironment("MOOD", "own");
    job = tempo.save(Job.named("Told").task(task).build());
  }

  private TempoBuilder builder() {
    ShutdownPolicy leave =
        new ShutdownPolicy(
            Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);
    return Tempo.builder().store(store).workDirectory(directory).shutdown(leave);
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
  void hostsSecrets_areMasked_alsoAfterARestart() throws Exception {
    Path gate = directory.resolve("gate");
    ShellTask task =
        Task.shell(
            "echo \"$KEY\"; while [ ! -e " + gate + " ]; do sleep 0.02; done; echo \"$KEY\"");
    Job keyed = tempo.save(Job.named("Keyed").task(task.withEnvironment("KEY", "own")).build());
    tempo.runSurroundings(
        (asked, run) ->
            RunSurroundings.Additions.ofVariables(Map.of("KEY", "plain"))
                .withSecretVariables(Map.of("KEY", "hush-hush")));
    UUID run = tempo.run(keyed.id()).id();
    try (LogReader lines = tempo.followLog(run, 0)) {
      while (lines.next(SOON).lines().isEmpty()) {
        assertThat(tempo.findRun(run)).get().matches(one -> !one.status().isFinal());
      }
    }
    tempo.close();
    tempo = builder().build().start();
    Files.createFile(gate);
    Run ended = tempo.awaitRun(run, SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines(ended)).hasSize(2).allMatch(line -> line.matches("\\*+"));
  }

  @Test
  void hostsOfBoth_giveAllArguments_andTheLastOfAVariable() {
    RunSurroundings one = (asked, run) -> new RunSurroundings.Additions(List.of("a"), VARIABLES);
    RunSurroundings other =
        (asked, run) -> new RunSurroundings.Additions(List.of("b"), Map.of("MOOD", "last"));
    tempo.runSurroundings(one.and(other));
    assertThat(printed()).containsExactly("[last] [Told]a b");
  }

  @Test
  void labelOfTheHost_isThatOfRunsOfTriggersAlone(@TempDir Path other) {
    try (Tempo labelling = Tempo.builder().workDirectory(other).build()) {
      Job startup =
          Job.named("Start").task(Task.shell("true")).trigger(Trigger.atStartup()).build();
      TriggerState never =
          new TriggerState(
              startup.triggers().getFirst().id(), startup.id(), Optional.empty(), Optional.empty());
      labelling.store().commit(List.of(new Change.SaveJob(startup, List.of(never))));
      labelling.runLabels(asked -> Optional.of("of " + asked.name()));
      labelling.start();
      assertThat(labelling.run(startup.id()).run().label()).isEmpty();
      assertThat(labelling.store().runs().list(RunQuery.ALL.withLabel("of Start")).runs())
          .hasSize(1)
          .allSatisfy(run -> assertThat(run.cause()).isEqualTo(RunCause.STARTUP));
    }
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
    Run ended = tempo.run(job.id()).await(SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    return lines(ended);
  }

  private List<String> lines(Run ended) {
    return tempo.store().logs().read(ended.id(), 1, 10).stream().map(LogLine::text).toList();
  }
}
