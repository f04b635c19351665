package dev.tempo.store.postgres;

import dev.tempo.log.LogChunk;
import dev.tempo.store.jdbc.logs.TrigramSet;

/**
 * Which groups of three characters stand in a chunk, each as one of 65,536 bits that it shares with
 * others. A line can contain a text only if its chunk has the bits of all the text's groups; the
 * lines themselves decide. A chunk of 64 KB has some 5,000 groups, so that one text in thirteen
 * seems to stand in it by one group, one in some hundred million by eight.
 */
final class ChunkSignature {
  /** How many bits a signature has. */
  static final int BITS = 1 << 16;

  static final int BYTES = BITS / Byte.SIZE;

  /** More groups of a text make a search read more for next to nothing. */
  private static final int MAX_IN_QUERY = 8;

  private ChunkSignature() {}

  /** Returns the deflated bits of a chunk. */
  static byte[] of(LogChunk chunk) {
    byte[] bits = new byte[BYTES];
    for (int gram : TrigramSet.of(chunk).grams()) {
      int bucket = bucket(gram);
      bits[bucket >>> 3] |= (byte) (1 << (bucket & 7));
    }
    return Deflated.deflate(bits, 0, BYTES);
  }

  static byte[] inflate(byte[] deflated) {
    return Deflated.inflate(deflated, BYTES);
  }

  /** Returns the bits that a chunk must have to contain a text; none if every chunk may. */
  static int[] bucketsOf(String text) {
    TrigramSet grams = TrigramSet.of(text);
    grams.thinOut(MAX_IN_QUERY);
    int[] buckets = grams.grams();
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = bucket(buckets[i]);
    }
    return buckets;
  }

  /** Whether inflated bits have all of these. */
  static boolean hasAll(byte[] bits, int[] buckets) {
    for (int bucket : buckets) {
      if ((bits[bucket >>> 3] & 1 << (bucket & 7)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int bucket(int gram) {
    return gram & BITS - 1;
  }
}
