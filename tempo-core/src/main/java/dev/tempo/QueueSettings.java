package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.Optional;

/**
 * A queue, whose runs start first come, first served among those of the same priority.
 *
 * @param name the queue's name
 * @param limit how many runs may run at once
 * @param threads what Java handlers run on
 * @param rate how many runs may start within a time; empty for as many as there are places for
 */
public record QueueSettings(String name, int limit, Threads threads, Optional<QueueRate> rate) {

  /** What Java handlers run on. */
  public enum Threads {
    /** Virtual threads: right for handlers that wait. */
    VIRTUAL,
    /** Platform threads: right for handlers that compute, which would starve the others. */
    PLATFORM
  }

  /**
   * A queue without a rate.
   *
   * @throws IllegalArgumentException if the limit is less than 1, or the name is blank, or contains
   *     NUL or half of a surrogate pair
   */
  public QueueSettings(String name, int limit, Threads threads) {
    this(name, limit, threads, Optional.empty());
  }

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if the limit is less than 1, or the name is blank, or contains
   *     NUL or half of a surrogate pair
   */
  public QueueSettings {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(threads, "threads");
    Objects.requireNonNull(rate, "rate");
    if (name.isBlank()) {
      throw new InvalidValueException(ValueMessages.BLANK_QUEUE.of());
    }
    StoredText.checked("A queue's name", name);
    if (limit < 1) {
      throw new InvalidValueException(ValueMessages.QUEUE_LIMIT.of(name, limit));
    }
  }

  /** Returns a copy with a rate. */
  public QueueSettings withRate(QueueRate rate) {
    Objects.requireNonNull(rate, "rate");
    return new QueueSettings(name, limit, threads, Optional.of(rate));
  }
}
