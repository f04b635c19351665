package dev.tempo.faults.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes that once were in order: some are others, missing, twice there, or say other lengths. */
final class ByteGenerator {
  private static final int[] EXTREMES = {
    0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, -1
  };
  private static final String[] NAMES = {"../x", "/etc/x", "a/../", "..\\x", "C:\\x", "\0x", "./."};
  private static final int MOST_CUT = 64;

  private final SplittableRandom random;
  private final byte[] seed;

  ByteGenerator(SplittableRandom random, byte[] seed) {
    this.random = random;
    this.seed = seed;
  }

  byte[] next() {
    byte[] bytes = seed.clone();
    for (int i = random.nextInt(1, 5); i > 0 && bytes.length > 0; i--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, random.nextInt(1, MOST_CUT));
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> joined(bytes, at, new byte[0], at + length);
      case 2 -> joined(bytes, at + length, Arrays.copyOfRange(bytes, at, at + length), at + length);
      case 3 -> overwritten(bytes, at, littleEndian(EXTREMES[random.nextInt(EXTREMES.length)]));
      case 4 -> overwritten(bytes, at, name());
      case 5 -> overwritten(bytes, at, noise(length));
      default -> overwritten(bytes, at, new byte[] {(byte) random.nextInt(256)});
    };
  }

  private byte[] name() {
    return NAMES[random.nextInt(NAMES.length)].getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] littleEndian(int value) {
    return new byte[] {
      (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
    };
  }

  private static byte[] overwritten(byte[] bytes, int at, byte[] with) {
    int length = Math.min(with.length, bytes.length - at);
    System.arraycopy(with, 0, bytes, at, length);
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int until, byte[] between, int from) {
    byte[] joined = Arrays.copyOf(bytes, until + between.length + bytes.length - from);
    System.arraycopy(between, 0, joined, until, between.length);
    System.arraycopy(bytes, from, joined, until + between.length, bytes.length - from);
    return joined;
  }
}
