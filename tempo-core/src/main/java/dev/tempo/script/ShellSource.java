package dev.tempo.script;

import dev.tempo.value.StoredText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of a shell script as the bytes of its file: in UTF-8, without a byte-order mark. */
public final class ShellSource {
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private ShellSource() {}

  /** The bytes of the script's file. */
  public static byte[] encoded(String source) {
    return Shebang.withoutMark(source).getBytes(StandardCharsets.UTF_8);
  }

  /** The text of a script's file. What is no letter of UTF-8 is replaced by U+FFFD. */
  public static String decoded(byte[] file) {
    return StoredText.repaired(new String(file, StandardCharsets.UTF_8));
  }

  /**
   * A script's file as shells expect it: without a byte-order mark, and, if all its lines end as
   * those of Windows do, with line feeds. Where only some end so, that may be meant.
   */
  public static byte[] executable(byte[] file) {
    boolean marked = file.length >= MARK.length && Arrays.equals(file, 0, 3, MARK, 0, 3);
    byte[] text = marked ? Arrays.copyOfRange(file, MARK.length, file.length) : file;
    return hasOnlyWindowsLines(text) ? withoutReturns(text) : text;
  }

  private static boolean hasOnlyWindowsLines(byte[] text) {
    boolean any = false;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        if (i == 0 || text[i - 1] != '\r') {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private static byte[] withoutReturns(byte[] text) {
    byte[] kept = new byte[text.length];
    int length = 0;
    for (int i = 0; i < text.length; i++) {
      boolean ends = text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n';
      if (!ends) {
        kept[length++] = text[i];
      }
    }
    return Arrays.copyOf(kept, length);
  }
}
