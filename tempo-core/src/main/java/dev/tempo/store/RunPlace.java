package dev.tempo.store;

import dev.tempo.Run;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;

/**
 * Where a <em>ranked</em> run stands among the queued runs of its queue that have its priority.
 *
 * <p>A queued run is ranked if it has a priority other than 0, or was asked for at a later instant.
 * All others are <em>ordinary</em>: they stand in the order of their ids, and cost nothing of what
 * ranked ones do.
 *
 * <p>The queue starts the run of the least {@linkplain #rank rank} of all that may start: the
 * instant from which a run may start, less a minute for each step of its priority. The rank of a
 * run never changes, so it can be compared at any time, and no run waits for ever: one of the
 * highest priority that comes 20 minutes after one of the lowest comes behind it.
 *
 * @param from the instant before which the run must not start
 * @param runId the run, which decides where two may start from the same instant
 */
public record RunPlace(Instant from, UUID runId) implements Comparable<RunPlace> {
  /** Before all places. */
  public static final RunPlace FIRST = new RunPlace(TimeBounds.MIN_INSTANT, new UUID(0, 0));

  /** What a step of priority is worth. */
  public static final Duration STEP = Duration.ofMinutes(1);

  private static final Comparator<RunPlace> ORDER =
      Comparator.comparing(RunPlace::from).thenComparing(RunPlace::runId);
  private static final UUID LAST_ID = new UUID(Long.MAX_VALUE, Long.MAX_VALUE);
  private static final int MILLIS_SHIFT = 16;

  /** Checks that nothing is null, and cuts the instant to whole milliseconds. */
  public RunPlace {
    from = TimeBounds.millis(Objects.requireNonNull(from, "from"));
    Objects.requireNonNull(runId, "runId");
  }

  /** Whether a run, once it is queued, stands by a place rather than by its id. */
  public static boolean isRanked(Run run) {
    Objects.requireNonNull(run, "run");
    return run.request().attributes().priority() != 0
        || run.attempt() == 1 && run.timeline().notBefore().isAfter(run.queuedAt());
  }

  /** The place of a ranked run. */
  public static RunPlace of(Run run) {
    Objects.requireNonNull(run, "run");
    return new RunPlace(run.timeline().notBefore(), run.id());
  }

  /** Behind all places whose runs may start at an instant. */
  public static RunPlace behind(Instant from) {
    return new RunPlace(from, LAST_ID);
  }

  /** By which all runs of a queue are compared, in milliseconds; ties are broken by their ids. */
  public static long rank(Run run) {
    return isRanked(run)
        ? rank(run.timeline().notBefore(), run.request().attributes().priority())
        : run.id().getMostSignificantBits() >>> MILLIS_SHIFT;
  }

  /** The rank of a ranked run that may start at an instant. */
  public static long rank(Instant from, int priority) {
    Objects.requireNonNull(from, "from");
    return from.toEpochMilli() - priority * STEP.toMillis();
  }

  @Override
  public int compareTo(RunPlace other) {
    return ORDER.compare(this, other);
  }
}
