package dev.tempo.store;

/**
 * Makes letters that differ only in case equal, without changing a text's length: what a search
 * that ignores case compares, and what an index for it must hold. By Unicode's simple case mapping.
 */
public final class CaseFolding {

  private CaseFolding() {}

  /** The text in its folded form; as many UTF-16 units as before, at the same places. */
  public static String fold(String text) {
    char[] folded = new char[text.length()];
    for (int i = 0; i < folded.length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        folded[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      } else if (Character.isHighSurrogate(c) && i + 1 < folded.length) {
        int pair = text.codePointAt(i);
        int lower = Character.toLowerCase(Character.toUpperCase(pair));
        boolean same = Character.charCount(lower) == Character.charCount(pair);
        int length = Character.toChars(same ? lower : pair, folded, i);
        i += length - 1;
      } else {
        folded[i] = Character.toLowerCase(Character.toUpperCase(c));
      }
    }
    return new String(folded);
  }
}
