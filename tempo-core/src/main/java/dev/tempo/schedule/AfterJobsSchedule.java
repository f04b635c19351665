package dev.tempo.schedule;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * Fires after runs of other jobs have ended for good, and not by the clock: after each of one job,
 * and of several jobs once all of them have ended since it fired last, or after each end of any of
 * them. A run that is tried again has not ended for good; one that was skipped has not run at all.
 *
 * @param jobs the ids of the jobs, each once, at least one; in the order in which they were given
 * @param condition how they must have ended
 * @param any whether each end of any of several jobs is enough; otherwise all must have ended
 */
public record AfterJobsSchedule(List<UUID> jobs, FollowCondition condition, boolean any)
    implements Schedule {
  private static final int MAX_JOBS = 100;

  /**
   * Checks the jobs.
   *
   * @throws IllegalArgumentException if there is none, or more than 100
   */
  public AfterJobsSchedule {
    Objects.requireNonNull(condition, "condition");
    jobs = Objects.requireNonNull(jobs, "jobs").stream().distinct().toList();
    if (jobs.isEmpty() || jobs.size() > MAX_JOBS) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of("jobs.size", 1, MAX_JOBS, jobs.size()));
    }
  }

  /**
   * Fires once all of the jobs have ended.
   *
   * @throws IllegalArgumentException if there is none, or more than 100
   */
  public AfterJobsSchedule(List<UUID> jobs, FollowCondition condition) {
    this(jobs, condition, false);
  }

  /** Whether it waits until each of several jobs has ended. */
  public boolean waitsForSeveral() {
    return !any && jobs.size() > 1;
  }

  /** Returns {@link #NO_NEXT}. */
  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    return NO_NEXT;
  }

  /** Returns {@link #NO_PREVIOUS}. */
  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    return NO_PREVIOUS;
  }

  /** Says how many jobs it follows, since only their ids are known here. */
  @Override
  public String describe(Locale locale) {
    Objects.requireNonNull(locale, "locale");
    return ScheduleDescriber.afterJobs(this, locale);
  }

  /** Returns true. */
  @Override
  public boolean followsJobs() {
    return true;
  }
}
