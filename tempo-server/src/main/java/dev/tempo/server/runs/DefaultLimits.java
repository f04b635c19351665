package dev.tempo.server.runs;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import java.util.Locale;
import java.util.Optional;

/**
 * Names the server's setting, too, where a run was ended by a limit that nobody gave its job. A job
 * keeps no note of where its limits come from: one that is as the setting has it counts as the
 * setting's, as long as the job is as it was when the run was queued. Thread-safe.
 */
public final class DefaultLimits {
  private final Tempo tempo;
  private final JobDefaults defaults;

  /** Over jobs, and what new ones get. */
  public DefaultLimits(Tempo tempo, JobDefaults defaults) {
    this.tempo = tempo;
    this.defaults = defaults;
  }

  /** The run; where a default has ended it, with an error that says which. */
  public Run told(Run run) {
    return setting(run)
        .map(
            setting -> {
              RunResult result = run.result();
              String advice =
                  String.format(
                      Locale.ROOT,
                      "; this is the server's default for new jobs, %s (%s)",
                      setting.name(),
                      setting.variable());
              RunResult more =
                  new RunResult(
                      result.exitCode(),
                      result.signal(),
                      result.error().map(error -> error + advice),
                      result.usage(),
                      result.processesEnded());
              return new Run(run.id(), run.job(), run.request(), run.timeline(), more);
            })
        .orElse(run);
  }

  private Optional<Setting<?>> setting(Run run) {
    Optional<Limit> limit = limit(run);
    return limit
        .flatMap(any -> tempo.findJob(run.jobId()))
        .filter(job -> job.version() == run.job().version())
        .filter(job -> limit.get().isDefault(job, defaults.policy()))
        .map(job -> limit.get().setting);
  }

  private static Optional<Limit> limit(Run run) {
    if (run.status() == RunStatus.TIMEOUT) {
      return Optional.of(Limit.TIMEOUT);
    }
    String error = run.error().filter(text -> run.status() == RunStatus.FAILURE).orElse("");
    if (error.endsWith("raise limits.memoryBytes")) {
      return Optional.of(Limit.MEMORY);
    }
    return error.endsWith("raise limits.outputBytes")
        ? Optional.of(Limit.OUTPUT)
        : Optional.empty();
  }

  /** What a setting gives to new jobs, and a run can break. */
  private enum Limit {
    TIMEOUT(Settings.DEFAULT_SCRIPT_TIMEOUT) {
      @Override
      Object of(JobPolicy policy) {
        return policy.termination().timeout();
      }
    },
    MEMORY(Settings.DEFAULT_MEMORY_LIMIT) {
      @Override
      Object of(JobPolicy policy) {
        return policy.limits().memoryBytes();
      }
    },
    OUTPUT(Settings.DEFAULT_OUTPUT_LIMIT) {
      @Override
      Object of(JobPolicy policy) {
        return policy.limits().outputBytes();
      }
    };

    private final Setting<?> setting;

    Limit(Setting<?> setting) {
      this.setting = setting;
    }

    abstract Object of(JobPolicy policy);

    boolean isDefault(Job job, JobPolicy policy) {
      return of(job.policy()).equals(of(policy));
    }
  }
}
