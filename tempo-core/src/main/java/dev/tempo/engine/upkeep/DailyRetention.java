package dev.tempo.engine.upkeep;

import dev.tempo.RetentionPolicy;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Subscription;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retention at a time of day. Looks at the wall clock at least once an hour, since that may be set;
 * and does not believe one that has jumped since the last look before it has looked once more: what
 * a clock deletes that is years ahead for a moment is gone. Its methods belong to the loop's
 * thread, except for {@link #close}.
 */
public final class DailyRetention implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(DailyRetention.class);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final LocalTime at;
  private final ZoneId zone;
  private final Runnable work;
  private Instant due = Instant.MAX;
  private Instant lastNow;
  private long lastNanos;
  private volatile boolean closed;

  /** Retention that is not begun yet; what fails is reported and tried again the next day. */
  public DailyRetention(LocalTime at, ZoneId zone, Runnable work) {
    this.at = at;
    this.zone = zone;
    this.work = work;
  }

  /** What is to be done each day, somewhere else than on the loop. */
  public static Runnable work(Retention retention, RetentionPolicy policy, Executor executor) {
    return () ->
        executor.execute(
            () -> {
              try {
                retention.run(policy);
              } catch (StoreException | LogStorageException e) {
                LOG.warn("Retention failed, and is tried again tomorrow: {}", e.getMessage());
              } catch (RuntimeException e) {
                LOG.error("Retention failed, and is tried again tomorrow", e);
              }
            });
  }

  /** Waits for the next time, by these. */
  public void begin(Turn turn, TimerQueue deadlines) {
    Instant next = nextAfter(turn.now());
    due = next.isBefore(due) ? next : due; // the clock may have been set back
    Duration left = Duration.between(turn.now(), due);
    boolean soon = left.isPositive() && left.compareTo(LONGEST_WAIT) < 0;
    Duration wait = soon ? left : LONGEST_WAIT; // what is due now has not been believed
    lastNow = turn.now();
    lastNanos = turn.nanos();
    deadlines.at(turn.nanos() + DurationFormat.nanos(wait), later -> look(later, deadlines));
  }

  @Override
  public void close() {
    closed = true;
  }

  private void look(Turn turn, TimerQueue deadlines) {
    if (closed) {
      return;
    }
    if (!turn.now().isBefore(due) && !hasJumped(turn)) {
      due = Instant.MAX;
      work.run();
    }
    begin(turn, deadlines);
  }

  private boolean hasJumped(Turn turn) {
    Duration wall = Duration.between(lastNow, turn.now());
    Duration passed = Duration.ofNanos(turn.nanos() - lastNanos);
    return wall.minus(passed).compareTo(LONGEST_WAIT) > 0;
  }

  private Instant nextAfter(Instant now) {
    ZonedDateTime today = now.atZone(zone).with(at);
    Instant next = today.toInstant();
    return next.isAfter(now) ? next : today.plusDays(1).with(at).toInstant();
  }
}
