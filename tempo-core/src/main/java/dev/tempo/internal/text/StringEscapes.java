package dev.tempo.internal.text;

/** Resolves the escapes that TOML and JSON have in common. */
public final class StringEscapes {
  private StringEscapes() {}

  /**
   * Replaces {@code \n}, {@code \}{@code u0041} and their like.
   *
   * @param text with complete escapes only
   */
  public static String resolve(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\') {
        plain.append(c);
      } else if (text.charAt(at) == 'u') {
        plain.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
        at += 5;
      } else {
        plain.append(character(text.charAt(at++)));
      }
    }
    return plain.toString();
  }

  private static char character(char letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> letter;
    };
  }
}
