package dev.tempo.schedule;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Streams occurrences, given the step from a millisecond to the next occurrence strictly after it
 * (or {@link Schedule#NO_NEXT}).
 */
final class OccurrenceStream {
  private OccurrenceStream() {}

  /** The first occurrences strictly after a millisecond. */
  static List<Instant> upcoming(long afterMs, int count, LongUnaryOperator next) {
    if (count < 0) {
      throw new InvalidValueException(ValueMessages.OCCURRENCES.of(count));
    }
    List<Instant> found = new ArrayList<>(Math.min(count, 1_000));
    long ms = afterMs;
    while (found.size() < count) {
      ms = next.applyAsLong(ms);
      if (ms == Schedule.NO_NEXT) {
        break;
      }
      found.add(Instant.ofEpochMilli(ms));
    }
    return List.copyOf(found);
  }

  /** The occurrences from one millisecond (inclusive) to another (exclusive), found as needed. */
  static Stream<Instant> between(long fromMs, long toMs, LongUnaryOperator next) {
    return StreamSupport.stream(new Between(fromMs - 1, toMs, next), false);
  }

  private static final class Between extends Spliterators.AbstractSpliterator<Instant> {
    private static final int TRAITS =
        Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;

    private final long toMs;
    private final LongUnaryOperator next;
    private long lastMs;

    Between(long afterMs, long toMs, LongUnaryOperator next) {
      super(Long.MAX_VALUE, TRAITS);
      this.lastMs = afterMs;
      this.toMs = toMs;
      this.next = next;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Instant> action) {
      long ms = lastMs >= toMs ? Schedule.NO_NEXT : next.applyAsLong(lastMs);
      if (ms >= toMs) {
        lastMs = toMs;
        return false;
      }
      lastMs = ms;
      action.accept(Instant.ofEpochMilli(ms));
      return true;
    }
  }
}
