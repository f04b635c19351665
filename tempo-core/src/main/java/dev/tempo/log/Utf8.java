package dev.tempo.log;

import java.nio.charset.StandardCharsets;

/** Text to bytes and back. */
final class Utf8 {

  private Utf8() {}

  static byte[] encode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What is not UTF-8 becomes U+FFFD. */
  static String decode(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
