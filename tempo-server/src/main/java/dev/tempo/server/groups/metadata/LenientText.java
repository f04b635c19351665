package dev.tempo.server.groups.metadata;

/** Texts out of files that anybody wrote. */
final class LenientText {
  private static final int SHOWN = 60;

  private LenientText() {}

  /** Without NUL and without halves of surrogate pairs, neither of which can be stored. */
  static String clean(String text) {
    boolean fine = true;
    for (int i = 0; i < text.length() && fine; i++) {
      fine = text.charAt(i) != 0 && !Character.isSurrogate(text.charAt(i));
    }
    if (fine) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** On one line, with single spaces, and clean. */
  static String line(String text) {
    return clean(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  /** Short enough to be shown in a sentence. */
  static String shown(String text) {
    String line = line(text);
    return line.length() <= SHOWN ? line : cut(line, SHOWN) + "…";
  }

  /** At most so many characters, without half of a pair at the end. */
  static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return text.substring(0, end);
  }
}
