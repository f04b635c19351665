package dev.tempo.server.pdf;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Joins the letters of Arabic, Persian and Urdu: gives each the form that it has between its
 * neighbours, where the font has that. The forms are Unicode's own (Arabic Presentation Forms A and
 * B), of which each says by its compatibility decomposition whose it is; they stand there in the
 * order isolated, final, initial, medial (The Unicode Standard, 9.2). Thread-safe.
 */
final class ArabicShaper {
  private static final char LAM = '\u0644';
  private static final char TATWEEL = '\u0640';
  private static final char JOINER = '\u200d';
  private static final int ISOLATED = 0;
  private static final int FINAL = 1;
  private static final int INITIAL = 2;
  private static final int MEDIAL = 3;

  /**
   * By letter; two forms for one that joins the letter before it alone, four for one that joins
   * both.
   */
  private static final Map<Character, String> FORMS = new HashMap<>();

  /** The isolated form of lam with an alef, by the alef; the final one is behind it. */
  private static final Map<Character, Character> LAM_ALEF = new HashMap<>();

  static {
    addForms('\ufe80', '\ufefc');
    addForms('\ufb50', '\ufbff');
  }

  private final IntPredicate drawable;

  /** For a font that can draw these. */
  ArabicShaper(IntPredicate drawable) {
    this.drawable = drawable;
  }

  private static void addForms(char first, char last) {
    for (char form = first; form <= last; form++) {
      String letters = plain(form);
      if (letters.length() == 1 && letters.charAt(0) != form) {
        FORMS.merge(letters.charAt(0), String.valueOf(form), String::concat);
      } else if (letters.length() == 2 && letters.charAt(0) == LAM && first == '\ufe80') {
        LAM_ALEF.putIfAbsent(letters.charAt(1), form);
      }
    }
  }

  private static String plain(char form) {
    return Normalizer.normalize(String.valueOf(form), Normalizer.Form.NFKC);
  }

  /** The letters of which a text of forms is made, in the same order. */
  static String plain(String shaped) {
    StringBuilder letters = new StringBuilder(shaped.length());
    shaped
        .chars()
        .forEach(c -> letters.append(isForm(c) ? plain((char) c) : String.valueOf((char) c)));
    return letters.toString();
  }

  /** Whether a letter is such a form. */
  static boolean isForm(int c) {
    return c >= '\ufe80' && c <= '\ufefc' || c >= '\ufb50' && c <= '\ufbff';
  }

  /** A text with its letters joined; both in the order in which they are read. */
  String shape(String text) {
    StringBuilder shaped = new StringBuilder(text.length());
    char before = 0; // the letter before, as far as it joins
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (isMark(letter)) {
        shaped.append(letter);
        continue;
      }
      boolean joined = joinsNext(before);
      char next = next(text, i);
      Character both =
          letter == LAM && i + 1 < text.length() ? LAM_ALEF.get(text.charAt(i + 1)) : null;
      if (both != null && drawable.test(both)) {
        shaped.append((char) (both + (joined ? FINAL : ISOLATED)));
        before = 0;
        i++;
      } else {
        shaped.append(form(letter, joined, joinsNext(letter) && joinsBefore(next)));
        before = letter;
      }
    }
    return shaped.toString();
  }

  private char form(char letter, boolean joinsBefore, boolean joinsNext) {
    String forms = FORMS.getOrDefault(letter, "");
    int place = joinsBefore ? (joinsNext ? MEDIAL : FINAL) : joinsNext ? INITIAL : ISOLATED;
    return place < forms.length() && drawable.test(forms.charAt(place))
        ? forms.charAt(place)
        : letter;
  }

  private static char next(String text, int from) {
    int at = from + 1;
    while (at < text.length() && isMark(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static boolean joinsNext(char letter) {
    return joinsAlways(letter) || FORMS.getOrDefault(letter, "").length() > INITIAL;
  }

  private static boolean joinsBefore(char letter) {
    return joinsAlways(letter) || FORMS.getOrDefault(letter, "").length() > FINAL;
  }

  private static boolean joinsAlways(char letter) {
    return letter == TATWEEL || letter == JOINER;
  }

  private static boolean isMark(char letter) {
    return Character.getType(letter) == Character.NON_SPACING_MARK;
  }
}
