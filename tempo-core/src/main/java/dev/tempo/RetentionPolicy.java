package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;

/**
 * How long runs are kept, with their logs and samples: a run that has ended is deleted when it is
 * older than its age, or when its job has so many newer ones. Runs that have not ended are always
 * kept.
 *
 * <p>Skipped runs do not count as newer ones. They are deleted by their age, and with the runs
 * among which they lie.
 *
 * {@snippet file="dev/tempo/snippets/PolicySnippetsTest.java" region="retention"}
 *
 * <p>Implementations may be called by any thread, and are asked about every run.
 */
@FunctionalInterface
public interface RetentionPolicy {

  /** How many of the newest runs of a job are kept unless told otherwise. */
  int DEFAULT_NEWEST = 100;

  /** How long a run is kept unless told otherwise. */
  Duration DEFAULT_AGE = Duration.ofDays(30);

  /** 30 days, and the newest 100 of each job. */
  RetentionPolicy DEFAULT = of(DEFAULT_AGE, DEFAULT_NEWEST);

  /**
   * How long a run is kept after its end, for example by who started it.
   *
   * @return not null; {@link Duration#ZERO} for not at all
   */
  Duration ageOf(Run run);

  /**
   * How many of the newest runs of a job are kept; {@value #DEFAULT_NEWEST} unless told otherwise.
   * Asked once for each job each time.
   *
   * @return {@link Integer#MAX_VALUE} for all
   */
  default int newestOf(UUID jobId) {
    return DEFAULT_NEWEST;
  }

  /**
   * The same for all runs and jobs.
   *
   * @throws IllegalArgumentException if the age is neither zero nor from 1 ms to 36,525 days in
   *     whole milliseconds, or the number is negative
   */
  static RetentionPolicy of(Duration age, int newest) {
    OfJob same = new OfJob(Optional.of(Objects.requireNonNull(age, "age")), OptionalInt.of(newest));
    return new RetentionPolicy() {
      @Override
      public Duration ageOf(Run run) {
        return same.age().orElseThrow();
      }

      @Override
      public int newestOf(UUID jobId) {
        return same.newest().orElseThrow();
      }
    };
  }

  /**
   * This policy, but what a job's own settings say wins.
   *
   * @param settings the settings of a job; empty for none
   */
  default RetentionPolicy withJobs(Function<UUID, Optional<OfJob>> settings) {
    Objects.requireNonNull(settings, "settings");
    RetentionPolicy others = this;
    return new RetentionPolicy() {
      @Override
      public Duration ageOf(Run run) {
        return settings.apply(run.jobId()).flatMap(OfJob::age).orElseGet(() -> others.ageOf(run));
      }

      @Override
      public int newestOf(UUID jobId) {
        return settings
            .apply(jobId)
            .map(OfJob::newest)
            .orElseGet(OptionalInt::empty)
            .orElseGet(() -> others.newestOf(jobId));
      }
    };
  }

  /**
   * A job's own settings.
   *
   * @param age how long its runs are kept; empty for what holds for others
   * @param newest how many of its newest runs are kept; empty for what holds for others
   */
  record OfJob(Optional<Duration> age, OptionalInt newest) {

    /**
     * Checks both.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if the age is neither zero nor from 1 ms to 36,525 days in
     *     whole milliseconds, or the number is negative
     */
    public OfJob {
      Objects.requireNonNull(age, "age");
      Objects.requireNonNull(newest, "newest");
      age.ifPresent(given -> TimeBounds.duration("retention.age", given));
      if (newest.orElse(0) < 0) {
        throw new InvalidValueException(
            ValueMessages.NEGATIVE.of("retention.newest", newest.getAsInt()));
      }
    }
  }
}
