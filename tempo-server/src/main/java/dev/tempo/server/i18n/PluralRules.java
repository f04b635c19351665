package dev.tempo.server.i18n;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The plural category of a number in a language, as Unicode's CLDR has it. Languages that are not
 * named here take {@code one} for 1 and {@code other} else, as most do.
 */
public final class PluralRules {
  private static final String ZERO = "zero";
  private static final String ONE = "one";
  private static final String TWO = "two";
  private static final String FEW = "few";
  private static final String MANY = "many";
  private static final String OTHER = "other";
  private static final long MILLION = 1_000_000;

  private static final Rule NONE = number -> OTHER;
  private static final Rule ONE_ALONE = number -> number.is(1) ? ONE : OTHER;
  private static final Rule UP_TO_ONE = number -> number.whole == 0 || number.is(1) ? ONE : OTHER;
  private static final Map<String, Rule> RULES = rules();

  private PluralRules() {}

  /** Chooses a category. */
  private interface Rule {
    String category(Amount number);
  }

  /**
   * A number, without its sign.
   *
   * @param whole its whole part
   * @param fraction its digits behind the point as a number, without zeros at the end
   */
  private record Amount(long whole, long fraction) {
    static Amount of(Number number) {
      BigDecimal exact = new BigDecimal(number.toString()).abs().stripTrailingZeros();
      BigDecimal whole = new BigDecimal(exact.toBigInteger());
      return new Amount(whole.longValue(), exact.subtract(whole).unscaledValue().longValue());
    }

    boolean isWhole() {
      return fraction == 0;
    }

    boolean is(long number) {
      return isWhole() && whole == number;
    }

    /** Whether it is whole and its rest is from one number to another. */
    boolean rest(int divisor, int from, int to) {
      return isWhole() && whole % divisor >= from && whole % divisor <= to;
    }

    boolean isMillions() {
      return isWhole() && whole != 0 && whole % MILLION == 0;
    }
  }

  /**
   * The category of a number.
   *
   * @param language its code, as {@code fr} or {@code pt-BR}
   * @param number finite
   */
  public static String category(String language, Number number) {
    Rule rule = RULES.get(language);
    if (rule == null) {
      rule = RULES.getOrDefault(Locale.forLanguageTag(language).getLanguage(), ONE_ALONE);
    }
    return rule.category(Amount.of(number));
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new HashMap<>();
    Rule withMillions = number -> number.is(1) ? ONE : number.isMillions() ? MANY : OTHER;
    put(rules, withMillions, "ca", "es", "it", "pt-PT");
    Rule upToTwo = number -> number.whole <= 1 ? ONE : number.isMillions() ? MANY : OTHER;
    put(rules, upToTwo, "fr", "pt");
    put(rules, number -> number.whole <= 1 ? ONE : OTHER, "hy");
    put(rules, UP_TO_ONE, "am", "as", "bn", "fa", "gu", "hi", "kn", "zu");
    put(rules, number -> number.is(1) || number.is(0) ? ONE : OTHER, "pa", "ln", "mg");
    put(
        rules,
        number -> number.is(1) || !number.isWhole() && number.whole <= 1 ? ONE : OTHER,
        "da");
    put(rules, NONE, "id", "ja", "ko", "lo", "ms", "my", "th", "vi", "yue", "zh");
    put(rules, PluralRules::eastSlavic, "be", "ru", "uk");
    put(rules, PluralRules::southSlavic, "bs", "hr", "sr");
    put(rules, PluralRules::polish, "pl");
    put(rules, PluralRules::czech, "cs", "sk");
    put(rules, PluralRules::slovene, "sl");
    put(rules, PluralRules::lithuanian, "lt");
    put(rules, PluralRules::romanian, "ro");
    put(rules, PluralRules::hebrew, "he");
    put(rules, PluralRules::arabic, "ar");
    return Map.copyOf(rules);
  }

  private static void put(Map<String, Rule> rules, Rule rule, String... languages) {
    for (String language : languages) {
      rules.put(language, rule);
    }
  }

  private static String eastSlavic(Amount number) {
    if (!number.isWhole()) {
      return OTHER;
    }
    if (number.rest(10, 1, 1) && !number.rest(100, 11, 11)) {
      return ONE;
    }
    return number.rest(10, 2, 4) && !number.rest(100, 12, 14) ? FEW : MANY;
  }

  private static String southSlavic(Amount number) {
    Amount counted = number.isWhole() ? number : new Amount(number.fraction, 0);
    if (counted.rest(10, 1, 1) && !counted.rest(100, 11, 11)) {
      return ONE;
    }
    return counted.rest(10, 2, 4) && !counted.rest(100, 12, 14) ? FEW : OTHER;
  }

  private static String polish(Amount number) {
    if (number.is(1)) {
      return ONE;
    }
    if (number.rest(10, 2, 4) && !number.rest(100, 12, 14)) {
      return FEW;
    }
    return number.isWhole() ? MANY : OTHER;
  }

  private static String czech(Amount number) {
    if (number.is(1)) {
      return ONE;
    }
    if (!number.isWhole()) {
      return MANY;
    }
    return number.whole >= 2 && number.whole <= 4 ? FEW : OTHER;
  }

  private static String slovene(Amount number) {
    if (number.rest(100, 1, 1)) {
      return ONE;
    }
    if (number.rest(100, 2, 2)) {
      return TWO;
    }
    return number.rest(100, 3, 4) || !number.isWhole() ? FEW : OTHER;
  }

  private static String lithuanian(Amount number) {
    if (!number.isWhole()) {
      return MANY;
    }
    if (number.rest(100, 11, 19) || number.rest(10, 0, 0)) {
      return OTHER;
    }
    return number.rest(10, 1, 1) ? ONE : FEW;
  }

  private static String romanian(Amount number) {
    if (number.is(1)) {
      return ONE;
    }
    return !number.isWhole() || number.is(0) || number.rest(100, 1, 19) ? FEW : OTHER;
  }

  private static String hebrew(Amount number) {
    if (number.is(1) || number.whole == 0 && !number.isWhole()) {
      return ONE;
    }
    return number.is(2) ? TWO : OTHER;
  }

  private static String arabic(Amount number) {
    if (!number.isWhole()) {
      return OTHER;
    }
    if (number.whole <= 2) {
      return number.whole == 0 ? ZERO : number.whole == 1 ? ONE : TWO;
    }
    if (number.rest(100, 3, 10)) {
      return FEW;
    }
    return number.rest(100, 11, 99) ? MANY : OTHER;
  }
}
