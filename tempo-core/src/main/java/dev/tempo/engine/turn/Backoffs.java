package dev.tempo.engine.turn;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets what failed be tried again: after a second, then later and later, but each minute. Used by
 * the loop's thread alone.
 */
public final class Backoffs {
  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_DOUBLINGS = 6;

  private final TimerQueue deadlines;
  private final Map<Object, Waiting> waiting = new HashMap<>();

  /** The deadline is there until it is due. */
  private record Waiting(int failures, Optional<TimerQueue.Key> deadline) {}

  Backoffs(TimerQueue deadlines) {
    this.deadlines = deadlines;
  }

  /** It failed, once more: tries it again later. What waits under the same key is called off. */
  public void later(Turn turn, Object key, Consumer<Turn> again) {
    Waiting before = waiting.get(key);
    int failures = before == null ? 0 : before.failures() + 1;
    if (before != null) {
      before.deadline().ifPresent(deadlines::cancel);
    }
    long wait = Math.min(FIRST_NANOS << Math.min(failures, MOST_DOUBLINGS), 60 * FIRST_NANOS);
    Consumer<Turn> begin =
        due -> {
          waiting.put(key, new Waiting(failures, Optional.empty()));
          again.accept(due);
        };
    waiting.put(key, new Waiting(failures, Optional.of(deadlines.at(turn.nanos() + wait, begin))));
  }

  /** Whether it is to be tried again, but not yet. */
  public boolean isWaiting(Object key) {
    Waiting known = waiting.get(key);
    return known != null && known.deadline().isPresent();
  }

  /** Whether it has failed and not worked since. */
  public boolean isKnown(Object key) {
    return !waiting.isEmpty() && waiting.containsKey(key);
  }

  /** It works, or is not wanted any more. */
  public void over(Object key) {
    if (!waiting.isEmpty()) {
      Waiting before = waiting.remove(key);
      if (before != null) {
        before.deadline().ifPresent(deadlines::cancel);
      }
    }
  }
}
