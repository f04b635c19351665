package dev.tempo.log;

/** Searches and measures bytes. */
final class ByteSearch {

  private ByteSearch() {}

  /** Where {@code needle} (not empty) starts in {@code text[from, to)}, or -1. */
  static int indexOf(byte[] text, int from, int to, byte[] needle) {
    if (needle.length == 0) {
      return from;
    }
    byte first = needle[0];
    int last = to - needle.length;
    for (int i = from; i <= last; i++) {
      if (text[i] == first && startsAt(text, i, needle)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean startsAt(byte[] text, int at, byte[] needle) {
    for (int i = 1; i < needle.length; i++) {
      if (text[at + i] != needle[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Where the first line feed or carriage return of {@code bytes[from, to)} stands, else {@code
   * to}.
   */
  static int indexOfBreak(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        return i;
      }
    }
    return to;
  }

  /**
   * How many bytes at the end of {@code bytes[0, length)} begin a UTF-8 sequence that is not
   * complete: 0 to 3. What could never become a character counts as complete.
   */
  static int incompleteTail(byte[] bytes, int length) {
    for (int back = 1; back <= Math.min(3, length); back++) {
      int b = bytes[length - back] & 0xFF;
      if (b < 0x80) {
        return 0;
      }
      if (b >= 0xC0) {
        return sequenceLength(b) > back ? back : 0;
      }
    }
    return 0;
  }

  private static int sequenceLength(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return 1;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }
}
