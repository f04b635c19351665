package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in environments as conda makes them: its layout, and a real interpreter. */
class CondaRunTest {
  private static final PythonTask SCRIPT =
      Task.python(
              "import os\nprint(os.environ['CONDA_DEFAULT_ENV'], os.environ['MARK'])\n"
                  + "print(os.environ['PATH'].split(':')[0])\n")
          .withConda("science");

  @TempDir Path directory;
  private Path prefix;
  private Runs runs;

  @BeforeEach
  void makeEnvironment() throws IOException {
    Interpreter real = Pythons.any();
    prefix = directory.resolve("home/miniforge3/envs/science");
    Files.createDirectories(prefix.resolve("conda-meta"));
    Files.createDirectories(prefix.resolve("bin"));
    Files.createDirectories(prefix.resolve("etc/conda/env_vars.d"));
    Files.writeString(
        prefix.resolve("conda-meta/python-" + real.version() + "-h1_0_cpython.json"), "{}");
    Files.writeString(prefix.resolve("etc/conda/env_vars.d/own.json"), "{\"MARK\": \"own\"}");
    Path python = prefix.resolve("bin/python");
    Files.writeString(python, "#!/bin/sh\nexec " + real.executable() + " \"$@\"\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    runs = new Runs(directory.resolve("data"));
  }

  @AfterEach
  void close() throws IOException {
    runs.close();
  }

  private Tempo start(PythonOptions options) {
    Map<String, String> variables = new HashMap<>(runs.variables());
    variables.put("HOME", directory.resolve("home").toString());
    return runs.start(runs.builder().environment(variables).python(options));
  }

  @Test
  void script_runsWithTheInterpreterAndTheVariablesOfItsEnvironment() {
    start(PythonOptions.DEFAULT.withIsolation(PythonOptions.Isolation.EACH_JOB));
    Run run = runs.run(runs.save("job", SCRIPT));
    assertThat(runs.output(run))
        .as(runs.log(run))
        .containsExactly("science own", prefix.resolve("bin").toString());
    assertThat(runs.environments()).doesNotExist();
  }

  @Test
  void requirements_areNotInstalled_andTheLogSaysSo() {
    start(PythonOptions.DEFAULT);
    Run run = runs.run(runs.save("job", SCRIPT.withRequirements("alpha")));
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(runs.lines(run, LogLine.Stream.SYSTEM))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("Python " + Pythons.any().version())
                    .contains("of the conda environment 'science' (" + prefix + ")"),
            line -> assertThat(line).contains("science", "as it is"));
  }

  @Test
  void environmentThatIsGone_failsTheRun_andNamesThoseThatAreThere() throws IOException {
    Tempo tempo = start(PythonOptions.DEFAULT);
    Job job = runs.save("job", SCRIPT.withConda("art"));
    assertThat(runs.run(job).error().orElseThrow()).contains("'art'", "there are: science");
    assertThat(tempo.python().health(job.id()).problems().getFirst()).contains("'art'");

    Job other = runs.save("other", SCRIPT);
    Files.delete(prefix.resolve("bin/python"));
    assertThat(runs.run(other).error().orElseThrow()).contains("has no Python", "conda install");
    assertThat(tempo.python().health(other.id()).healthy()).isFalse();
  }

  @Test
  void condaThatIsSwitchedOff_isNotLookedFor() {
    Tempo tempo = start(PythonOptions.DEFAULT.withConda(PythonOptions.Conda.OFF));
    assertThat(tempo.python().conda().all()).isEmpty();
    Run run = runs.run(runs.save("job", SCRIPT));
    assertThat(run.error().orElseThrow()).contains("switched off");
  }

  @Test
  void face_listsWhatIsThere_andChecksScriptsByIt() {
    Tempo tempo = start(PythonOptions.DEFAULT);
    assertThat(tempo.python().conda().all())
        .extracting(CondaEnvironment::name)
        .containsExactly("science");
    PythonSettings settings = SCRIPT.python();
    assertThat(tempo.python().check(settings, "print(").valid()).isFalse();
    ScriptCheck check = tempo.python().check(PythonSettings.DEFAULT, "eval('1')\n");
    assertThat(check.warnings()).extracting(ScriptCheck.Finding::rule).isEqualTo(List.of("eval"));
    assertThat(tempo.python().metadata("# /// script\n# dependencies = [\"rich\"]\n# ///\n"))
        .map(InlineMetadata::dependencies)
        .contains(List.of("rich"));
  }
}
