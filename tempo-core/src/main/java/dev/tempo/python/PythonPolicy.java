package dev.tempo.python;

import java.util.Optional;
import java.util.UUID;

/**
 * What a host says of the Python of jobs, beyond what they say themselves; see {@link
 * PythonService#policy(PythonPolicy)}. Asked anew for each run, by any thread, and so must answer
 * at once.
 */
public interface PythonPolicy {
  /** Jobs decide alone, and what they name must be there. */
  PythonPolicy NONE = new PythonPolicy() {};

  /**
   * What a job's group says.
   *
   * @return empty for a job that belongs to none: then no conda environment is used that it does
   *     not name
   */
  default Optional<PythonDefaults> defaults(UUID jobId) {
    return Optional.empty();
  }

  /**
   * Whether a run goes on with what comes next if a conda environment that it should use is gone.
   * If not, it fails.
   */
  default boolean condaFallback() {
    return false;
  }
}
