package dev.tempo.engine.trigger;

import dev.tempo.Job;
import dev.tempo.engine.turn.Backoffs;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after triggers when a wall clock that was ahead is put right. Used by the loop's thread
 * alone.
 *
 * <p>While a clock is ahead, triggers fire by it, and wait afterwards for instants that lie far
 * ahead. After a small step back they wait until the clock has made up for it, so that nothing
 * fires twice; after a large one, of an hour they would be silent for, or of years, they are
 * planned anew from now on, a part of the jobs in each turn. What had its run by the wrong clock
 * does not get another one: for all instants up to the latest that was ever seen, {@link
 * #mayHaveRun} says that the store must be asked.
 */
public final class ClockRepair {
  private static final Logger LOG = LoggerFactory.getLogger(ClockRepair.class);
  private static final int JOBS_PER_TURN = 500;

  private final RetryingStore store;
  private final TriggerPlanner planner;
  private final Duration patience;
  private final Backoffs backoffs;
  private Instant latest = Instant.MIN;
  private Instant seenBefore = Instant.MIN;
  private Optional<String> lastKey = Optional.empty();
  private boolean busy;
  private boolean resting;

  public ClockRepair(
      RetryingStore store, TriggerPlanner planner, Duration patience, Backoffs backoffs) {
    this.backoffs = backoffs;
    this.store = store;
    this.planner = planner;
    this.patience = patience;
  }

  /**
   * The clock of an earlier engine has shown this.
   *
   * @param last the time of what it did last
   * @param ever the latest that it ever showed, as far as is known
   */
  public void hasShown(Instant last, Instant ever) {
    latest = later(latest, last);
    seenBefore = later(seenBefore, ever);
  }

  /** To be asked at the beginning of each turn, before it has decided anything. */
  public void look(Turn turn, Isolation isolation) {
    Instant now = turn.now();
    if (now.isBefore(latest)) {
      seenBefore = later(seenBefore, latest);
      Duration back = Duration.between(now, latest);
      if (back.compareTo(patience) > 0) {
        LOG.warn(
            "The wall clock was set back by {}; triggers are planned anew from {}",
            DurationFormat.inWords(back),
            now);
        latest = now;
        lastKey = Optional.empty();
        busy = true;
      }
    } else {
      latest = now;
    }
    if (isBusy()) {
      isolation.attempt(turn, planning(), next -> planSome(next, isolation));
    }
  }

  private Decision planning() {
    return Decision.of(
        Decision.Subject.of("Planning triggers anew after the clock was set back"),
        (turn, failure) -> {
          resting = true;
          backoffs.later(turn, this, due -> resting = false);
        });
  }

  /** Whether more is to be planned in the next turn. */
  public boolean isBusy() {
    return busy && !resting;
  }

  /**
   * Whether an instant that a schedule names may have been dealt with by a clock that was ahead.
   */
  boolean mayHaveRun(Instant nominal) {
    return !nominal.isAfter(seenBefore);
  }

  private void planSome(Turn turn, Isolation isolation) {
    Optional<String> after = lastKey;
    List<Job> page = store.ask(all -> all.jobs().list(after, JOBS_PER_TURN));
    backoffs.over(this);
    Decision all =
        Decision.of(
            Decision.Subject.of("Planning the triggers of many jobs anew"),
            (next, failure) -> page.forEach(job -> planOne(next, isolation, job)));
    isolation.attempt(turn, all, next -> planner.planAnew(next, page));
    busy = page.size() == JOBS_PER_TURN;
    if (busy) {
      lastKey = Optional.of(page.getLast().key());
    }
  }

  private void planOne(Turn turn, Isolation isolation, Job job) {
    Object key = "plans of job " + job.id();
    Decision one =
        Decision.of(
            Decision.Subject.ofJob("Planning triggers anew", job.id()),
            (next, failure) ->
                backoffs.later(next, key, again -> planLater(again, isolation, job)));
    isolation.attempt(turn, one, next -> planner.planAnew(next, List.of(job)));
  }

  private void planLater(Turn turn, Isolation isolation, Job job) {
    store.ask(all -> all.jobs().find(job.id())).ifPresent(fresh -> planOne(turn, isolation, fresh));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
