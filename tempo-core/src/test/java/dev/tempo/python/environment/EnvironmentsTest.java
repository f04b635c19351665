package dev.tempo.python.environment;

import static dev.tempo.python.environment.Workbench.failure;
import static dev.tempo.python.environment.Workbench.get;
import static dev.tempo.python.environment.Workbench.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Pythons;
import dev.tempo.python.environment.BuildProgress.Phase;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.python.requirement.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real virtual environments, filled by a script, so that each build takes a moment only. */
class EnvironmentsTest {
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

  private static void await(
      Environments environments, Predicate<BuildProgress> condition, Runnable begin)
      throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    Runnable stop =
        environments.onProgress(
            progress -> {
              if (condition.test(progress)) {
                seen.countDown();
              }
            });
    begin.run();
    seen.await();
    stop.run();
  }

  private List<Path> builds(String job) throws IOException {
    Path path = bench.environments().resolve(job);
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  @Test
  void emptyEnvironment_runsAndIsIsolated() throws IOException {
    try (Environments environments = bench.manager().open()) {
      assertThat(environments.status("job").state()).isEqualTo(EnvironmentStatus.State.NONE);

      PythonEnvironment environment = get(environments.prepare(spec("job")));

      assertThat(
              bench.run(
                  environment, "import sys; print(sys.prefix != sys.base_prefix, sys.prefix)"))
          .isEqualTo("True " + environment.directory());
      assertThat(environment.lock()).isEmpty();
      assertThat(environments.status("job"))
          .isEqualTo(
              new EnvironmentStatus(
                  EnvironmentStatus.State.READY,
                  Optional.of(environment),
                  Optional.empty(),
                  Optional.empty()));
      assertThat(environments.prepare(spec("job"))).isCompletedWithValue(environment);
      assertThat(environments.jobs()).containsExactly("job");
      assertThat(environments.sizeBytes("job")).isPositive();
      assertThat(environments.check("job").healthy()).isTrue();
    }
  }

  @Test
  void variables_areThoseOfActivation() throws IOException {
    try (Environments environments = bench.manager().open()) {
      PythonEnvironment environment = get(environments.prepare(spec("job")));

      assertThat(environment.variables(Map.of("PATH", "/bin", "PYTHONHOME", "/x", "A", "b")))
          .isEqualTo(
              Map.of(
                  "A",
                  "b",
                  "PATH",
                  environment.directory() + "/bin:/bin",
                  "VIRTUAL_ENV",
                  environment.directory().toString()));
    }
  }

  @Test
  void manyRequests_buildOnce() throws Exception {
    try (Environments environments = bench.managerWithScript().open()) {
      List<CompletableFuture<PythonEnvironment>> futures = new ArrayList<>();
      await(
          environments,
          progress -> progress.phase() == Phase.RESOLVING,
          () -> futures.add(environments.prepare(spec("job", "slow"))));
      for (int i = 0; i < 20; i++) {
        futures.add(environments.prepare(spec("job", "slow")));
        futures.add(environments.prepare(spec("job" + i % 3, "slow")));
      }
      assertThat(environments.status("job").state()).isEqualTo(EnvironmentStatus.State.BUILDING);
      assertThat(environments.status("job").progress()).isPresent();
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      bench.letGo();

      assertThat(futures.stream().map(Workbench::get).distinct()).hasSize(4);
      assertThat(bench.installs()).isEqualTo(1);
    }
  }

  @Test
  void anotherNeedOfTheJob_followsAndWins() throws Exception {
    try (Environments environments = bench.managerWithScript().open()) {
      List<CompletableFuture<PythonEnvironment>> futures = new ArrayList<>();
      await(
          environments,
          progress -> progress.phase() == Phase.RESOLVING,
          () -> futures.add(environments.prepare(spec("job", "slow"))));
      CompletableFuture<PythonEnvironment> second = environments.prepare(spec("job", "other"));
      bench.letGo();

      assertThat(get(second).lock()).extracting(LockedPackage::name).containsExactly("other");
      assertThat(get(futures.getFirst()).lock())
          .extracting(LockedPackage::name)
          .containsExactly("slow");
      assertThat(environments.current("job")).contains(get(second));
      environments.cleanUp();
      assertThat(builds("job")).containsExactly(get(second).directory());
    }
  }

  @Test
  void rebuild_isNeverACopy() throws IOException {
    try (Environments environments = bench.managerWithScript().open()) {
      PythonEnvironment first = get(environments.prepare(spec("job", "a")));
      PythonEnvironment again = get(environments.rebuild(spec("job", "a")));
      PythonEnvironment copy = get(environments.prepare(spec("other", "a")));

      assertThat(again.build()).isNotEqualTo(first.build());
      assertThat(copy.lock()).isEqualTo(again.lock());
      assertThat(bench.installs()).isEqualTo(2);
    }
  }

  @Test
  void pinnedBuild_staysUntilItsRunEnds() throws IOException {
    UUID run = UUID.randomUUID();
    try (Environments environments = bench.managerWithScript().open()) {
      assertThat(environments.pin("job", run)).isEmpty();
      PythonEnvironment old = get(environments.prepare(spec("job", "a")));
      assertThat(environments.pin("job", run)).contains(old);
      assertThat(environments.pin("job", run)).contains(old);
      PythonEnvironment fresh = get(environments.prepare(spec("job", "b")));

      assertThat(environments.cleanUp()).isZero();
      assertThat(builds("job")).containsExactlyInAnyOrder(old.directory(), fresh.directory());
      bench.run(old, "print()");

      environments.unpin(run);
      assertThat(builds("job")).containsExactly(fresh.directory());
    }
  }

  @Test
  void pins_outliveTheManager() throws IOException {
    UUID live = UUID.randomUUID();
    UUID dead = UUID.randomUUID();
    PythonEnvironment old;
    try (Environments environments = bench.managerWithScript().open()) {
      old = get(environments.prepare(spec("job", "a")));
      environments.pin("job", live);
      environments.pin("job", dead);
      get(environments.prepare(spec("job", "b")));
    }
    try (Environments environments = bench.managerWithScript().open()) {
      environments.retainPins(List.of(live));
      assertThat(builds("job")).hasSize(2).contains(old.directory());
      environments.retainPins(List.of());
      assertThat(builds("job")).hasSize(1).doesNotContain(old.directory());
    }
  }

  @Test
  void states_outliveTheManager() throws IOException {
    PythonEnvironment ready;
    try (Environments environments = bench.managerWithScript().open()) {
      ready = get(environments.prepare(spec("works", "a")));
      failure(environments.prepare(spec("fails", "bad")));
    }
    try (Environments environments = bench.managerWithScript().open()) {
      assertThat(environments.status("works").state()).isEqualTo(EnvironmentStatus.State.READY);
      assertThat(environments.current("works")).contains(ready);
      assertThat(environments.prepare(spec("works", "a"))).isCompletedWithValue(ready);
      EnvironmentStatus failed = environments.status("fails");
      assertThat(failed.state()).isEqualTo(EnvironmentStatus.State.FAILED);
      assertThat(failed.failure().orElseThrow().message()).startsWith("error: no bad");
      assertThat(environments.jobs()).containsExactly("fails", "works");
      assertThat(bench.installs()).isEqualTo(2);
    }
  }

  @Test
  void failedNeed_isNotTriedAgainAtOnce() throws IOException {
    try (Environments environments = bench.managerWithScript().open()) {
      EnvironmentException first = failure(environments.prepare(spec("job", "bad")));
      EnvironmentException second = failure(environments.prepare(spec("job", "bad")));

      assertThat(second).hasMessage(first.getMessage());
      assertThat(first.failure()).map(BuildFailure::phase).contains(Phase.RESOLVING);
      assertThat(bench.installs()).isEqualTo(1);

      failure(environments.rebuild(spec("job", "bad")));
      assertThat(bench.installs()).as("rebuild always tries").isEqualTo(2);
      get(environments.prepare(spec("job", "good")));
      assertThat(environments.status("job").failure()).isEmpty();
    }
    try (Environments environments = bench.managerWithScript().retryAfter(Duration.ZERO).open()) {
      failure(environments.prepare(spec("job", "bad")));
      failure(environments.prepare(spec("job", "bad")));
      assertThat(bench.installs()).isEqualTo(5);
    }
  }

  @Test
  void silentInstaller_isNamedByItsCode() throws IOException {
    try (Environments environments = bench.managerWithScript().open()) {
      assertThat(failure(environments.prepare(spec("job", "quiet"))))
          .hasMessage("The installer ended with code 4 and said nothing");
    }
  }

  @Test
  void slowInstaller_isEndedWithItsTime() throws IOException {
    try (Environments environments =
        bench.managerWithScript().timeout(Duration.ofSeconds(2)).open()) {
      assertThat(failure(environments.prepare(spec("job", "slow"))))
          .hasMessageContaining("time limit of PT2S");
      assertThat(builds("job")).isEmpty();
    }
  }

  @Test
  void cancelledBuild_failsAndLeavesNothing() throws Exception {
    try (Environments environments = bench.managerWithScript().open()) {
      List<CompletableFuture<PythonEnvironment>> futures = new ArrayList<>();
      await(
          environments,
          progress -> progress.phase() == Phase.RESOLVING,
          () -> futures.add(environments.prepare(spec("job", "slow"))));
      environments.cancel("job");
      environments.cancel("nobody");

      assertThat(failure(futures.getFirst())).hasMessage("The build was cancelled");
      assertThat(builds("job")).isEmpty();
      assertThat(environments.status("job").state()).isEqualTo(EnvironmentStatus.State.NONE);
    }
  }

  @Test
  void close_endsBuildsAndRefusesMore() throws Exception {
    Environments environments = bench.managerWithScript().open();
    List<CompletableFuture<PythonEnvironment>> futures = new ArrayList<>();
    await(
        environments,
        progress -> progress.phase() == Phase.RESOLVING,
        () -> futures.add(environments.prepare(spec("job", "slow"))));
    assertThatThrownBy(() -> bench.manager().open())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Another manager");
    environments.close();

    assertThat(failure(futures.getFirst())).isNotNull();
    assertThatThrownBy(() -> environments.prepare(spec("job")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> environments.rebuild(spec("job")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(builds("job")).isEmpty();
  }

  @Test
  void limit_keepsBuildsInTurn() throws Exception {
    List<BuildProgress> seen = new CopyOnWriteArrayList<>();
    try (Environments environments = bench.managerWithScript().concurrency(1).open()) {
      environments.onProgress(seen::add);
      environments.onProgress(
          progress -> {
            throw new IllegalStateException("a listener that fails");
          });
      CompletableFuture<PythonEnvironment> slow = environments.prepare(spec("one", "slow"));
      CompletableFuture<PythonEnvironment> other = environments.prepare(spec("two", "a"));
      bench.letGo();
      get(slow);
      get(other);
    }
    List<String> begun =
        seen.stream()
            .filter(step -> step.phase() == Phase.CREATING || step.phase() == Phase.READY)
            .map(BuildProgress::job)
            .toList();
    assertThat(begun)
        .isIn(List.of("one", "one", "two", "two"), List.of("two", "two", "one", "one"));
  }

  @Test
  void remove_forgetsTheJobAndItsLink() throws IOException {
    Path beside = Files.createDirectories(directory.resolve("script"));
    UUID run = UUID.randomUUID();
    try (Environments environments = bench.managerWithScript().open()) {
      environments.offerLink("job", beside);
      PythonEnvironment environment = get(environments.prepare(spec("job", "a")));
      assertThat(beside.resolve(".venv")).isSymbolicLink();
      environments.pin("job", run);

      environments.remove("job");
      assertThat(beside.resolve(".venv")).doesNotExist();
      assertThat(environments.current("job")).isEmpty();
      assertThat(environment.directory()).exists();

      environments.unpin(run);
      assertThat(bench.environments().resolve("job")).doesNotExist();
      assertThat(environments.jobs()).isEmpty();
    }
  }

  @Test
  void link_followsTheCurrentBuild() throws IOException {
    Path beside = Files.createDirectories(directory.resolve("script"));
    try (Environments environments = bench.managerWithScript().open()) {
      PythonEnvironment first = get(environments.prepare(spec("job", "a")));
      environments.offerLink("job", beside);
      assertThat(beside.resolve(".venv").toRealPath()).isEqualTo(first.directory().toRealPath());

      PythonEnvironment second = get(environments.prepare(spec("job", "b")));
      assertThat(beside.resolve(".venv").toRealPath()).isEqualTo(second.directory().toRealPath());
    }
  }

  @Test
  void foreignVenv_isLeftAlone() throws IOException {
    Path own = Files.createDirectories(directory.resolve("script/.venv"));
    try (Environments environments = bench.managerWithScript().open()) {
      environments.offerLink("job", own.getParent());
      get(environments.prepare(spec("job", "a")));

      assertThat(own).isDirectory().isEmptyDirectory();
    }
  }

  @Test
  void missingInterpreter_isNoticedAndBuiltAnew() throws IOException {
    Path python = directory.resolve("python3");
    Files.createSymbolicLink(python, Pythons.any().executable().toRealPath());
    Interpreter linked = new Interpreter(python, Pythons.any().version(), Optional.empty());
    EnvironmentSpec spec = new EnvironmentSpec("job", linked, Requirements.NONE);
    try (Environments environments = bench.manager().open()) {
      PythonEnvironment environment = get(environments.prepare(spec));
      Files.delete(environment.python());
      Files.delete(python);

      assertThat(environments.current("job")).isEmpty();
      assertThat(environments.pin("job", UUID.randomUUID())).isEmpty();
      assertThat(environments.check("job").problems()).containsExactly(linked + " is gone");
      assertThat(failure(environments.prepare(spec))).hasMessageContaining("python3");

      Files.createSymbolicLink(python, Pythons.any().executable().toRealPath());
      assertThat(environments.check("job").problems())
          .singleElement()
          .asString()
          .contains("is gone or cannot be executed");
      assertThat(get(environments.rebuild(spec)).usable()).isTrue();
    }
  }

  @Test
  void health_seesWhatChanged() throws IOException {
    try (Environments environments = bench.managerWithScript().open()) {
      PythonEnvironment environment = get(environments.prepare(spec("job", "a")));
      Path site;
      try (Stream<Path> all = Files.walk(environment.directory())) {
        site = all.filter(path -> path.endsWith("site-packages")).findFirst().orElseThrow();
      }
      Path info = site.resolve("a-1.0.dist-info");
      Files.writeString(info.resolve("top_level.txt"), "no_such_module\n");
      Files.createDirectories(site.resolve("z-2.dist-info"));
      Files.writeString(site.resolve("z-2.dist-info/METADATA"), "Name: Z\nVersion: 2\n");
      Files.writeString(
          site.resolve("z-2.dist-info/direct_url.json"), "{\"url\": \"https://u:p@h/z.whl\"}");
      Files.createDirectories(site.resolve("broken-1.dist-info"));

      assertThat(environments.check("job").problems())
          .containsExactly(
              "z @ https://****@h/z.whl # 2 was added to it",
              "a: module no_such_module cannot be imported: ModuleNotFoundError: No module named"
                  + " 'no_such_module'");

      AtomicFiles.deleteTree(info);
      assertThat(environments.check("job").problems())
          .contains("a==1.0 was installed and is gone or changed", "a is not installed any more");
      assertThat(environments.check("nobody").healthy()).isFalse();
    }
  }

  @Test
  void unwritableDirectory_failsTheBuild() throws IOException {
    try (Environments environments = bench.managerWithScript().open()) {
      get(environments.prepare(spec("job", "a")));
      Files.writeString(
          bench.environments().resolve("other"), "a file where a directory should be");

      assertThat(failure(environments.prepare(spec("other", "a")))).hasMessageContaining("other");
      assertThat(environments.status("other").state()).isEqualTo(EnvironmentStatus.State.FAILED);
      assertThat(environments.current("job")).isPresent();
    }
  }

  @Test
  void damagedRecord_isBuiltAnew() throws IOException {
    try (Environments environments = bench.managerWithScript().open()) {
      PythonEnvironment environment = get(environments.prepare(spec("job", "a")));
      KeyValueFile.in(KeyValueFile.Form.ESCAPED)
          .put("state", "ready")
          .writeDurably(environment.directory().resolve("tempo-build"));
    }
    try (Environments environments = bench.managerWithScript().open()) {
      assertThat(environments.current("job")).isEmpty();
      assertThat(builds("job")).isEmpty();
      get(environments.prepare(spec("job", "a")));
      assertThat(bench.installs()).isEqualTo(2);
    }
  }

  @Test
  void builder_checksWhatItGets() throws IOException {
    Environments.Builder builder = Environments.builder();

    assertThatThrownBy(builder::open).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.retryAfter(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.concurrency(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.uv(directory.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class);
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> Environments.builder().directory(file).open())
        .isInstanceOf(java.io.UncheckedIOException.class);
    for (String job : Set.of("", ".hidden", "a/b", "..", "x".repeat(101))) {
      assertThatThrownBy(() -> spec(job)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void uv_isFoundInPath() throws IOException {
    bench.managerWithScript();
    Map<String, String> variables = bench.variables();
    variables.put("PATH", directory + ":/usr/bin:/bin");
    try (Environments environments = bench.manager().variables(variables).uvFromPath().open()) {
      get(environments.prepare(spec("job", "a")));
      assertThat(bench.installs()).isEqualTo(1);
    }
  }
}
