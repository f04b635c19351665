package dev.tempo.server.badges;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.util.Locale;

/**
 * A label and a state as a picture in two fields. Nothing in it comes from outside unescaped, and
 * it needs no style sheet, font or script.
 *
 * @param label what it is about
 * @param state how that stands
 * @param language in which that is said
 */
record Badge(String label, State state, Translation language) {
  private static final int MARGIN = 6;
  private static final int HEIGHT = 20;

  /** How a job can stand. */
  enum State {
    /** Its last run succeeded. */
    PASSING("#2e7d32", "api.badge.passing"),
    /** Its last run did not. */
    FAILING("#c62828", "api.badge.failing"),
    /** It did not start or succeed in time. */
    LATE("#c62828", "api.badge.late"),
    /** It did not, and its next time has come, too. */
    MISSED("#c62828", "api.badge.missed"),
    /** It runs. */
    RUNNING("#1565c0", "api.badge.running"),
    /** Its last run was cancelled. */
    CANCELLED("#8f5a00", "api.badge.cancelled"),
    /** It has not run. */
    UNKNOWN("#5f6b7a", "api.badge.unknown"),
    /** It does not run. */
    DISABLED("#5f6b7a", "api.badge.disabled");

    private final String colour;
    private final String key;

    State(String colour, String key) {
      this.colour = colour;
      this.key = key;
    }

    Message word() {
      return Messages.message(key);
    }
  }

  /** What a badge looks like. */
  enum Style {
    /** Rounded, with a shade. */
    ROUNDED,
    /** Neither. */
    FLAT
  }

  /** As an image in SVG. */
  String svg(Style style) {
    String word = language.text(state.word());
    int left = width(label) + 2 * MARGIN;
    int right = width(word) + 2 * MARGIN;
    int radius = style == Style.FLAT ? 0 : 3;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\""
                + " aria-label=\"%s: %s\"><title>%s: %s</title>",
            left + right,
            HEIGHT,
            escaped(label),
            escaped(word),
            escaped(label),
            escaped(word)));
    svg.append(
        String.format(
            Locale.ROOT,
            "<clipPath id=\"r\"><rect width=\"%d\" height=\"%d\" rx=\"%d\"/></clipPath>"
                + "<g clip-path=\"url(#r)\"><rect width=\"%d\" height=\"%d\" fill=\"#444c56\"/>"
                + "<rect x=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/></g>",
            left + right,
            HEIGHT,
            radius,
            left,
            HEIGHT,
            left,
            right,
            HEIGHT,
            state.colour));
    svg.append(
        "<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,Geneva,sans-serif\" font-size=\"11\">");
    text(svg, label, MARGIN);
    text(svg, word, left + MARGIN);
    return svg.append("</g></svg>").toString();
  }

  /** Exactly as wide as its field, whatever font there is. */
  private static void text(StringBuilder svg, String text, int x) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"14\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\">%s</text>",
            x,
            width(text),
            escaped(text)));
  }

  /** About as wide as Verdana of 11 pixels is. */
  static int width(String text) {
    double width = text.codePoints().mapToDouble(Badge::width).sum();
    return Math.max(1, (int) Math.ceil(width));
  }

  private static double width(int letter) {
    if ("ijlI.,:;|!'()[] ".indexOf(letter) >= 0) {
      return 4.2;
    }
    if ("mwMW@%".indexOf(letter) >= 0) {
      return 10.5;
    }
    if (letter >= 0x1100) { // wide letters of East Asia, and pictures
      return 11.5;
    }
    return Character.isUpperCase(letter) || Character.isDigit(letter) ? 7.6 : 6.6;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            letter -> {
              switch (letter) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(letter) ? letter : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** Neither what XML does not have, nor what turns the direction of what follows. */
  private static boolean isAllowed(int letter) {
    return letter >= 0x20
            && letter != 0x7F
            && letter < 0xFFFE
            && Character.getType(letter) != Character.SURROGATE
            && Character.getType(letter) != Character.FORMAT
            && Character.getType(letter) != Character.CONTROL
        || letter >= 0x10000 && (letter & 0xFFFE) != 0xFFFE;
  }
}
