package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A word is found where comparing letter by letter finds it. */
final class FoldedTextTest {
  private final Random random = new Random(100_000);

  @ParameterizedTest
  @CsvSource({
    "night,Last Night's backup,true",
    "NIGHT,night,true",
    "ght,nigght,true",
    "aab,aaab,true",
    "night,nigh,false",
    "9999,job 19999,true",
    "9999,job 9998,false",
    "été,Rapport d'ÉTÉ,true",
    "straße,STRAßE 7,true",
    "σας,ΣΑΣ,true",
    "kelvin,300 \u212Aelvin,true",
    "istanbul,\u0130stanbul,true",
    "\uD801\uDC28,a \uD801\uDC00,true",
    "日本,東日本,true",
    "'',anything,true",
    "a,'',false"
  })
  void word_isFoundWhateverTheCase(String word, String text, boolean found) {
    FoldedText folded = new FoldedText().add(text);

    assertThat(new FoldedText.Word(word).next(folded, 0) >= 0).isEqualTo(found);
  }

  @Test
  void word_isNotFoundAcrossTheEndOfAText() {
    FoldedText folded = new FoldedText().add("over").add("night");

    assertThat(new FoldedText.Word("overnight").next(folded, 0)).isNegative();
    assertThat(new FoldedText.Word("night").next(folded, 0)).isEqualTo("over".length() + 1);
  }

  @Test
  void anyWord_isFoundWhereItIs() {
    for (int round = 0; round < 20_000; round++) {
      String text = any(random.nextInt(30));
      String word = any(1 + random.nextInt(4));
      FoldedText folded = new FoldedText().add("before").add(text).add("xyz");
      int found = new FoldedText.Word(word).next(folded, "before".length() + 1);

      assertThat(found >= 0).as("%s in %s", word, text).isEqualTo(isIn(text, word));
    }
  }

  private static boolean isIn(String text, String word) {
    for (int at = 0; at + word.length() <= text.length(); at++) {
      if (text.regionMatches(true, at, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  private String any(int letters) {
    String some = "aAbB0 éÉßσΣς日\u212A";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      text.append(some.charAt(random.nextInt(some.length())));
    }
    return text.toString();
  }
}
