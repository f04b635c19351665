package dev.tempo.server.groups;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Says whether a ZIP holds links or devices. Java's own reader does not tell, as it looks at no
 * attributes; they stand in the central directory (APPNOTE 4.3.12), the upper half of the external
 * ones being the mode of Unix where an entry was made there.
 */
final class ZipLinks {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int UNIX = 3;
  private static final int MAC = 19;
  private static final int KIND = 0xF000;
  private static final int FILE = 0x8000;
  private static final int DIRECTORY = 0x4000;

  private ZipLinks() {}

  /** True if any entry is neither a file nor a directory; false also of what is no ZIP. */
  static boolean hasOthersThanFiles(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = end(bytes);
    if (end < 0) {
      return false;
    }
    // What stands before an archive moves it, and its offsets do not say so.
    int size = bytes.getInt(end + 12);
    int at = end - size;
    while (at >= 0 && at + ENTRY_BYTES <= end && bytes.getInt(at) == ENTRY) {
      int system = bytes.get(at + 5) & 0xFF;
      int kind = bytes.getInt(at + 38) >>> 16 & KIND;
      if ((system == UNIX || system == MAC) && kind != 0 && kind != FILE && kind != DIRECTORY) {
        return true;
      }
      at +=
          ENTRY_BYTES
              + (bytes.getShort(at + 28) & 0xFFFF)
              + (bytes.getShort(at + 30) & 0xFFFF)
              + (bytes.getShort(at + 32) & 0xFFFF);
    }
    return false;
  }

  private static int end(ByteBuffer bytes) {
    int last = bytes.limit() - END_BYTES;
    for (int at = last; at >= 0 && at >= last - MAX_COMMENT; at--) {
      if (bytes.getInt(at) == END) {
        return at;
      }
    }
    return -1;
  }
}
