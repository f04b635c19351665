package dev.tempo.python.environment;

import dev.tempo.python.requirement.LockedPackage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A finished virtual environment. It never changes: a change of requirements makes another one.
 *
 * @param spec what it was built for
 * @param build names its directory within the job's
 * @param directory its root, absolute
 * @param lock what is installed, exactly, sorted by name
 * @param builtAt when it was ready
 */
public record PythonEnvironment(
    EnvironmentSpec spec, String build, Path directory, List<LockedPackage> lock, Instant builtAt) {

  /**
   * Copies the list.
   *
   * @throws NullPointerException if anything is null
   */
  public PythonEnvironment {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(lock, "lock");
    Objects.requireNonNull(builtAt, "builtAt");
    lock = List.copyOf(lock);
  }

  /** Its interpreter: run a script with this, and it sees what is installed here. */
  public Path python() {
    return python(directory);
  }

  static Path python(Path directory) {
    return File.separatorChar == '\\'
        ? directory.resolve("Scripts").resolve("python.exe")
        : directory.resolve("bin").resolve("python");
  }

  /** Whether its interpreter is still there. */
  boolean usable() {
    return Files.isExecutable(python());
  }

  /**
   * The variables of a process that runs in it, as its {@code activate} script sets them: {@code
   * VIRTUAL_ENV}, and its programs first in {@code PATH}.
   *
   * @param inherited what to add them to; not changed
   * @return modifiable
   */
  public Map<String, String> variables(Map<String, String> inherited) {
    Map<String, String> variables = new TreeMap<>(inherited);
    variables.remove("PYTHONHOME");
    variables.put("VIRTUAL_ENV", directory.toString());
    variables.merge(
        "PATH", python().getParent().toString(), (path, bin) -> bin + File.pathSeparator + path);
    return variables;
  }
}
