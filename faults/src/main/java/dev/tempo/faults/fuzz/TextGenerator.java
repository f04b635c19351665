package dev.tempo.faults.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Texts of three kinds: any characters; pieces that mean something, in any order; seeds of which
 * some characters are others.
 */
final class TextGenerator {
  private static final List<String> HOSTILE =
      List.of(
          "\0",
          "\u001b[2J",
          "\uD83D",
          "\uD83D\uDCA5",
          "\uFEFF",
          "\u202E",
          "é",
          "\r\n",
          "\n",
          "\t",
          " ",
          "'",
          "\"",
          "\\",
          "%00",
          "%n%s",
          "../../etc/passwd",
          "${jndi:ldap://x}",
          "<script>",
          "' OR 1=1 --",
          "99999999999999999999",
          "-1",
          "1e999",
          "NaN",
          "null",
          "true",
          "[",
          "]",
          "{",
          "}",
          ",",
          ":",
          "(a+)+$");

  private final SplittableRandom random;
  private final List<String> pieces;
  private final List<String> seeds;

  TextGenerator(SplittableRandom random, List<String> pieces, List<String> seeds) {
    this.random = random;
    this.pieces = pieces;
    this.seeds = seeds;
  }

  String next() {
    return switch (random.nextInt(8)) {
      case 0 -> characters();
      case 1, 2, 3 -> composed();
      default -> mutated(seeds.get(random.nextInt(seeds.size())));
    };
  }

  String piece() {
    List<String> from = random.nextInt(4) == 0 ? HOSTILE : pieces;
    return from.get(random.nextInt(from.size()));
  }

  private String characters() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append((char) (random.nextInt(10) == 0 ? random.nextInt(65_536) : random.nextInt(128)));
    }
    return text.toString();
  }

  private String composed() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 20); i > 0; i--) {
      text.append(piece());
      if (random.nextInt(40) == 0) {
        text.append(piece().repeat(random.nextInt(200)));
      }
    }
    return text.toString();
  }

  /** A seed with some changes. */
  String mutated(String seed) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = random.nextInt(1, 5); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, piece());
        case 2 -> text.setCharAt(at, (char) random.nextInt(128));
        default -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
      }
    }
    return text.toString();
  }
}
