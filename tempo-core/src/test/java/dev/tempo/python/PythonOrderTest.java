package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which Python a job of a group runs by: its conda environment, the group's, its own environment,
 * conda's base, the usual interpreter. Conda is laid out by hand, with interpreters that say where
 * they are.
 */
class PythonOrderTest extends IndexedRuns {
  private static final PythonTask WHERE = Task.python("import sys\nprint(sys.prefix)\n");
  private static final String BLOCK = "# /// script\n# dependencies = [\"alpha==1.0\"]\n# ///\n";

  private Path root;
  private Policy policy;

  /** What the tests set. */
  private static final class Policy implements PythonPolicy {
    private volatile Optional<PythonDefaults> group = Optional.of(PythonDefaults.NONE);
    private volatile boolean fallback;

    @Override
    public Optional<PythonDefaults> defaults(UUID jobId) {
      return group;
    }

    @Override
    public boolean condaFallback() {
      return fallback;
    }
  }

  @BeforeEach
  void begin() throws IOException {
    root = directory.resolve("home/miniforge3");
    conda(root);
    conda(root.resolve("envs/own"));
    conda(root.resolve("envs/groups"));
    policy = new Policy();
    Map<String, String> variables = new HashMap<>(runs.variables());
    Tempo tempo =
        runs.start(runs.builder().environment(variables).python(options()).queue("default", 1));
    tempo.python().policy(policy);
  }

  /** As conda lays one out, with an interpreter that takes it for its prefix. */
  private static void conda(Path prefix) throws IOException {
    Interpreter real = Pythons.any();
    Files.createDirectories(prefix.resolve("conda-meta"));
    Files.createDirectories(prefix.resolve("bin"));
    Files.writeString(
        prefix.resolve("conda-meta/python-" + real.version() + "-h1_0_cpython.json"), "{}");
    Files.createSymbolicLink(prefix.resolve("bin/python"), real.executable());
    Files.writeString(
        prefix.resolve("pyvenv.cfg"), "home = " + real.executable().getParent() + "\n");
  }

  @Test
  void eachStepOfTheOrder_isTakenWhenThoseBeforeDoNotApply() {
    PythonDefaults group = PythonDefaults.NONE.withConda("groups");
    policy.group = Optional.of(group);
    expect(
        WHERE.withConda("own"),
        root.resolve("envs/own"),
        "of the conda environment 'own' (" + root.resolve("envs/own") + ")");
    expect(
        WHERE,
        root.resolve("envs/groups"),
        "of the conda environment 'groups' of its group (" + root.resolve("envs/groups") + ")");

    policy.group = Optional.of(PythonDefaults.NONE);
    Run own = expectBelow(WHERE.withRequirements("alpha"), runs.environments());
    assertThat(uses(own)).contains("of its own environment, build ");
    expect(WHERE, root, "of conda's base environment (" + root + ")");
  }

  @Test
  void withoutBase_orOfAnotherVersion_theUsualInterpreterRuns() throws IOException {
    PythonTask another = WHERE.withVersion(Pythons.any().version().toString());
    assertThat(runs.output(runs.run(runs.save("fits", another)))).containsExactly(root.toString());
    Files.delete(root.resolve("bin/python"));
    Run run = runs.run(runs.save("none", WHERE));
    assertThat(runs.output(run)).noneMatch(line -> line.startsWith(directory.toString()));
    assertThat(uses(run))
        .startsWith("Python " + Pythons.any().version().major() + ".")
        .contains(" without an environment (/");
  }

  @Test
  void requirements_areTheJobs_thenTheScripts_thenTheGroups() {
    policy.group = Optional.of(PythonDefaults.NONE.withRequirements(List.of("alpha==2.0")));
    String script = "import alpha\nprint(alpha.version)\n";
    assertThat(runs.output(runs.run(runs.save("group", Task.python(script)))))
        .containsExactly("2.0");
    assertThat(runs.output(runs.run(runs.save("script", Task.python(BLOCK + script)))))
        .containsExactly("1.0");
    PythonTask own = Task.python(BLOCK + script).withRequirements("alpha==2.0");
    assertThat(runs.output(runs.run(runs.save("job", own)))).containsExactly("2.0");
  }

  @Test
  void condaThatIsGone_failsTheRun_andNamesWhatIsThere() {
    policy.group = Optional.of(PythonDefaults.NONE.withConda("lost"));
    Run run = runs.run(runs.save("job", WHERE));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("'lost'", "there are: base, groups, own");
  }

  @Test
  void condaThatIsGone_isPassedOver_whereTheHostAllowsIt_andTheLogSaysSo() {
    policy.fallback = true;
    policy.group = Optional.of(PythonDefaults.NONE.withConda("groups"));
    Run groups = runs.run(runs.save("first", WHERE.withConda("lost")));
    assertThat(runs.output(groups)).containsExactly(root.resolve("envs/groups").toString());
    assertThat(runs.lines(groups, LogLine.Stream.SYSTEM))
        .satisfiesExactly(
            line -> assertThat(line).contains("'lost' cannot be used", "there are: base"),
            line -> assertThat(line).contains("'groups' of its group"));

    policy.group = Optional.of(PythonDefaults.NONE.withConda("gone"));
    Run own = runs.run(runs.save("second", WHERE.withConda("lost").withRequirements("alpha")));
    assertThat(own.status()).as(runs.log(own)).isEqualTo(RunStatus.SUCCESS);
    assertThat(runs.output(own).getFirst()).startsWith(runs.environments().toString());
    assertThat(runs.lines(own, LogLine.Stream.SYSTEM))
        .satisfiesExactly(
            line -> assertThat(line).contains("'lost' cannot be used"),
            line -> assertThat(line).contains("'gone' cannot be used"),
            line -> assertThat(line).contains("of its own environment, build "));
  }

  @Test
  void scriptThatHasComeToNeedMore_waitsForIt() throws IOException {
    Path group = Files.createDirectories(directory.resolve("group"));
    Path file = Files.writeString(group.resolve("a.py"), "print('none')\n");
    PythonTask task =
        Task.python(Files.readString(file)).withPlace(ScriptPlace.inPlace(file, group));
    Job job = runs.save("job", task);
    assertThat(runs.output(runs.run(job))).containsExactly("none");
    Files.writeString(file, BLOCK + "import alpha\nprint(alpha.version)\n");
    Run run = runs.run(job);
    assertThat(runs.output(run)).as(runs.log(run)).containsExactly("1.0");
  }

  @Test
  void jobWithoutAGroup_isAsBefore() {
    policy.group = Optional.empty();
    Run run = runs.run(runs.save("job", WHERE));
    assertThat(runs.output(run)).noneMatch(line -> line.startsWith(directory.toString()));
    assertThat(runs.lines(run, LogLine.Stream.SYSTEM)).isEmpty();
  }

  private void expect(PythonTask task, Path prefix, String words) {
    Run run = runs.run(runs.save(words, task));
    assertThat(runs.output(run)).as(runs.log(run)).containsExactly(prefix.toString());
    assertThat(uses(run)).contains("Python " + Pythons.any().version(), words);
  }

  private Run expectBelow(PythonTask task, Path place) {
    Run run = runs.run(runs.save("below", task));
    assertThat(runs.output(run).getFirst()).as(runs.log(run)).startsWith(place.toString());
    return run;
  }

  /** The first line of its log. */
  private String uses(Run run) {
    LogLine first = runs.tempo().logLines(run.id()).findFirst().orElseThrow();
    assertThat(first.stream()).isEqualTo(LogLine.Stream.SYSTEM);
    return first.text();
  }
}
