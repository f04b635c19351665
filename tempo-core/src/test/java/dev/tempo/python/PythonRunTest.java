package dev.tempo.python;

import static dev.tempo.python.Runs.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.Job;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.log.LogLine;
import dev.tempo.python.environment.BuildProgress;
import dev.tempo.python.environment.EnvironmentStatus;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with the packages that their jobs ask for. */
class PythonRunTest extends IndexedRuns {
  @Test
  void requirements_areInstalledBeforeTheFirstRun_andKept() {
    Tempo tempo = start();
    Job job = runs.save("job", SCRIPT);
    assertThat(tempo.python().environment(job.id()).state())
        .isEqualTo(EnvironmentStatus.State.NONE);

    Run first = runs.run(job);
    assertThat(first.status()).as(runs.log(first)).isEqualTo(RunStatus.SUCCESS);
    assertThat(runs.output(first)).containsExactly("2.0");
    int asked = index.requests().size();
    assertThat(runs.output(runs.run(job))).containsExactly("2.0");
    assertThat(index.requests()).as("the second run asks nobody").hasSize(asked);

    until("it is told", () -> told(Event.EnvironmentReady.class).findAny().isPresent());
    assertThat(told(Event.EnvironmentProgress.class))
        .extracting(event -> event.progress().phase())
        .contains(BuildProgress.Phase.CREATING, BuildProgress.Phase.DOWNLOADING);
  }

  @Test
  void failedBuild_failsTheRunWithPipsWords() {
    start();
    Run run = runs.run(runs.save("job", SCRIPT.withRequirements("no-such-thing")));

    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    String words = "No matching distribution found for no-such-thing";
    assertThat(run.error().orElseThrow()).contains("environment could not be built", words);
    assertThat(String.join("\n", runs.lines(run, LogLine.Stream.SYSTEM))).contains(words);
    until("it is told", () -> told(Event.EnvironmentFailed.class).findAny().isPresent());
    assertThat(told(Event.EnvironmentFailed.class).findAny().orElseThrow().message())
        .contains(words);
  }

  @Test
  void requirementsThatAreNone_failTheRunWithTheirPlace() {
    start();
    Run run = runs.run(runs.save("job", SCRIPT.withRequirements("alpha", "-e .")));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("2");
  }

