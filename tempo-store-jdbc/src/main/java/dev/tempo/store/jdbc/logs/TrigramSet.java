package dev.tempo.store.jdbc.logs;

import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.store.CaseFolding;
import java.util.Arrays;

/**
 * The distinct groups of three characters in a row that stand in lines, each as a hash of {@value
 * #BITS} bits.
 *
 * <p>A line can contain a text only if its chunk has all the text's groups; so an index of them
 * narrows a search to a few chunks, and the lines themselves decide. Case is folded, so that one
 * index serves searches that heed case and those that ignore it. Two groups that share a hash can
 * only make a search look into a chunk in vain. Not thread-safe.
 */
public final class TrigramSet {
  /** How many bits a hash has. */
  public static final int BITS = 25;

  private static final int LENGTH = 3;

  /** Grams plus one, so that 0 is free; open addressing. */
  private int[] seen = new int[1 << 14];

  /** The distinct grams in order of their coming. */
  private int[] grams = new int[1 << 12];

  private int count;

  private TrigramSet() {}

  /** Returns the groups of all lines of a chunk. */
  public static TrigramSet of(LogChunk chunk) {
    return of(chunk, Integer.MAX_VALUE);
  }

  /**
   * Returns the groups of a chunk's lines, up to the one with which there are more than a limit.
   */
  public static TrigramSet of(LogChunk chunk, int limit) {
    TrigramSet found = new TrigramSet();
    for (LogLine line : chunk.lines()) {
      found.addAll(CaseFolding.foldedChars(line.text()));
      if (found.count > limit) {
        break;
      }
    }
    return found;
  }

  /** Returns the groups of a text. */
  public static TrigramSet of(String text) {
    TrigramSet found = new TrigramSet();
    found.addAll(CaseFolding.foldedChars(text));
    return found;
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }

  /** Returns their hashes, each once. */
  public int[] grams() {
    return Arrays.copyOf(grams, count);
  }

  /** Keeps so many of them at most, evenly spread. */
  public void thinOut(int limit) {
    int kept = Math.min(count, limit);
    for (int i = 0; i < kept; i++) {
      grams[i] = grams[(int) ((long) i * count / kept)];
    }
    count = kept;
  }

  private void addAll(char[] folded) {
    long last = 0;
    int inARow = 0;
    for (char c : folded) {
      last = next(last, c);
      inARow = isIndexed(c) ? inARow + 1 : 0;
      if (inARow >= LENGTH) {
        add(hash(last));
      }
    }
  }

  private static boolean isIndexed(char c) {
    return c >= ' ' && c < 0x7F || c >= 0xA0 && c != 0xFFFD || c == '\t';
  }

  /** The last three characters, one further on. */
  private static long next(long last, char c) {
    return (last << 16 | c) & 0xFFFF_FFFF_FFFFL;
  }

  private static int hash(long three) {
    return (int) (three * 0x9E3779B97F4A7C15L >>> 64 - BITS);
  }

  private void add(int gram) {
    int[] table = seen;
    int mask = table.length - 1;
    int slot = gram & mask;
    while (table[slot] != 0) {
      if (table[slot] == gram + 1) {
        return;
      }
      slot = slot + 1 & mask;
    }
    table[slot] = gram + 1;
    keep(gram);
  }

  private void keep(int gram) {
    if (count == grams.length) {
      grams = Arrays.copyOf(grams, count * 2);
    }
    grams[count++] = gram;
    if (count > seen.length / 2) {
      seen = new int[seen.length * 2];
      int[] again = Arrays.copyOf(grams, count);
      count = 0;
      for (int each : again) {
        add(each);
      }
    }
  }
}
