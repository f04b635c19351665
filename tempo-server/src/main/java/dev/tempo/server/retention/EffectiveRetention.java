package dev.tempo.server.retention;

import dev.tempo.RetentionPolicy;
import dev.tempo.Run;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Resolves how long a run is kept: by its job, else its user, else the role of its user. The user
 * is who started it, or the job's owner if nobody did. Roles are those of the moment at which a
 * sweep first asks for them; make a new one for each sweep. Thread-safe.
 */
final class EffectiveRetention implements RetentionPolicy {
  private final SettingsService settings;
  private final RetentionOverrides overrides;
  private final JobIndex jobs;
  private final UserStore users;
  private final ConcurrentMap<UUID, Duration> ages = new ConcurrentHashMap<>();

  EffectiveRetention(
      SettingsService settings, RetentionOverrides overrides, JobIndex jobs, UserStore users) {
    this.settings = settings;
    this.overrides = overrides;
    this.jobs = jobs;
    this.users = users;
  }

  @Override
  public Duration ageOf(Run run) {
    var ofJob = overrides.ofJob(run.jobId()).map(RetentionOverrides.OfJob::days);
    if (ofJob.isPresent() && ofJob.get().isPresent()) {
      return Duration.ofDays(ofJob.get().getAsInt());
    }
    return whose(run)
        .map(user -> ages.computeIfAbsent(user, this::ageOfUser))
        .orElseGet(() -> days(Settings.LOG_RETENTION_DAYS));
  }

  @Override
  public int newestOf(UUID jobId) {
    int forAll = settings.get(Settings.RETENTION_RUNS_PER_JOB);
    return overrides.ofJob(jobId).map(job -> job.newest().orElse(forAll)).orElse(forAll);
  }

  private Optional<UUID> whose(Run run) {
    Optional<String> starter = run.request().origin().startedBy();
    return starter.isPresent()
        ? starter.flatMap(EffectiveRetention::account)
        : jobs.find(run.jobId()).flatMap(job -> job.details().ownership().ownerId());
  }

  /** A program may say what it wants about who started a run. */
  private static Optional<UUID> account(String starter) {
    try {
      return Optional.of(UUID.fromString(starter));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The least age of any run that an account starts. */
  Duration shortestOf(UUID userId) {
    Duration usual = ageOfUser(userId);
    return overrides.jobs().values().stream()
        .flatMap(job -> job.days().stream().boxed())
        .map(Duration::ofDays)
        .filter(days -> days.compareTo(usual) < 0)
        .min(Comparator.naturalOrder())
        .orElse(usual);
  }

  Duration ageOfUser(UUID userId) {
    Integer days = overrides.users().get(userId);
    if (days != null) {
      return Duration.ofDays(days);
    }
    Optional<Role> role = users.find(userId).map(User::account).map(User.Account::role);
    return days(role.map(EffectiveRetention::setting).orElse(Settings.LOG_RETENTION_DAYS));
  }

  static Setting<Integer> setting(Role role) {
    return switch (role) {
      case VIEWER -> Settings.RETENTION_VIEWER_DAYS;
      case OPERATOR -> Settings.RETENTION_OPERATOR_DAYS;
      case DEVELOPER -> Settings.RETENTION_DEVELOPER_DAYS;
      case ADMIN -> Settings.RETENTION_ADMIN_DAYS;
    };
  }

  private Duration days(Setting<Integer> setting) {
    return Duration.ofDays(settings.get(setting));
  }
}
