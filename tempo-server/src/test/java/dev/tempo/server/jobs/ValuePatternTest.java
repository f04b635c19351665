package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that take for ever with backtracking take no time; what is too large is refused. */
class ValuePatternTest {
  /** Generous: with backtracking these take minutes to ages. */
  private static final Duration SOON = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "(.*a){15}b → a → 60",
        ".*.*.*.*=.* → x → 4000",
        "(a|aa)+b → a → 4000",
        "(x+x+)+y → x → 4000",
        "(a*)*b → a → 4000",
        "([a-z]+)+[0-9] → q → 4000",
        "^(a?){40}a{40}b$ → a → 40",
        "(.*)(.*)(.*)(.*)(.*)[^a] → a → 4000",
      })
  void whatBacktracksForEver_isMatchedInLinearTime(String pattern, String letter, int times) {
    assertTimeoutPreemptively(
        SOON, () -> assertThat(ValuePattern.of(pattern).matches(letter.repeat(times))).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      value = {
        "[a-z]+ → abc → true",
        "[a-z]+ → abc1 → false",
        "\\d{4}-\\d{2} → 2026-11 → true",
        "(?i)yes|no → NO → true",
        "^[\\w.-]+@[\\w-]+$ → a.b@c → true",
        "\\p{L}+ → été → true",
        "v?(\\d+\\.){0,3}\\d+ → v1.20.3 → true",
      })
  void usualPatterns_matchTheWholeValue(String pattern, String value, boolean matches) {
    assertThat(ValuePattern.of(pattern).matches(value)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?=a)b", "(a)\\1", "a++", "(?<!a)b", "(", "[a", "*", "a{2,1}"})
  void whatNeedsBacktracking_isRefused(String pattern) {
    assertThatThrownBy(() -> ValuePattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be a regular expression as RE2 has it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(((((a{30}){30}){30}){30}){30}){30}",
        "(.{1,500}){1,20}x",
        "([]{1,500}]{900}){900}",
        "(\\Q[\\E{1000}a{1000}){1000}",
        "(?:a{999}){999}",
      })
  void whatUnfoldsTooFar_isRefusedBeforeItIsCompiled(String pattern) {
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> ValuePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a smaller regular expression"));
  }

  @Test
  void tooLongAValue_isNotLookedAt() {
    ValuePattern pattern = ValuePattern.of("(a{1,40}b{1,40}){1,10}");
    assertThatThrownBy(() -> pattern.matches("a".repeat(1_000_000)))
        .hasMessageContaining("is too long for its pattern: at most");
    assertThat(ValuePattern.of("a*").matches("a".repeat(100_000))).isTrue();
  }

  /** Whatever is let through is small when it is compiled. */
  @Test
  void arbitraryPatterns_areRefusedOrSmall() {
    Random random = new Random(9);
    String[] pieces = {
      "a",
      ".",
      "*",
      "+",
      "?",
      "|",
      "(",
      ")",
      "[",
      "]",
      "^",
      "{3}",
      "{0,900}",
      "{70}",
      "\\",
      "\\Q",
      "\\E",
      "\\d",
      "-",
      "[^]a]",
      "(?:",
      "{",
      "}",
      ",",
      "[[:alpha:]]",
      "\\p{L}",
      "(?i)"
    };
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
              text.append(pieces[random.nextInt(pieces.length)]);
            }
            compileAndMatch(text.toString());
          }
        });
  }

  private static void compileAndMatch(String text) {
    try {
      ValuePattern.of(text).matches("a".repeat(200));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageMatching("(?s)(must be|is too long).*");
    }
  }
}
