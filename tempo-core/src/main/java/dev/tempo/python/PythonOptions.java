package dev.tempo.python;

import dev.tempo.python.environment.Environments;
import dev.tempo.python.environment.PipSettings;
import dev.tempo.task.PythonSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How Python scripts are run, when nothing else is said of a job. Immutable: each method that looks
 * like a setter returns a changed copy.
 *
 * {@snippet :
 * Tempo.builder()
 *     .python(PythonOptions.DEFAULT
 *         .withPip(PipSettings.MACHINE.withIndexUrl("https://mirror.example/simple"))
 *         .withVersion("3.12"));
 * }
 *
 * @param directory where environments are; empty for {@code envs} beside the scripts
 * @param environments sets up their manager
 * @param version of scripts that name none; empty for the usual one
 * @param isolation which scripts get an environment
 * @param conda whether conda's environments are looked for
 */
public record PythonOptions(
    Optional<Path> directory,
    Consumer<Environments.Builder> environments,
    Optional<String> version,
    Isolation isolation,
    Conda conda) {

  /** Which scripts get an environment of their own. */
  public enum Isolation {
    /** Those that have requirements; others see what is installed for their interpreter. */
    WHEN_NEEDED,
    /** All but those that run in a conda environment. */
    EACH_JOB
  }

  /** Whether conda's environments are looked for. */
  public enum Conda {
    /** When one is asked for. */
    DETECT,
    /** Never. */
    OFF
  }

  /** Environments for what has requirements, made as pip is set up on this machine. */
  public static final PythonOptions DEFAULT =
      new PythonOptions(
          Optional.empty(), builder -> {}, Optional.empty(), Isolation.WHEN_NEEDED, Conda.DETECT);

  /** Checks that nothing is null. */
  public PythonOptions {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(environments, "environments");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(isolation, "isolation");
    Objects.requireNonNull(conda, "conda");
    version.ifPresent(Interpreters::checkVersion);
  }

  /**
   * Returns a copy that keeps environments in this directory.
   *
   * @throws NullPointerException if it is null
   */
  public PythonOptions withDirectory(Path path) {
    Objects.requireNonNull(path, "path");
    return new PythonOptions(Optional.of(path), environments, version, isolation, conda);
  }

  /**
   * Returns a copy that sets up the manager of environments further: uv, time-out, limits and so
   * on.
   *
   * @throws NullPointerException if it is null
   */
  public PythonOptions withEnvironments(Consumer<Environments.Builder> further) {
    Objects.requireNonNull(further, "further");
    return new PythonOptions(directory, environments.andThen(further), version, isolation, conda);
  }

  /** Returns a copy that gets packages from here. */
  public PythonOptions withPip(PipSettings settings) {
    Objects.requireNonNull(settings, "settings");
    return withEnvironments(builder -> builder.settings(settings));
  }

  /**
   * Returns a copy with a version for scripts that name none.
   *
   * @throws IllegalArgumentException if it is not one to three numbers with dots between them
   * @throws NullPointerException if it is null
   */
  public PythonOptions withVersion(String usual) {
    Objects.requireNonNull(usual, "usual");
    return new PythonOptions(directory, environments, Optional.of(usual), isolation, conda);
  }

  /**
   * Returns a copy that gives environments to these scripts.
   *
   * @throws NullPointerException if it is null
   */
  public PythonOptions withIsolation(Isolation which) {
    Objects.requireNonNull(which, "which");
    return new PythonOptions(directory, environments, version, which, conda);
  }

  /**
   * Returns a copy that looks for conda's environments, or does not.
   *
   * @throws NullPointerException if it is null
   */
  public PythonOptions withConda(Conda detection) {
    Objects.requireNonNull(detection, "detection");
    return new PythonOptions(directory, environments, version, isolation, detection);
  }

  /**
   * Whether a script with these settings gets an environment of its own.
   *
   * @throws NullPointerException if it is null
   */
  public boolean needsEnvironment(PythonSettings script) {
    Objects.requireNonNull(script, "script");
    return script.condaEnvironment().isEmpty()
        && (isolation == Isolation.EACH_JOB || hasRequirements(script));
  }

  static boolean hasRequirements(PythonSettings script) {
    return script.requirements().stream()
        .map(String::strip)
        .anyMatch(line -> !line.isEmpty() && !line.startsWith("#"));
  }
}
