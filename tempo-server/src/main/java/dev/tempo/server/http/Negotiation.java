package dev.tempo.server.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client takes, and what it has already (RFC 9110 §12.5.3 and §13.1.2). */
public final class Negotiation {
  private static final Pattern QUALITY = Pattern.compile("(?i)q=([01](?:\\.[0-9]{0,3})?)");
  private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");

  private Negotiation() {}

  /**
   * Whether a client takes gzip: it names it, or anything, and does not rule it out.
   *
   * @param lines of {@code Accept-Encoding}
   */
  static boolean takesGzip(List<String> lines) {
    List<String> elements =
        lines.stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(element -> element.trim().toLowerCase(Locale.ROOT))
            .toList();
    return quality(elements, "gzip")
        .or(() -> quality(elements, "x-gzip"))
        .or(() -> quality(elements, "*"))
        .map(quality -> quality > 0)
        .orElse(false);
  }

  private static Optional<Double> quality(List<String> elements, String coding) {
    return elements.stream()
        .map(element -> element.split(";", -1))
        .filter(parts -> parts[0].trim().equals(coding))
        .findFirst()
        .map(Negotiation::quality);
  }

  private static double quality(String[] parts) {
    for (String part : parts) {
      Matcher quality = QUALITY.matcher(part.trim());
      if (quality.matches()) {
        return Double.parseDouble(quality.group(1));
      }
    }
    return 1;
  }

  /**
   * Whether a client has something already, which it then need not be sent. Tags are compared
   * weakly, as they are for this.
   *
   * @param lines of {@code If-None-Match}
   * @param tag of what there is
   */
  public static boolean has(List<String> lines, String tag) {
    for (String line : lines) {
      if (line.trim().equals("*")) {
        return true;
      }
      Matcher tags = TAG.matcher(line);
      while (tags.find()) {
        if (tags.group(1).equals(tag)) {
          return true;
        }
      }
    }
    return false;
  }
}
