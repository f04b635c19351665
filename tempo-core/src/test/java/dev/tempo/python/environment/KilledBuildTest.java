package dev.tempo.python.environment;

import static dev.tempo.python.environment.Workbench.get;
import static dev.tempo.python.environment.Workbench.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the whole JVM while pip is fetching. */
class KilledBuildTest {
  private static final Wheel OLD = Wheel.of("alpha", "1.0");
  private static final Wheel NEW = Wheel.of("alpha", "2.0").file("alpha/data", "x".repeat(10_000));

  @TempDir Path directory;
  private Workbench bench;

  @BeforeEach
  void prepare() {
    bench = new Workbench(directory);
  }

  @AfterEach
  void clear() throws IOException {
    bench.clear();
  }

  @Test
  void killedManager_leavesTheOldEnvironmentAndNothingElse() throws Exception {
    try (PackageIndex index = new PackageIndex(false).add(OLD, NEW)) {
      PythonEnvironment old;
      try (Environments environments = bench.manager().settings(index.settings()).open()) {
        old = get(environments.prepare(spec("job", "alpha==1.0")));
      }
      index.stall(NEW);
      killHalfWay(index);
      assertThat(installers()).as("pip outlives the manager").isNotEmpty();

      try (Environments environments = bench.manager().settings(index.settings()).open()) {
        assertThat(installers()).as("the next manager ends it").isEmpty();
        assertThat(environments.status("job").state()).isEqualTo(EnvironmentStatus.State.READY);
        assertThat(environments.current("job")).contains(old);
        assertThat(bench.run(old, "import alpha; print(alpha.version)")).isEqualTo("1.0");
        assertThat(builds()).containsExactly(old.directory());
      }
    }
  }

  private void killHalfWay(PackageIndex index) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DoomedBuild.class.getName(),
            directory.toString(),
            index.url(),
            "alpha==2.0");
    Process doomed = builder.inheritIO().start();
    index.awaitStall();
    doomed.destroyForcibly().waitFor();
    assertThat(builds()).hasSize(2);
  }

  private List<Path> builds() throws IOException {
    try (Stream<Path> entries = Files.list(bench.environments().resolve("job"))) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  private List<ProcessHandle> installers() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains(bench.environments().toString()))
        .toList();
  }
}
