package dev.tempo.engine.queue;

import dev.tempo.QueueRate;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.store.QueueState.PermitUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what a queue has started within the span of its rate. Used by the loop's thread alone.
 *
 * <p>Starts are counted together in parts of a 64th of the span, which is little to keep and to
 * store however many permits there are. A part counts as taken at its end, so that there are never
 * more starts within a span than there are permits. Time is monotonic; only what is stored is by
 * the wall clock, and after a restart counts as taken no later than now.
 */
final class RateWindow {
  private static final int PARTS = 64;

  private final QueueRate rate;
  private final long perNanos;
  private final long partNanos;
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private int used;
  private boolean changed;

  private record Part(long endNanos, int count) {}

  RateWindow(QueueRate rate) {
    this.rate = rate;
    this.perNanos = DurationFormat.nanos(rate.per());
    this.partNanos = Math.max(Duration.ofMillis(1).toNanos(), perNanos / PARTS);
  }

  QueueRate rate() {
    return rate;
  }

  /** Another rate, for which what was taken counts, too. */
  RateWindow withRate(QueueRate rate) {
    if (rate.equals(this.rate)) {
      return this;
    }
    RateWindow window = new RateWindow(rate);
    window.parts.addAll(parts);
    window.used = used;
    return window;
  }

  /** Takes up what is stored. */
  void restore(List<PermitUse> uses, Instant now, long nanos) {
    for (PermitUse use : uses) {
      long age = DurationFormat.nanos(Duration.between(use.at(), now));
      if (age < perNanos) {
        parts.add(new Part(nanos - Math.max(0, age), use.count()));
        used += use.count();
      }
    }
  }

  boolean isOpen(long nanos) {
    while (!parts.isEmpty() && opensAt() - nanos <= 0) {
      used -= parts.removeFirst().count();
    }
    return used < rate.permits();
  }

  /** When permits come back; only while some are taken. */
  long opensAt() {
    return parts.getFirst().endNanos() + perNanos;
  }

  void take(long nanos) {
    Part last = parts.peekLast();
    changed = true;
    used++;
    if (last != null && nanos - last.endNanos() <= 0) {
      parts.removeLast();
      parts.add(new Part(last.endNanos(), last.count() + 1));
    } else {
      parts.add(new Part(nanos + partNanos, 1));
    }
  }

  /** Whether permits were taken that are not stored. */
  boolean isChanged() {
    return changed;
  }

  /** What is taken is to be stored. */
  void change() {
    changed = true;
  }

  /** What is taken, by the wall clock, to be stored. */
  List<PermitUse> uses(Instant now, long nanos) {
    changed = false;
    List<PermitUse> uses = new ArrayList<>();
    for (Part part : parts) {
      uses.add(new PermitUse(now.plusNanos(part.endNanos() - nanos), part.count()));
    }
    return uses;
  }
}
