package dev.tempo.server.http.json;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the name that somebody meant who wrote another one. */
final class SimilarName {
  private static final int LONGEST = 100;

  /** Of so many letters, or the last of them, one may be wrong. */
  private static final int LETTERS_EACH = 3;

  /** So many letters that stand in a name as they were written are no chance. */
  private static final int FEWEST_WITHIN = 4;

  private SimilarName() {}

  /** The name that is most like what was written; empty if none is like it. */
  static Optional<String> of(String written, Stream<String> names) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = written.toLowerCase(Locale.ROOT);
    int most = Math.ceilDiv(written.length(), LETTERS_EACH);
    return names
        .map(name -> new Likeness(name, unlikeness(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(one -> one.distance() <= most)
        .min(Comparator.comparingInt(Likeness::distance).thenComparing(Likeness::name))
        .map(Likeness::name);
  }

  private record Likeness(String name, int distance) {}

  /** A name that has all that was written is as like it as one with one wrong letter. */
  private static int unlikeness(String written, String name) {
    boolean isWithin = written.length() >= FEWEST_WITHIN && name.contains(written);
    return isWithin ? 1 : distance(written, name);
  }

  /** How many letters have to be added, left out or replaced (Levenshtein 1965). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
