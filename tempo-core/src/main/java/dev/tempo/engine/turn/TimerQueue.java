package dev.tempo.engine.turn;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Schedules actions at monotonic instants: retries, time-outs, the end of a grace. Used by the
 * loop's thread alone.
 */
public final class TimerQueue {
  private static final Decision.Subject WAITED =
      Decision.Subject.of("What was to happen at a time");
  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private final TreeMap<Key, Consumer<Turn>> actions = new TreeMap<>();
  private final Backoffs backoffs = new Backoffs(this);
  private long sequence;

  /** A deadline that can be called off. Compared by difference, since monotonic time may wrap. */
  public record Key(long nanos, long sequence) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = Long.compare(nanos - other.nanos, 0);
      return order != 0 ? order : Long.compare(sequence, other.sequence);
    }
  }

  public Key at(long nanos, Consumer<Turn> action) {
    Key key = new Key(nanos, sequence++);
    actions.put(key, action);
    return key;
  }

  /** Lets what failed be tried again. */
  public Backoffs backoffs() {
    return backoffs;
  }

  public void cancel(Key key) {
    actions.remove(key);
  }

  /** Takes the first of what is due. */
  public Optional<Consumer<Turn>> pollDue(long now) {
    boolean due = !actions.isEmpty() && actions.firstKey().nanos() - now <= 0;
    return due ? Optional.of(actions.pollFirstEntry().getValue()) : Optional.empty();
  }

  /** Does all that is due; what fails is tried again a minute later. */
  public void run(Turn turn, Isolation isolation) {
    for (Optional<Consumer<Turn>> due = pollDue(turn.nanos());
        due.isPresent();
        due = pollDue(turn.nanos())) {
      Consumer<Turn> action = due.get();
      Decision decision =
          Decision.of(WAITED, (later, failure) -> at(later.nanos() + AGAIN_NANOS, action));
      isolation.attempt(turn, decision, action::accept);
    }
  }

  /** Nanoseconds until the next one; at most {@code limit}. */
  public long nanosLeft(long now, long limit) {
    return actions.isEmpty() ? limit : Math.clamp(actions.firstKey().nanos() - now, 0, limit);
  }
}
