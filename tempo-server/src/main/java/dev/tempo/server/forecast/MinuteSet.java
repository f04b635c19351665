package dev.tempo.server.forecast;

import java.util.Arrays;

/**
 * Minutes of a span, a bit each, so that those of a whole day are added and counted 64 at a time.
 * For one thread.
 */
final class MinuteSet {
  private static final int WORD = 64;
  private static final int SHIFT = 6;

  private final long[] words;
  private final int length;

  /** None of so many minutes. */
  MinuteSet(int length) {
    this.words = new long[(length + WORD - 1) / WORD + 1]; // one more, which stays empty
    this.length = length;
  }

  void add(int minute) {
    words[minute >> SHIFT] |= 1L << minute;
  }

  /** Adds a stretch; the end is exclusive, and may be beyond the span. */
  void add(int from, int until) {
    int end = Math.min(until, length);
    if (from >= end) {
      return;
    }
    int first = from >> SHIFT;
    int last = end - 1 >> SHIFT;
    long head = -1L << from;
    long tail = -1L >>> -end;
    if (first == last) {
      words[first] |= head & tail;
    } else {
      words[first] |= head;
      Arrays.fill(words, first + 1, last, -1L);
      words[last] |= tail;
    }
  }

  /** Adds all of another set, later by so many minutes, of which none may be outside the span. */
  void addAll(MinuteSet other, int offset) {
    int by = offset & WORD - 1;
    int at = offset >> SHIFT;
    for (long word : other.words) {
      if (word != 0) {
        words[at] |= word << by;
        if (by != 0 && word >>> WORD - by != 0) {
          words[at + 1] |= word >>> WORD - by;
        }
      }
      at++;
    }
  }

  /** The first minute from one on that is in it; negative if there is none. */
  int next(int from) {
    return from >= length ? -1 : scan(from, 0L);
  }

  /** The first minute from one on that is not in it; at most the length. */
  int nextFree(int from) {
    int found = from >= length ? -1 : scan(from, -1L);
    return found < 0 || found > length ? length : found;
  }

  /** The first bit that is another one than those of a word of equal bits. */
  private int scan(int from, long equal) {
    int at = from >> SHIFT;
    long word = (words[at] ^ equal) & -1L << from;
    while (word == 0) {
      if (++at == words.length) {
        return -1;
      }
      word = words[at] ^ equal;
    }
    return at * WORD + Long.numberOfTrailingZeros(word);
  }

  /** How many minutes of a stretch are in it; the end is exclusive. */
  int count(int from, int until) {
    int begin = Math.max(from, 0);
    int end = Math.min(until, length);
    if (begin >= end) {
      return 0;
    }
    int first = begin >> SHIFT;
    int last = end - 1 >> SHIFT;
    long head = -1L << begin;
    long tail = -1L >>> -end;
    if (first == last) {
      return Long.bitCount(words[first] & head & tail);
    }
    int count = Long.bitCount(words[first] & head) + Long.bitCount(words[last] & tail);
    for (int at = first + 1; at < last; at++) {
      count += Long.bitCount(words[at]);
    }
    return count;
  }

  /**
   * Counts one more in each of its minutes.
   *
   * @param counts by the minute
   * @param changes by how much there are more from a minute on, for stretches without a gap
   */
  void countIn(int[] counts, int[] changes) {
    for (int at = 0; at < words.length; at++) {
      long word = words[at];
      if (word == -1L) {
        changes[at * WORD]++;
        changes[Math.min(at * WORD + WORD, length)]--;
        continue;
      }
      while (word != 0) {
        counts[at * WORD + Long.numberOfTrailingZeros(word)]++;
        word &= word - 1;
      }
    }
  }
}
