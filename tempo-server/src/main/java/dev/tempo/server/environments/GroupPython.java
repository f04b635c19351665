package dev.tempo.server.environments;

import dev.tempo.python.PythonDefaults;
import dev.tempo.python.PythonPolicy;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What groups and the settings say of the Python of jobs. Thread-safe. */
public final class GroupPython implements PythonPolicy {
  private final SettingsService config;
  private volatile Function<UUID, Optional<PythonDefaults>> groups = job -> Optional.empty();

  /** Of jobs that belong to no group, until it is told of groups. */
  public GroupPython(SettingsService config) {
    this.config = config;
  }

  /**
   * Says where it is known what a job's group says.
   *
   * @param source by the job's id; must answer at once, from memory; empty for a job of no group
   */
  public void groups(Function<UUID, Optional<PythonDefaults>> source) {
    groups = Objects.requireNonNull(source, "source");
  }

  @Override
  public Optional<PythonDefaults> defaults(UUID jobId) {
    return groups.apply(jobId);
  }

  @Override
  public boolean condaFallback() {
    return config.get(Settings.CONDA_FALLBACK);
  }
}
