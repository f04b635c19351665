package dev.tempo.store.postgres;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The signatures of many chunks, cut the other way: for each bit of a signature there is a row,
 * which has a bit for each chunk. A search needs the rows of a few bits only, so some rows in a row
 * are a slice, which is stored and read as one.
 */
final class SignatureSegment {
  /** How many chunks a segment has. */
  static final int CHUNKS = 1_024;

  private static final int ROW_BYTES = CHUNKS / Byte.SIZE;
  private static final int ROWS_A_SLICE = 256;
  private static final int SLICE_BYTES = ROW_BYTES * ROWS_A_SLICE;

  /** How many slices a segment has. */
  static final int SLICES = ChunkSignature.BITS / ROWS_A_SLICE;

  private final byte[] rows = new byte[ChunkSignature.BITS * ROW_BYTES];

  private SignatureSegment() {}

  /** Makes a segment of signatures, inflated, at most {@link #CHUNKS}. */
  static SignatureSegment of(List<byte[]> signatures) {
    SignatureSegment segment = new SignatureSegment();
    for (int chunk = 0; chunk < signatures.size(); chunk++) {
      segment.add(chunk, signatures.get(chunk));
    }
    return segment;
  }

  private void add(int chunk, byte[] bits) {
    int column = chunk >>> 3;
    byte bit = (byte) (1 << (chunk & 7));
    for (int i = 0; i < bits.length; i++) {
      int left = bits[i] & 0xFF;
      while (left != 0) {
        int bucket = i * Byte.SIZE + Integer.numberOfTrailingZeros(left);
        rows[bucket * ROW_BYTES + column] |= bit;
        left &= left - 1;
      }
    }
  }

  /** Returns the deflated slices in their order. */
  List<byte[]> slices() {
    List<byte[]> slices = new ArrayList<>(SLICES);
    for (int slice = 0; slice < SLICES; slice++) {
      slices.add(Deflated.deflate(rows, slice * SLICE_BYTES, SLICE_BYTES));
    }
    return slices;
  }

  /** Returns the slice that has the row of a bit. */
  static int sliceOf(int bucket) {
    return bucket / ROWS_A_SLICE;
  }

  /** Inflates a slice. */
  static byte[] inflate(byte[] slice) {
    return Deflated.inflate(slice, SLICE_BYTES);
  }

  /** Takes those chunks out of a set of them that do not have a bit. */
  static void retain(byte[] chunks, byte[] slice, int bucket) {
    int row = bucket % ROWS_A_SLICE * ROW_BYTES;
    for (int i = 0; i < ROW_BYTES; i++) {
      chunks[i] &= slice[row + i];
    }
  }

  /** Returns a set of all chunks. */
  static byte[] all() {
    byte[] all = new byte[ROW_BYTES];
    java.util.Arrays.fill(all, (byte) 0xFF);
    return all;
  }

  /** Returns the numbers of chunks as a column has them. */
  static byte[] pack(List<Long> chunks) {
    ByteBuffer packed = ByteBuffer.allocate(chunks.size() * Long.BYTES);
    chunks.forEach(packed::putLong);
    return packed.array();
  }

  /** Returns the numbers of chunks of a column. */
  static long[] unpack(byte[] packed) {
    long[] chunks = new long[packed.length / Long.BYTES];
    ByteBuffer.wrap(packed).asLongBuffer().get(chunks);
    return chunks;
  }
}
