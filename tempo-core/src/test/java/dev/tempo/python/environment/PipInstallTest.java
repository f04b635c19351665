package dev.tempo.python.environment;

import static dev.tempo.python.environment.Workbench.failure;
import static dev.tempo.python.environment.Workbench.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.ProcessLimits;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Pythons;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.python.requirement.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real interpreters with their real pip, and an index on loopback. */
class PipInstallTest {
  private static final Wheel ALPHA1 =
      Wheel.of("alpha", "1.0").requires("beta>=1").extra("fast", "gamma").program("alpha-prefix");
  private static final Wheel ALPHA2 = Wheel.of("alpha", "2.0").requires("beta>=1");
  private static final Wheel BETA = Wheel.of("beta", "1.5");
  private static final Wheel GAMMA = Wheel.of("gamma", "0.1");
  private static final Wheel PICKY = Wheel.of("picky", "1.0").requires("beta<1");

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

  static Stream<Interpreter> two() {
    return Pythons.two().stream();
  }

  static Stream<Interpreter> every() {
    return Pythons.all().stream();
  }

  private static PackageIndex index(boolean json) throws IOException {
    return new PackageIndex(json).add(ALPHA1, ALPHA2, BETA, GAMMA, PICKY);
  }

  private static EnvironmentSpec spec(Interpreter interpreter, String job, String... lines) {
    return new EnvironmentSpec(job, interpreter, Requirements.of(List.of(lines)));
  }

  @ParameterizedTest
  @MethodSource("two")
  void install_bringsDependenciesAndExtrasAndIsThenShared(Interpreter interpreter)
      throws IOException {
    installTwice(interpreter);
  }

  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  @ParameterizedTest
  @MethodSource("every")
  void everyInterpreter_installsAndShares(Interpreter interpreter) throws IOException {
    installTwice(interpreter);
  }

  private void installTwice(Interpreter interpreter) throws IOException {
    List<BuildProgress> progress = new CopyOnWriteArrayList<>();
    try (PackageIndex index = index(true);
        Environments environments = bench.manager().settings(index.settings()).open()) {
      environments.onProgress(progress::add);
      PythonEnvironment first =
          get(environments.prepare(spec(interpreter, "first", "alpha[fast]==1.0", "beta")));
      int requests = index.requests().size();
      PythonEnvironment second =
          get(environments.prepare(spec(interpreter, "second", "Beta", "ALPHA[fast] == 1.0")));

      assertThat(first.lock())
          .extracting(LockedPackage::toString)
          .containsExactly("alpha==1.0", "beta==1.5", "gamma==0.1");
      assertThat(second.lock()).isEqualTo(first.lock());
      assertThat(index.requests()).hasSize(requests);
      assertThat(inode(first)).as("a file that both have").isEqualTo(inode(second));
      assertThat(second.directory().resolve("pyvenv.cfg"))
          .content()
          .doesNotContain(first.directory().toString());
      for (PythonEnvironment environment : List.of(first, second)) {
        assertThat(
                bench.run(
                    environment,
                    "import alpha, beta, gamma, sys; print(alpha.version, beta.version,"
                        + " sys.prefix)"))
            .isEqualTo("1.0 1.5 " + environment.directory());
        Path program = environment.python().resolveSibling("alpha-prefix");
        assertThat(bench.run(environment, List.of(program.toString())))
            .isEqualTo(environment.directory().toString());
        assertThat(environments.check(environment.spec().job()).problems()).isEmpty();
      }
    }
    assertThat(
            progress.stream().filter(step -> step.job().equals("first") && step.line().isEmpty()))
        .extracting(BuildProgress::phase)
        .startsWith(
            BuildProgress.Phase.WAITING,
            BuildProgress.Phase.CREATING,
            BuildProgress.Phase.RESOLVING)
        .contains(BuildProgress.Phase.DOWNLOADING, BuildProgress.Phase.INSTALLING)
        .endsWith(BuildProgress.Phase.LOCKING, BuildProgress.Phase.READY);
    assertThat(progress.stream().flatMap(step -> step.line().stream()))
        .anyMatch(line -> line.startsWith("Successfully installed"));
    assertThat(progress.stream().filter(step -> step.job().equals("second")))
        .extracting(BuildProgress::phase)
        .containsExactly(
            BuildProgress.Phase.WAITING, BuildProgress.Phase.SHARING, BuildProgress.Phase.READY);
  }

  private static Object inode(PythonEnvironment environment) throws IOException {
    try (Stream<Path> files = Files.walk(environment.directory())) {
      Path module =
          files.filter(file -> file.endsWith("beta/__init__.py")).findFirst().orElseThrow();
      return Files.getAttribute(module, "unix:ino");
    }
  }