  @Test
  void versionThatIsNotThere_failsTheRun_andNamesThoseThatAre() {
    start();
    Run run = runs.run(runs.save("job", SCRIPT.withVersion("3.99")));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow())
        .contains("python3.99", Pythons.any().version().toString());
  }

  @Test
  void failedRebuild_leavesTheOldEnvironmentInUse_andSaysSo() {
    Tempo tempo = start();
    Job job = runs.save("job", SCRIPT.withRequirements("alpha==1.0"));
    assertThat(runs.output(runs.run(job))).containsExactly("1.0");
    tempo.save(
        job.toBuilder().task(SCRIPT.withRequirements("alpha==2.0", "no-such-thing")).build());

    Run run = runs.run(job);
    assertThat(run.status()).as(runs.log(run)).isEqualTo(RunStatus.SUCCESS);
    assertThat(runs.output(run)).containsExactly("1.0");
    assertThat(runs.lines(run, LogLine.Stream.SYSTEM).getFirst())
        .contains("of its own environment, build ");
    assertThat(runs.lines(run, LogLine.Stream.SYSTEM).get(1))
        .contains("could not be built", "this run uses the one of");
    assertThat(tempo.python().environment(job.id()).state())
        .isEqualTo(EnvironmentStatus.State.FAILED);
  }

  @Test
  void runThatIsUnderWay_keepsItsEnvironment_alsoOverARestart() throws Exception {
    Tempo tempo = start();
    Path go = directory.resolve("go");
    PythonTask patient =
        Task.python(
            """
            import os, sys, time
            print(sys.prefix, flush=True)
            while not os.path.exists(%s): time.sleep(0.02)
            import alpha
            print(alpha.version)
            """
                .formatted("'" + go + "'"));
    Job job = runs.save("job", patient.withRequirements("alpha==1.0"));
    RunHandle handle = tempo.run(job.id());
    until("it runs", () -> !lines(handle).isEmpty());
    Path used = Path.of(lines(handle).getFirst());
    tempo.close();

    Tempo next = start();
    next.save(job.toBuilder().task(patient.withRequirements("alpha==2.0")).build());
    next.python().prepare(job.id()).join();
    next.python().environments().cleanUp();
    assertThat(used).isDirectory();
    Files.writeString(go, "");
    Run run = next.awaitRun(handle.id(), Runs.SOON);
    assertThat(runs.output(run)).containsExactly(used.toString(), "1.0");
    until("the old environment is gone", () -> !Files.exists(used));
  }

  private List<String> lines(RunHandle handle) {
    return runs.tempo()
        .logLines(handle.id())
        .filter(line -> line.stream() == LogLine.Stream.STDOUT)
        .map(LogLine::text)
        .toList();
  }

  @Test
  void jobDeletedWhileNoEngineRan_losesItsEnvironmentAtTheStart() {
    Tempo tempo = start();
    Job job = runs.save("job", SCRIPT);
    runs.run(job);
    tempo.close();
    tempo.store().commit(List.of(new dev.tempo.store.Change.DeleteJob(job.id())));
    start();
    until("nothing is left", () -> jobs().isEmpty());
  }

  @Test
  void environmentDeletedByHand_isBuiltAgain() {
    Tempo tempo = start();
    Job job = runs.save("job", SCRIPT);
    runs.run(job);
    assertThat(tempo.python().sizeBytes(job.id())).isPositive();
    assertThat(tempo.python().health(job.id()).problems()).isEmpty();
    tempo.python().delete(job.id());
    assertThat(tempo.python().environment(job.id()).state())
        .isEqualTo(EnvironmentStatus.State.NONE);
    assertThat(runs.output(runs.run(job))).containsExactly("2.0");
  }

  @Test
  void rebuild_bringsWhatIsNew() throws IOException {
    index.close();
    index = new PackageIndex(true).add(ALPHA1);
    Tempo tempo = start();
    Job job = runs.save("job", SCRIPT);
    assertThat(runs.output(runs.run(job))).containsExactly("1.0");
    index.add(ALPHA2);
    PythonEnvironment fresh = tempo.python().rebuild(job.id()).join();
    assertThat(fresh.lock()).extracting(LockedPackage::toString).containsExactly("alpha==2.0");
    assertThat(runs.output(runs.run(job))).containsExactly("2.0");
  }

  @Test
  void isolation_givesAnEnvironmentToScriptsWithoutRequirements() {
    start(options().withIsolation(PythonOptions.Isolation.EACH_JOB));
    String script = "import sys\nprint(sys.prefix != sys.base_prefix)\n";
    Run run = runs.run(runs.save("job", Task.python(script)));
    assertThat(runs.output(run)).as(runs.log(run)).containsExactly("True");
  }

  @Test
  void scriptThatNeedsNothing_getsNoEnvironment() {
    start();
    Run run =
        runs.run(runs.save("job", Task.python("import os\nprint('VIRTUAL_ENV' in os.environ)")));
    assertThat(runs.output(run)).containsExactly("False");
    assertThat(runs.environments()).doesNotExist();
  }

  @Test
  void usualVersion_holdsForScriptsThatNameNone() {
    Interpreter last = Pythons.series().getLast();
    start(options().withVersion(last.version().toString()), last);
    String script = "import sys\nprint('.'.join(map(str, sys.version_info[:3])))";
    Run run = runs.run(runs.save("job", Task.python(script)));
    assertThat(runs.output(run)).containsExactly(last.version().toString());
  }

  static Stream<Interpreter> two() {
    return Pythons.two().stream();
  }

  static Stream<Interpreter> every() {
    return Pythons.series().stream();
  }

  @ParameterizedTest
  @MethodSource("two")
  void interpreters_buildAnEnvironmentAndRunAScriptInIt(Interpreter interpreter) {
    buildAndRun(interpreter);
  }

  @ParameterizedTest
  @MethodSource("every")
  @Tag("long")
  void everyInterpreter_buildsAnEnvironmentAndRunsAScriptInIt(Interpreter interpreter) {
    buildAndRun(interpreter);
  }

  private void buildAndRun(Interpreter interpreter) {
    start(options(), interpreter);
    String script =
        """
        import alpha, os, sys
        print(alpha.version, "%d.%d.%d" % sys.version_info[:3])
        print(os.environ["VIRTUAL_ENV"] == sys.prefix)
        """;
    String version = interpreter.version().toString();
    Run run =
        runs.run(
            runs.save("job", Task.python(script).withVersion(version).withRequirements("alpha")));
    assertThat(runs.output(run)).as(runs.log(run)).containsExactly("2.0 " + version, "True");
  }

  @Test
  void temporaryEnvironments_goWithTheirTempo() {
    Path prefix;
    try (Tempo tempo =
        Tempo.builder().environment(runs.variables()).python(options()).build().start()) {
      Task task = Task.python("import alpha, sys\nprint(sys.prefix)").withRequirements("alpha");
      Run run = tempo.run(tempo.save(Job.named("job").task(task).build()).id()).await(Runs.SOON);
      prefix =
          tempo
              .logLines(run.id())
              .filter(line -> line.stream() == LogLine.Stream.STDOUT)
              .map(line -> Path.of(line.text()))
              .findFirst()
              .orElseThrow();
      assertThat(prefix).isDirectory();
    }
    assertThat(prefix).doesNotExist();
  }

  @Test
  void directoryOfItsOwn_isWhereEnvironmentsAre() {
    start(options().withDirectory(directory.resolve("elsewhere")));
    Run run = runs.run(runs.save("job", SCRIPT));
    assertThat(runs.output(run)).containsExactly("2.0");
    assertThat(directory.resolve("elsewhere").resolve(run.jobId().toString())).isDirectory();
    assertThat(runs.environments()).doesNotExist();
  }

  @Test
  void face_saysWhatIsNotThere() {
    Tempo early = runs.builder().build();
    assertThatThrownBy(() -> early.python().environments()).hasMessageContaining("start()");
    early.close();
    assertThatThrownBy(() -> early.python().environments())
        .isInstanceOf(IllegalStateException.class);
    Tempo tempo = start();
    assertThatThrownBy(() -> tempo.python().prepare(UUID.randomUUID()))
        .isInstanceOf(NotFoundException.class);
    Job shell = runs.save("shell", Task.shell("true"));
    assertThatThrownBy(() -> tempo.python().rebuild(shell.id()))
        .hasMessageContaining("runs no Python");
    assertThatThrownBy(() -> PythonOptions.DEFAULT.withVersion("three"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void comments_areNoRequirements() {
    start();
    Task task = Task.python("print('ran')").withRequirements("", "  # nothing");
    assertThat(runs.output(runs.run(runs.save("job", task)))).containsExactly("ran");
    assertThat(runs.environments()).doesNotExist();
  }

  @Test
  void withoutPython3OnPath_theBestInterpreterIsUsed() {
    Map<String, String> variables = runs.variables();
    variables.put("PATH", directory.toString() + "::");
    Tempo tempo = runs.start(runs.builder().environment(variables));
    assumeThat(tempo.python().interpreters().newest()).as("a Python beside PATH").isPresent();
    Run run = runs.run(runs.save("job", Task.python("print('ran')")));
    assertThat(runs.output(run)).as(runs.log(run)).containsExactly("ran");
  }

  @Test
  void strangersInTheDirectoryOfEnvironments_areLeftAlone() throws IOException {
    Path stranger = Files.createDirectories(runs.environments().resolve("not-a-job"));
    Files.writeString(stranger.resolve("failure"), "");
    start();
    Run run = runs.run(runs.save("job", SCRIPT));
    assertThat(runs.output(run)).as(runs.log(run)).containsExactly("2.0");
    assertThat(stranger).isDirectory();
  }
}
