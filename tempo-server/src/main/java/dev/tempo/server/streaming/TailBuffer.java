package dev.tempo.server.streaming;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.streaming.LogSocketMessages.GapMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one client that follows many runs has not read yet. Whoever adds never waits: when there is
 * too much the oldest lines go, and the client is told which of which run. Thread-safe.
 */
final class TailBuffer {
  private static final int MOST_LINES = 4_000;
  private static final int MOST_CHARACTERS = 1_000_000;
  private static final int MOST_MESSAGES = 1_000;

  /** A line, or with number 0 what is told of a run besides. */
  private record Entry(UUID runId, long number, String json) {}

  private record Gap(long from, long to) {
    Gap with(long number) {
      return new Gap(Math.min(from, number), Math.max(to, number));
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Entry> lines = new ArrayDeque<>();
  private final Map<UUID, Gap> gaps = new LinkedHashMap<>();
  private int messages;
  private long characters;

  /** Adds a line of a run. */
  void line(UUID runId, long number, String json) {
    add(new Entry(runId, number, json));
  }

  /** Adds what is told of a run besides its lines. */
  void message(UUID runId, ApiResponse message) {
    add(new Entry(runId, 0, Json.text(message)));
  }

  /** Lines of a run that were passed over. */
  void gap(UUID runId, long from, long to) {
    lock.lock();
    try {
      gaps.merge(runId, new Gap(from, to), (one, other) -> one.with(from).with(to));
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  private void add(Entry entry) {
    lock.lock();
    try {
      lines.addLast(entry);
      characters += entry.json().length();
      messages += entry.number() == 0 ? 1 : 0;
      while (lines.size() - messages > MOST_LINES || characters > MOST_CHARACTERS && hasLines()) {
        dropOldest();
      }
      while (messages > MOST_MESSAGES) {
        dropMessage();
      }
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasLines() {
    return lines.size() > messages;
  }

  /** How runs begin and end is kept as long as that is possible. */
  private void dropOldest() {
    List<Entry> kept = new ArrayList<>();
    Entry oldest = lines.removeFirst();
    while (oldest.number() == 0) {
      kept.add(oldest);
      oldest = lines.removeFirst();
    }
    kept.reversed().forEach(lines::addFirst);
    characters -= oldest.json().length();
    long number = oldest.number();
    gaps.merge(oldest.runId(), new Gap(number, number), (gap, one) -> gap.with(number));
  }

  private void dropMessage() {
    Entry message = lines.stream().filter(entry -> entry.number() == 0).findFirst().orElseThrow();
    lines.remove(message);
    messages--;
    characters -= message.json().length();
  }

  /**
   * The next frame, an array of messages; empty if nothing comes within the wait.
   *
   * @param limit how many characters it should have
   */
  String take(Duration wait, int limit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (lines.isEmpty() && gaps.isEmpty() && left > 0) {
        left = filled.awaitNanos(left);
      }
      StringBuilder frame = new StringBuilder();
      gaps.forEach((runId, gap) -> append(frame, Json.text(gap(runId, gap))));
      gaps.clear();
      while (!lines.isEmpty() && frame.length() < limit) {
        Entry next = lines.removeFirst();
        characters -= next.json().length();
        messages -= next.number() == 0 ? 1 : 0;
        append(frame, next.json());
      }
      return frame.isEmpty() ? "" : frame.append(']').toString();
    } finally {
      lock.unlock();
    }
  }

  private static void append(StringBuilder frame, String json) {
    frame.append(frame.isEmpty() ? '[' : ',').append(json);
  }

  private static GapMessage gap(UUID runId, Gap gap) {
    return new GapMessage("gap", Optional.of(runId), gap.from(), gap.to());
  }
}