  @Test
  void upgradeAndRebuild_switchAtOnce() throws IOException {
    try (PackageIndex index = new PackageIndex(false).add(ALPHA1, BETA);
        Environments environments = bench.manager().settings(index.settings()).open()) {
      PythonEnvironment old = get(environments.prepare(Workbench.spec("job", "alpha")));
      index.add(ALPHA2);
      assertThat(get(environments.prepare(Workbench.spec("job", "alpha"))))
          .as("same need")
          .isEqualTo(old);

      PythonEnvironment rebuilt = get(environments.rebuild(Workbench.spec("job", "alpha")));

      assertThat(rebuilt.lock()).extracting(LockedPackage::toString).contains("alpha==2.0");
      assertThat(environments.current("job")).contains(rebuilt);
      assertThat(bench.run(rebuilt, "import alpha; print(alpha.version)")).isEqualTo("2.0");
    }
  }

  @Test
  void failure_leavesTheOldEnvironmentAndCarriesPipsWords() throws IOException {
    Wheel big = Wheel.of("big", "1.0").file("big/data", noise());
    PythonEnvironment old;
    try (PackageIndex index = index(true).add(big);
        Environments environments =
            bench
                .manager()
                .settings(index.settings())
                .limits(ProcessLimits.NONE.withFileBytes(300_000))
                .open()) {
      old = get(environments.prepare(Workbench.spec("job", "alpha==1.0")));
      String wrong = "beta==1.5 --hash=sha256:" + "0".repeat(64);

      assertFails(environments, old, "alpha", "picky")
          .contains("picky 1.0 depends on beta<1")
          .contains("requirements.txt (line 1)");
      assertFails(environments, old, "nowhere")
          .contains("No matching distribution found for nowhere");
      assertFails(environments, old, wrong).contains("DO NOT MATCH THE HASHES");
      assertFails(environments, old, "big").contains("File too large");
      PythonEnvironment hashed =
          get(
              environments.prepare(
                  Workbench.spec("other", "beta==1.5 --hash=sha256:" + BETA.sha256())));
      assertThat(hashed.lock()).hasSize(1);
    }
    try (Environments environments = bench.manager().settings(gone()).open()) {
      assertFails(environments, old, "beta")
          .contains("Connection refused")
          .contains("No matching distribution found for beta");
      assertThat(environments.status("job").state()).isEqualTo(EnvironmentStatus.State.FAILED);
      assertThat(get(environments.prepare(Workbench.spec("job", "alpha==1.0"))))
          .as("what worked still does, though the index is down")
          .isEqualTo(old);
    }
  }

  private static PipSettings gone() throws IOException {
    try (PackageIndex index = new PackageIndex(false)) {
      return index.settings();
    }
  }

  private static byte[] noise() {
    byte[] bytes = new byte[600_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private org.assertj.core.api.AbstractStringAssert<?> assertFails(
      Environments environments, PythonEnvironment old, String... requirements) throws IOException {
    EnvironmentException thrown =
        failure(environments.prepare(Workbench.spec("job", requirements)));
    assertThat(thrown.previous()).contains(old);
    assertThat(environments.current("job")).contains(old);
    assertThat(bench.run(old, "import alpha; print(alpha.version)")).isEqualTo("1.0");
    try (Stream<Path> builds = Files.list(bench.environments().resolve("job"))) {
      assertThat(builds.filter(Files::isDirectory))
          .as("nothing half-built is left")
          .containsExactly(old.directory());
    }
    return assertThat(thrown.getMessage());
  }

  @Test
  void credentials_reachTheIndexAndNoLine() throws IOException {
    List<BuildProgress> progress = new CopyOnWriteArrayList<>();
    try (PackageIndex index = index(false);
        Environments environments = bench.manager().open()) {
      index.protect("ann:s3cret-word");
      environments.onProgress(progress::add);
      PipSettings settings =
          index
              .settings()
              .withIndexUrl("http://ann:s3cret-word@127.0.0.1:" + index.port() + "/simple/");
      environments.settings(settings);
      get(environments.prepare(Workbench.spec("job", "beta")));
      EnvironmentException thrown = failure(environments.prepare(Workbench.spec("job", "nowhere")));

      assertThat(progress.stream().map(BuildProgress::toString))
          .noneMatch(line -> line.contains("s3cret"));
      assertThat(thrown.getMessage()).doesNotContain("s3cret");
      assertThat(settings.toString()).doesNotContain("s3cret").contains("****@127.0.0.1");
    }
  }

  @Test
  void offline_installsFromADirectory() throws IOException {
    Path wheels = Files.createDirectories(directory.resolve("wheels"));
    Files.write(wheels.resolve(BETA.fileName()), BETA.bytes());
    PipSettings settings =
        PipSettings.MACHINE.withScope(PipSettings.Scope.OFFLINE).withFindLinks(wheels.toString());
    try (Environments environments = bench.manager().settings(settings).open()) {
      assertThat(get(environments.prepare(Workbench.spec("job", "beta"))).lock()).hasSize(1);
    }
  }

  @Test
  void oldPip_isPutIntoTheEnvironment() throws IOException {
    Interpreter real = Pythons.two().getLast();
    Interpreter old = new Interpreter(real.executable(), real.version(), Optional.of("21.0"));
    try (PackageIndex index = index(false);
        Environments environments = bench.manager().settings(index.settings()).open()) {
      PythonEnvironment environment = get(environments.prepare(spec(old, "job", "beta")));

      assertThat(environment.lock()).extracting(LockedPackage::name).contains("beta", "pip");
    }
  }
}
