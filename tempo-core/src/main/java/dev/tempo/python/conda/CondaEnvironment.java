package dev.tempo.python.conda;

import dev.tempo.internal.io.Directories;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.internal.process.TimedProcess;
import dev.tempo.internal.text.JsonReader;
import dev.tempo.process.OsAccount;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.environment.EnvironmentHealth;
import dev.tempo.python.requirement.LockedPackage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An environment that conda, mamba or micromamba made. Tempo uses it and never changes it.
 *
 * @param name {@code base} for an installation itself, the directory's name for one under {@code
 *     envs/}, else the whole path
 * @param prefix its root, absolute
 * @param root the installation it belongs to; empty when that is not known
 * @param pythonVersion of its Python; empty when it has none
 * @param packages what conda installed, sorted by name
 */
public record CondaEnvironment(
    String name,
    Path prefix,
    Optional<Path> root,
    Optional<PythonVersion> pythonVersion,
    List<LockedPackage> packages) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String UNSET = "***unset***";

  /** Checks that nothing is null. */
  public CondaEnvironment {
    Objects.requireNonNull(packages, "packages");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(pythonVersion, "pythonVersion");
    packages = List.copyOf(packages);
  }

  /** Its interpreter, whether it is there or not. */
  public Path python() {
    return File.separatorChar == '\\'
        ? prefix.resolve("python.exe")
        : prefix.resolve("bin").resolve("python");
  }

  /**
   * The variables of a process that runs in it, as {@code conda activate} sets them, without a
   * shell: {@code PATH}, {@code CONDA_…}, and the environment's own variables ({@code
   * etc/conda/env_vars.d} and {@code conda-meta/state}). Its {@link #activationScripts()} are not
   * run.
   *
   * @param inherited what to add them to; not changed
   * @return modifiable
   * @throws UncheckedIOException if the environment's files cannot be read
   */
  public Map<String, String> variables(Map<String, String> inherited) {
    Map<String, String> variables = new TreeMap<>(inherited);
    variables.keySet().removeIf(CondaEnvironment::belongsToAnother);
    variables.merge(
        "PATH", python().getParent().toString(), (path, bin) -> bin + File.pathSeparator + path);
    variables.put("CONDA_PREFIX", prefix.toString());
    variables.put("CONDA_DEFAULT_ENV", name);
    variables.put("CONDA_PROMPT_MODIFIER", "(" + name + ") ");
    variables.put("CONDA_SHLVL", "1");
    root.map(path -> path.resolve("bin").resolve("conda"))
        .filter(Files::isExecutable)
        .ifPresent(
            conda -> {
              variables.put("CONDA_EXE", conda.toString());
              variables.put("CONDA_PYTHON_EXE", conda.resolveSibling("python").toString());
            });
    ownVariables().forEach((name, value) -> set(variables, name, value));
    return variables;
  }

  private static boolean belongsToAnother(String name) {
    return name.startsWith("CONDA_") || name.equals("PYTHONHOME") || name.equals("VIRTUAL_ENV");
  }

  private static void set(Map<String, String> variables, String name, String value) {
    if (value.equals(UNSET)) {
      variables.remove(name);
    } else {
      variables.put(name, value);
    }
  }

  private Map<String, String> ownVariables() {
    Map<String, String> own = new TreeMap<>();
    try {
      for (Path file : Directories.list(prefix.resolve("etc/conda/env_vars.d"), "*.json")) {
        own.putAll(JsonReader.texts(JsonReader.parse(Files.readString(file))));
      }
      Path state = prefix.resolve("conda-meta/state");
      if (Files.isRegularFile(state)) {
        Object document = JsonReader.parse(Files.readString(state));
        own.putAll(JsonReader.texts(JsonReader.member(document, "env_vars")));
      }
      return own;
    } catch (IOException | IllegalArgumentException e) {
      throw new UncheckedIOException(
          new IOException(
              PythonMessages.CONDA_VARIABLES.text(prefix, String.valueOf(e.getMessage())), e));
    }
  }

  /**
   * Shell scripts that {@code conda activate} would run and Tempo does not: what they set is
   * missing.
   *
   * @throws UncheckedIOException if the directory cannot be read
   */
  public List<Path> activationScripts() {
    try {
      return Directories.list(prefix.resolve("etc/conda/activate.d"), "*.sh");
    } catch (IOException e) {
      throw new UncheckedIOException(PythonMessages.CONDA_SCRIPTS.text(prefix), e);
    }
  }

  /** Looks whether it works. Starts its Python once, for 10 s at most. */
  public EnvironmentHealth check() {
    return check(Optional.empty());
  }

  /** As {@link #check()}, under an account. */
  public EnvironmentHealth check(Optional<OsAccount> account) {
    List<String> problems = new ArrayList<>();
    if (!Files.isDirectory(prefix.resolve("conda-meta"))) {
      problems.add(PythonMessages.HEALTH_NO_CONDA.text(prefix));
    } else if (pythonVersion.isEmpty()) {
      problems.add(PythonMessages.HEALTH_CONDA_NO_PYTHON.text(prefix));
    } else if (!Files.isExecutable(python())) {
      problems.add(PythonMessages.HEALTH_PYTHON_GONE.text(python()));
    } else {
      askPython(account).ifPresent(problems::add);
    }
    return new EnvironmentHealth(problems);
  }

  private Optional<String> askPython(Optional<OsAccount> account) {
    try {
      List<String> command =
          List.of(
              python().toString(), "-I", "-B", "-c", "import sys; print(sys.version.split()[0])");
      TimedProcess.Result result = TimedProcess.run(command, variables(Map.of()), LIMIT, account);
      if (!result.success()) {
        return Optional.of(PythonMessages.HEALTH_NOT_RUNNING.text(result.lastLine()));
      }
      String wanted = pythonVersion.orElseThrow().toString();
      return result.lastLine().startsWith(wanted)
          ? Optional.empty()
          : Optional.of(PythonMessages.HEALTH_OTHER_VERSION.text(result.lastLine(), wanted));
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(PythonMessages.HEALTH_NOT_RUNNING.text(String.valueOf(e.getMessage())));
    }
  }
}
