package dev.tempo.server.http;

/** Small helps with texts that came from outside. */
final class Text {
  private static final int SHOWN = 80;

  private Text() {}

  /** As much of a text as a message should repeat, without control characters. */
  static String shorten(String text) {
    return shorten(text, SHOWN);
  }

  /** The same, but of so many characters. */
  static String shorten(String text, int limit) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= limit ? clean : clean.substring(0, limit) + "…";
  }
}
