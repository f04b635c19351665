package dev.tempo.server.http.problem;

/** Shortens and cleans texts that came from outside. */
public final class Strings {
  private static final int SHOWN = 80;

  private Strings() {}

  /** As much of a text as a message should repeat, without control characters. */
  public static String shorten(String text) {
    return shorten(text, SHOWN);
  }

  /** The same, but of so many characters. */
  public static String shorten(String text, int limit) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= limit ? clean : clean.substring(0, limit) + "…";
  }
}
