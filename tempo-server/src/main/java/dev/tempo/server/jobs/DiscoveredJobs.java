package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobDetails.Timestamps;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Stores the jobs of scripts that were discovered, many at a time. Thread-safe. */
public final class DiscoveredJobs {
  private final JobService jobs;
  private final JobKeeper keeper;
  private final TimeSource time;

  DiscoveredJobs(JobService jobs, JobKeeper keeper, TimeSource time) {
    this.jobs = jobs;
    this.keeper = keeper;
    this.time = time;
  }

  /**
   * A job as it is to be.
   *
   * @param id of the job
   * @param key of the job, if there is none of this id yet
   * @param change made of the job as it is; of one with the defaults if it is new
   */
  public record Wanted(UUID id, String key, UnaryOperator<ManagedJob> change) {}

  /**
   * Stores jobs, at once and side by side, so that the database writes them together.
   *
   * @return what they are now, in their order
   */
  public List<ManagedJob> store(List<Wanted> requested) {
    return exclusively(
        () -> {
          List<Step> steps = SideBySide.of(requested, this::step).all();
          Map<UUID, ManagedJob> stored = new HashMap<>();
          keeper
              .storeAll(
                  steps.stream().filter(Step::changes).map(Step::job).toList(), Saving.BY_PROGRAM)
              .forEach(job -> stored.put(job.job().id(), job));
          return steps.stream()
              .map(step -> stored.getOrDefault(step.job().job().id(), step.job()))
              .toList();
        });
  }

  /** Does something while nobody else changes a job. */
  public <T> T exclusively(Supplier<T> work) {
    return jobs.dependencies().folders().exclusively(work);
  }

  /**
   * Stores a job as somebody wants it; its version is another one afterwards, also if nothing of
   * the job itself has changed.
   *
   * @throws ApiException 404 if it is gone
   */
  public ManagedJob change(
      JobIndexEntry entry, Optional<UUID> author, UnaryOperator<ManagedJob> change) {
    return exclusively(
        () -> {
          ManagedJob old = jobs.load(entry);
          ManagedJob changed = complete(old, change.apply(old));
          boolean same = old.job().sameDefinition(changed.job());
          return keeper.store(
              changed.job(),
              keeper.stamped(old, changed, same),
              new Saving(author, Optional.empty(), false));
        });
  }

  /**
   * What becomes of a job.
   *
   * @param job as it is to be, with its stamps
   * @param changes whether it is another one then
   */
  private record Step(ManagedJob job, boolean changes) {}

  private Step step(Wanted requested) {
    Optional<ManagedJob> old =
        jobs.index().find(requested.id()).flatMap(entry -> jobs.views().find(entry));
    ManagedJob before = old.orElseGet(() -> blank(requested));
    ManagedJob changed = complete(before, requested.change().apply(before));
    if (old.isPresent() && onlySecrets(before, changed)) {
      Job saved = keeper.save(changed.job());
      if (saved.version() == before.job().version()) {
        return new Step(before, false); // the file says the secrets that are sealed already
      }
      changed = new ManagedJob(saved, changed.details());
    }
    boolean same = before.job().sameDefinition(changed.job());
    if (old.isEmpty()) {
      Instant now = time.nowMillis();
      JobDetails stamped = changed.details().withStamps(new Timestamps(now, now, 1, 0));
      return new Step(new ManagedJob(changed.job(), stamped), true);
    }
    if (same && before.details().equals(changed.details())) {
      return new Step(before, false);
    }
    return new Step(new ManagedJob(changed.job(), keeper.stamped(before, changed, same)), true);
  }

  /**
   * Whether nothing can have changed but the definition, and that has secrets in it to be sealed.
   */
  private static boolean onlySecrets(ManagedJob before, ManagedJob changed) {
    return before.details().equals(changed.details())
        && changed.job().task().arguments().secret().values().stream()
            .anyMatch(secret -> !secret.isSealed());
  }

  /** With the defaults of its parameters where the script gets them. */
  private static ManagedJob complete(ManagedJob before, ManagedJob changed) {
    ManagedJob retold = new ManagedJob(changed.job(), before.details());
    return JobReader.described(retold, changed.details());
  }

  private ManagedJob blank(Wanted requested) {
    var defaults = jobs.dependencies().beginnings().defaults();
    JobDetails.Notification.On on =
        JobDetails.Notification.On.valueOf(defaults.notifyOn().toUpperCase(Locale.ROOT));
    Job job =
        Job.named(requested.key())
            .id(requested.id())
            .task(Task.shell(""))
            .policy(defaults.policy())
            .zone(defaults.zone())
            .build();
    return new ManagedJob(job, JobDetails.none(time.nowMillis()).telling(on));
  }
}
