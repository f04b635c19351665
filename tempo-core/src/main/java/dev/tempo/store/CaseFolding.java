package dev.tempo.store;

import java.util.Objects;

/**
 * Makes letters that differ only in case equal, without changing a text's length: what a search
 * that ignores case compares, and what an index for it must hold. By Unicode's simple case mapping.
 */
public final class CaseFolding {

  private CaseFolding() {}

  /** The text in its folded form; as many UTF-16 units as before, at the same places. */
  public static String fold(String text) {
    Objects.requireNonNull(text, "text");
    return new String(foldedChars(text));
  }

  /** The text in its folded form, as an array of its own. */
  public static char[] foldedChars(String text) {
    Objects.requireNonNull(text, "text");
    char[] folded = text.toCharArray();
    for (int i = 0; i < folded.length; i++) {
      char c = folded[i];
      if (c < 0x80) {
        folded[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      } else if (Character.isHighSurrogate(c) && i + 1 < folded.length) {
        i += Character.toChars(fold(text.codePointAt(i)), folded, i) - 1;
      } else {
        folded[i] = (char) fold(c);
      }
    }
    return folded;
  }

  private static int fold(int codePoint) {
    int folded = Character.toLowerCase(Character.toUpperCase(codePoint));
    return Character.charCount(folded) == Character.charCount(codePoint) ? folded : codePoint;
  }
}
