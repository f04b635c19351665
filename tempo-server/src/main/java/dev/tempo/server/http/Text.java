package dev.tempo.server.http;

/** Small helps with texts that came from outside. */
final class Text {
  private static final int SHOWN = 80;

  private Text() {}

  /** As much of a text as a message should repeat, without control characters. */
  static String shorten(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…";
  }
}
