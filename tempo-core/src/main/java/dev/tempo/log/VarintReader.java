package dev.tempo.log;

/** Reads what {@link VarintWriter} wrote. Not thread-safe. */
final class VarintReader {

  private final byte[] bytes;
  private int at;

  VarintReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  int at() {
    return at;
  }

  int get() {
    return bytes[at++] & 0xFF;
  }

  long getVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = get();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalStateException("a number has more than ten bytes");
  }

  long getSigned() {
    long value = getVarint();
    return (value >>> 1) ^ -(value & 1);
  }
}
