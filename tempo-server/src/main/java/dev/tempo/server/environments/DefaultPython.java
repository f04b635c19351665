package dev.tempo.server.environments;

import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.PythonService;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.util.Optional;

/**
 * Resolves the default Python version for jobs that name none. A program that has the server in it
 * decides by what it tells its engine; the server's own engine leaves it to the settings.
 * Thread-safe.
 */
public final class DefaultPython {
  private final PythonService python;
  private final SettingsService settings;

  /** Of an engine's Pythons. */
  public DefaultPython(PythonService python, SettingsService settings) {
    this.python = python;
    this.settings = settings;
  }

  /**
   * The version that new jobs are given: the one of the settings if it is installed, else the
   * newest; empty if that is not for the settings to say, or there is no Python at all.
   */
  public Optional<String> ofNewJobs() {
    PythonOptions options = python.options();
    if (options.isolation() != PythonOptions.Isolation.EACH_JOB || options.version().isPresent()) {
      return Optional.empty();
    }
    String wanted = settings.get(Settings.DEFAULT_PYTHON);
    return !wanted.isEmpty() && python.interpreters().find(wanted).isPresent()
        ? Optional.of(wanted)
        : python.interpreters().all().stream().findFirst().map(DefaultPython::minor);
  }

  /** The interpreter that a job without a version runs, or that a new job would. */
  public Optional<Interpreter> interpreter() {
    return python
        .options()
        .version()
        .or(this::ofNewJobs)
        .map(python.interpreters()::find)
        .orElseGet(python.interpreters()::newest);
  }

  private static String minor(Interpreter newest) {
    String[] parts = newest.version().toString().split("\\.");
    return parts[0] + "." + parts[1];
  }
}
