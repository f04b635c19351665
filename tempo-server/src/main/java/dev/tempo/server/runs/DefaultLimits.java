package dev.tempo.server.runs;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
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

  /**
   * How a run ended, in a language; where a default of the server's has ended it, with which one.
   *
   * @return empty for a run without an error
   */
  public Optional<String> error(Run run, Translation language) {
    return run.error()
        .map(
            english ->
                setting(run)
                    .map(
                        setting ->
                            language.text(
                                Messages.message(
                                    "api.run.serverDefault",
                                    "reason",
                                    Messages.kept(english),
                                    "setting",
                                    setting.name(),
                                    "variable",
                                    setting.variable())))
                    .orElseGet(() -> language.kept(english)));
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
