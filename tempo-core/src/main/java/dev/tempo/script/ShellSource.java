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

  /** A script's file without the mark that no shell expects. */
  public static byte[] withoutMark(byte[] file) {
    boolean marked = file.length >= MARK.length && Arrays.equals(file, 0, 3, MARK, 0, 3);
    return marked ? Arrays.copyOfRange(file, MARK.length, file.length) : file;
  }
}
