package dev.tempo.python.environment;

import dev.tempo.internal.io.BundledScripts;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.process.ProcessResult;
import dev.tempo.python.requirement.LockedPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks whether an environment works. Thread-safe. */
final class EnvironmentHealthCheck {
  private final EnvironmentBuild.Toolchain workshop;

  EnvironmentHealthCheck(EnvironmentBuild.Toolchain workshop) {
    this.workshop = workshop;
  }

  /** What is wrong. The later looks are left out when an earlier one finds that they cannot be. */
  EnvironmentHealth check(PythonEnvironment environment) {
    if (!environment.usable()) {
      boolean gone = !Files.exists(environment.spec().interpreter().executable());
      return new EnvironmentHealth(
          List.of(
              gone
                  ? PythonMessages.HEALTH_INTERPRETER_GONE.text(environment.spec().interpreter())
                  : PythonMessages.HEALTH_PYTHON_GONE.text(environment.python())));
    }
    List<String> problems = new ArrayList<>();
    try {
      problems.addAll(installed(environment));
      problems.addAll(imports(environment));
      problems.addAll(conflicts(environment));
    } catch (IOException e) {
      problems.add(PythonMessages.HEALTH_UNREADABLE.text(String.valueOf(e.getMessage())));
    }
    return new EnvironmentHealth(problems);
  }

  private static List<String> installed(PythonEnvironment environment) throws IOException {
    List<LockedPackage> now = SitePackages.lock(environment.directory());
    List<String> problems = new ArrayList<>();
    environment.lock().stream()
        .filter(locked -> !now.contains(locked))
        .forEach(locked -> problems.add(PythonMessages.HEALTH_PACKAGE_GONE.text(locked)));
    now.stream()
        .filter(found -> !environment.lock().contains(found))
        .forEach(found -> problems.add(PythonMessages.HEALTH_PACKAGE_ADDED.text(found)));
    return problems;
  }

  private List<String> imports(PythonEnvironment environment) throws IOException {
    List<String> command = importAll(environment);
    OutputTailBuffer output = new OutputTailBuffer();
    List<String> problems = new ArrayList<>();
    ProcessResult result =
        run(
            environment,
            command,
            (error, text) -> {
              output.add(error, text);
              told(text).ifPresent(problems::add);
            });
    if (!result.success()) {
      problems.add(PythonMessages.HEALTH_NOT_RUNNING.text(output.words(result)));
    }
    return problems;
  }

  private static List<String> importAll(PythonEnvironment environment) {
    String names =
        environment.lock().stream().map(LockedPackage::name).collect(Collectors.joining(" "));
    return List.of(
        environment.python().toString(),
        "-I",
        "-B",
        "-c",
        BundledScripts.text("imports.py"),
        names);
  }

  private static Optional<String> told(String line) {
    boolean ours = line.startsWith(BundledScripts.MARK);
    return ours ? Optional.of(line.substring(BundledScripts.MARK.length())) : Optional.empty();
  }

  private List<String> conflicts(PythonEnvironment environment) throws IOException {
    if (environment.lock().isEmpty()) {
      return List.of();
    }
    PackageInstaller installer =
        PackageInstaller.of(environment.spec().interpreter(), workshop.uv());
    List<String> said = new ArrayList<>();
    ProcessResult result =
        run(environment, installer.check(environment.directory()), (error, text) -> said.add(text));
    return result.success() ? List.of() : said;
  }

  private ProcessResult run(
      PythonEnvironment environment, List<String> command, InstallerRunner.Listener listener)
      throws IOException {
    Map<String, String> variables =
        InstallerVariables.of(
            workshop.inherited(), PipSettings.MACHINE.withScope(PipSettings.Scope.OFFLINE));
    InstallerRunner.Tool tool =
        new InstallerRunner.Tool(command, variables, environment.directory());
    return workshop.tools().run(tool, new CancellationToken(), listener);
  }
}
