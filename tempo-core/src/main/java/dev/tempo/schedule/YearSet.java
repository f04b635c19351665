package dev.tempo.schedule;

/** An immutable set of the years 1970 to 2199, counted from 1970 (year 0). */
final class YearSet {
  static final YearSet ALL = range(0, GregorianTables.YEARS - 1, 1);

  private final long[] words;

  private YearSet(long[] words) {
    this.words = words;
  }

  /** Every step-th year from first to last, both included. */
  static YearSet range(int first, int last, int step) {
    long[] words = new long[4];
    for (int year = first; year <= last; year += step) {
      words[year >> 6] |= 1L << year;
    }
    return new YearSet(words);
  }

  YearSet union(YearSet other) {
    long[] union = words.clone();
    for (int i = 0; i < union.length; i++) {
      union[i] |= other.words[i];
    }
    return new YearSet(union);
  }

  boolean contains(int year) {
    return (words[year >> 6] >>> year & 1) != 0;
  }

  boolean isAll() {
    return next(0) == 0 && size() == GregorianTables.YEARS;
  }

  int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** The first year at or after the given one, which is at least 0; or -1. */
  int next(int year) {
    if (year >= GregorianTables.YEARS) {
      return -1;
    }
    int index = year >> 6;
    long word = words[index] & -1L << year;
    while (word == 0) {
      if (++index == words.length) {
        return -1;
      }
      word = words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /** The last year at or before the given one, which is less than 230; or -1. */
  int previous(int year) {
    if (year < 0) {
      return -1;
    }
    int index = year >> 6;
    long word = words[index] & ~(-2L << year);
    while (word == 0) {
      if (--index < 0) {
        return -1;
      }
      word = words[index];
    }
    return (index << 6) + 63 - Long.numberOfLeadingZeros(word);
  }
}
