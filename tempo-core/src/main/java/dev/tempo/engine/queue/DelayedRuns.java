package dev.tempo.engine.queue;

import dev.tempo.Run;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Queued runs that wait for so long, by monotonic time, before they come into their queue. Used by
 * the loop's thread alone.
 */
final class DelayedRuns {
  private final TimerQueue deadlines;
  private final Map<UUID, TimerQueue.Key> keys = new HashMap<>();

  DelayedRuns(TimerQueue deadlines) {
    this.deadlines = deadlines;
  }

  /**
   * What was asked for at an instant goes by the wall clock, and its queue knows when; a retry
   * waits for so long, whatever the wall clock says.
   */
  static boolean isDelayed(Turn turn, Run run) {
    return run.attempt() > 1 && run.timeline().notBefore().isAfter(turn.now());
  }

  boolean contains(UUID runId) {
    return keys.containsKey(runId);
  }

  /** Lets a retry wait for what is left of its delay. */
  void add(Turn turn, Run run, BiConsumer<Turn, Run> whenOver) {
    add(turn, run, DurationFormat.nanos(left(turn.now(), run)), whenOver);
  }

  /** Lets a run wait for so long. */
  void add(Turn turn, Run run, long nanos, BiConsumer<Turn, Run> whenOver) {
    keys.put(run.id(), deadlines.at(turn.nanos() + nanos, due -> over(due, run, whenOver)));
  }

  private void over(Turn turn, Run run, BiConsumer<Turn, Run> whenOver) {
    keys.remove(run.id());
    whenOver.accept(turn, run);
  }

  void remove(UUID runId) {
    TimerQueue.Key key = keys.remove(runId);
    if (key != null) {
      deadlines.cancel(key);
    }
  }

  /** Never longer than the whole delay: the clock may have been set back since it was queued. */
  private static Duration left(Instant now, Run run) {
    Instant from = run.queuedAt().isAfter(now) ? run.queuedAt() : now;
    return Duration.between(from, run.timeline().notBefore());
  }
}
