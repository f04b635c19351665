package dev.tempo.store.conformance;

import java.util.List;
import java.util.Random;

/** Lines as logs have them, and texts to search for: some that occur, some that do not. */
public final class RandomLines {

  private static final String[] WORDS = {
    "INFO",
    "WARN",
    "ERROR",
    "request",
    "handled",
    "user=\"ann\"",
    "100%",
    "it's",
    "naïve",
    "тест",
    "漢字テスト",
    "😀",
    "connection",
    "timeout",
    "retry",
    "GET /api/v1/items?id=%20",
    "status=200",
    "a_b",
    "\\path\\to",
    "x*y",
    "--",
    "'",
    "\"",
    "%",
    "\t",
    "Ωmega",
    "K",
    "\u001b[31m",
    "AND",
    "NEAR(",
    "null"
  };

  private RandomLines() {}

  /** A line of a dozen words and numbers. */
  public static String line(Random random) {
    StringBuilder line = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      line.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return line.append(Long.toHexString(random.nextLong())).append(random.nextInt(1000)).toString();
  }

  /** A text to search for: mostly a piece of one of the lines. */
  public static String query(Random random, List<String> lines) {
    String line = lines.get(random.nextInt(lines.size()));
    int length = Math.min(line.length(), 1 + random.nextInt(20));
    int start = random.nextInt(line.length() - length + 1);
    int end = start + length;
    if (Character.isLowSurrogate(line.charAt(start))) {
      start--;
    }
    if (end < line.length() && Character.isLowSurrogate(line.charAt(end))) {
      end++;
    }
    String text = line.substring(start, end);
    return random.nextInt(10) == 0 ? text + "\u00A7" + random.nextInt() : text;
  }
}
