package dev.tempo.server.settings;

import dev.tempo.JobPolicy;
import dev.tempo.task.ResourceLimits;
import java.time.Duration;
import java.time.ZoneId;

/** Default values for jobs created through the API. */
public final class JobDefaults {
  private final SettingsService settings;

  /** Over the settings, which are read each time. */
  public JobDefaults(SettingsService settings) {
    this.settings = settings;
  }

  /** Time-out, grace, memory and output; 0 in a setting is no limit. */
  public JobPolicy policy() {
    JobPolicy policy = JobPolicy.DEFAULT;
    Duration grace = Duration.ofSeconds(settings.get(Settings.DEFAULT_GRACE));
    policy = policy.withTermination(policy.termination().withGrace(grace));
    int timeout = settings.get(Settings.DEFAULT_SCRIPT_TIMEOUT);
    if (timeout > 0) {
      policy =
          policy.withTermination(policy.termination().withTimeout(Duration.ofSeconds(timeout)));
    }
    return policy.withLimits(limits());
  }

  private ResourceLimits limits() {
    long memory = settings.get(Settings.DEFAULT_MEMORY_LIMIT);
    ResourceLimits limits =
        memory > 0 ? ResourceLimits.NONE.withMemoryBytes(memory << 20) : ResourceLimits.NONE;
    long output = settings.get(Settings.DEFAULT_OUTPUT_LIMIT);
    return output > 0 ? limits.withOutputBytes(output << 20) : limits;
  }

  /** The zone of triggers that name none. */
  public ZoneId zone() {
    return settings.get(Settings.TIMEZONE);
  }

  /** Which runs somebody is told about, as in the API. */
  public String notifyOn() {
    return settings.get(Settings.DEFAULT_NOTIFY_ON);
  }
}
