package dev.tempo.python.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.process.TimedProcess;
import dev.tempo.python.Pythons;
import dev.tempo.python.requirement.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the tests of environments share: a clean surrounding, and ways to look into it. */
final class Workbench {
  private static final int PATIENCE_SECONDS = 120;

  private final Path directory;

  Workbench(Path directory) {
    this.directory = directory;
  }

  Path environments() {
    return directory.resolve("envs");
  }

  /** JUnit would warn of each link that leads out of its directory. */
  void clear() throws IOException {
    AtomicFiles.deleteTree(environments());
  }

  /** Nothing of the machine's set-up of pip reaches the tests. */
  Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", "/usr/bin:/bin");
    variables.put("HOME", directory.resolve("home").toString());
    variables.put("PIP_NO_CACHE_DIR", "1");
    return variables;
  }

  /** A manager that can reach nothing but wheels on disk. */
  Environments.Builder manager() {
    return Environments.builder()
        .directory(environments())
        .variables(variables())
        .settings(PipSettings.MACHINE.withScope(PipSettings.Scope.OFFLINE));
  }

  /**
   * A manager whose installer is a script in the role of uv. It installs names without versions,
   * refuses {@code bad}, and with {@code slow} waits for {@link #letGo()}.
   */
  Environments.Builder managerWithScript() throws IOException {
    return manager().uv(script());
  }

  private Path script() throws IOException {
    String text =
        """
        #!/bin/sh
        # pip install --python X -r F
        [ "$2" = check ] && exit 0
        echo run >>"%1$s/count"
        site=$(echo "$(dirname "$4")"/../lib/python3*/site-packages)
        while read -r name; do
          case $name in
            bad*) echo "warming up" >&2; echo "error: no $name to be had at $UV_DEFAULT_INDEX" >&2; exit 3 ;;
            quiet) exit 4 ;;
            slow) until [ -e "%1$s/go" ]; do sleep 0.02; done ;;
          esac
          echo "Installed $name"
          mkdir -p "$site/$name-1.0.dist-info"
          printf 'Name: %%s\\nVersion: 1.0\\n\\n' "$name" >"$site/$name-1.0.dist-info/METADATA"
        done <"$6"
        """
            .formatted(directory);
    Path script = Files.writeString(directory.resolve("uv"), text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  void letGo() throws IOException {
    Files.writeString(directory.resolve("go"), "");
  }

  /** How often the script was run. */
  long installs() throws IOException {
    Path count = directory.resolve("count");
    return Files.exists(count) ? Files.readAllLines(count).size() : 0;
  }

  static EnvironmentSpec spec(String job, String... requirements) {
    return new EnvironmentSpec(job, Pythons.any(), Requirements.of(List.of(requirements)));
  }

  static PythonEnvironment get(CompletableFuture<PythonEnvironment> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** The exception with which a build failed. */
  static EnvironmentException failure(CompletableFuture<PythonEnvironment> future) {
    try {
      throw new AssertionError("it succeeded: " + get(future));
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(EnvironmentException.class);
      return (EnvironmentException) e.getCause();
    }
  }

  /** What a line of Python prints in an environment. */
  String run(PythonEnvironment environment, String python) throws IOException {
    return run(environment, List.of(environment.python().toString(), "-c", python));
  }

  String run(PythonEnvironment environment, List<String> command) throws IOException {
    TimedProcess.Result result =
        TimedProcess.run(command, environment.variables(variables()), Duration.ofSeconds(60));
    assertThat(result.success()).as(result.output()).isTrue();
    return result.output().strip();
  }
}
