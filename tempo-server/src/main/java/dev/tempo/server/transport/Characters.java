package dev.tempo.server.transport;

import java.nio.charset.StandardCharsets;

/** Which bytes may stand where in a request's head (RFC 9110 §5.6.2, RFC 3986). */
public final class Characters {
  private static final boolean[] TOKEN = new boolean[128];
  private static final boolean[] HOST = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c);
      HOST[c] = Character.isLetterOrDigit(c);
    }
    for (byte c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
      TOKEN[c] = true;
    }
    for (byte c : "-._~%!$&'()*+,;=:[]".getBytes(StandardCharsets.US_ASCII)) {
      HOST[c] = true;
    }
  }

  private Characters() {}

  /** One or more characters that names of headers and methods may have. */
  public static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c < 128 && TOKEN[c]);
  }

  /** A host with a port or without, as far as its characters go. */
  public static boolean isAuthority(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c < 128 && HOST[c]);
  }

  /** One or more decimal digits. */
  public static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Neither a space nor anything that is not printable ASCII. */
  public static boolean isVisible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** What may stand in a field's value: no control characters but tabs. */
  public static boolean isValue(String text) {
    return text.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 127);
  }

  /** Without spaces and tabs at both ends. */
  public static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
