package dev.tempo.log;

import java.util.Arrays;

/** Writes bytes and variable-length integers into a growing buffer. Not thread-safe. */
final class VarintWriter {

  private byte[] bytes;
  private int size;

  VarintWriter(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void put(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  void put(VarintWriter other) {
    put(other.bytes, 0, other.size);
  }

  /** Seven bits a byte, the lowest first; negative numbers take ten bytes. */
  void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  /** As {@link #putVarint}, but small negative numbers stay small. */
  void putSigned(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  /** What was gathered; valid until the next change. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int count) {
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, bytes.length * 2));
    }
  }
}
