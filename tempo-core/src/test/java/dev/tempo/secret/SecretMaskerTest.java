package dev.tempo.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskerTest {
  private static final int CAP = 16;

  private static SecretMasker masker(String... secrets) {
    return SecretMasker.of(List.of(secrets));
  }

  @ParameterizedTest
  @CsvSource({
    "hunter2,               the word is hunter2!,  the word is ***!",
    "hunter2,               hunter2hunter2,        ***",
    "hunter2,               hunterhunter2,         hunter***",
    "hunter2,               hunter,                hunter",
    "abcab|cabxy,           _abcabxy_,             _***_",
    "abc|abcdef,            abcdeabcdef,           ***de***",
    "bcd|abcde,             xabcdx,                xa***x",
    "aaa,                   aaaaa,                 ***",
    "été-secret,            un été-secret là,      un *** là",
    "ab|a,                  ab a,                  ab a",
  })
  void text_isMasked(String secrets, String text, String masked) {
    assertThat(masker(secrets.split("\\|")).mask(text)).isEqualTo(masked);
  }

  @Test
  void nothingToMask_isTheTextItself() {
    assertThat(masker("", "a", " \n").isEmpty()).isTrue();
    assertThat(masker().mask("text")).isEqualTo("text");
  }

  @Test
  void linesOfAValue_areMaskedByThemselves() {
    SecretMasker masker = masker("-----BEGIN\nabcdefgh\nxy\n");

    assertThat(masker.mask("  abcdefgh\r\n xy")).isEqualTo("  ***\r\n xy");
    assertThat(masker.mask("-----BEGIN\nabcdefgh\nxy.")).isEqualTo("***.");
  }

  private static List<String> lines(SecretMasker masker, List<String> in, List<Boolean> continued) {
    List<String> out = new ArrayList<>();
    SecretMasker.Lines lines = masker.lines(CAP);
    for (int i = 0; i < in.size(); i++) {
      lines.line(in.get(i), continued.get(i), out::add);
    }
    lines.end(out::add);
    return out;
  }

  @Test
  void valueCutByTheCap_isMaskedInBothPieces() {
    List<String> out =
        lines(
            masker("secret-value"),
            List.of("0123456789secret", "-value and more"),
            List.of(false, true));

    assertThat(out).containsExactly("0123456789***", "*** and more");
  }

  @Test
  void nextLine_isNoContinuation() {
    List<String> out =
        lines(
            masker("secret-value"),
            List.of("0123456789secret", "-value and more"),
            List.of(false, false));

    assertThat(out).containsExactly("0123456789secret", "-value and more");
  }

  @Test
  void valueOfSeveralLines_isMaskedInEach() {
    List<String> out =
        lines(
            masker("ab\ncd\nef"),
            List.of("x ab", "cd", "ef y", "cd"),
            List.of(false, false, false, false));

    assertThat(out).containsExactly("x ***", "***", "*** y", "cd");
  }

  @Test
  void line_isHeldOnlyWhileItMayGoOn() {
    List<String> out = new ArrayList<>();
    SecretMasker.Lines lines = masker("ab\ncd", "secret").lines(CAP);
    lines.line("short se", out::add);
    assertThat(out).hasSize(1);
    lines.line("ab", out::add);
    assertThat(out).hasSize(1);
    lines.line("no", out::add);
    assertThat(out).containsExactly("short se", "ab", "no");
    lines.line("a long line: sec", out::add);
    assertThat(out).hasSize(3);
    lines.end(out::add);
    assertThat(out).endsWith("a long line: sec");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void bytes_areMaskedWhereverTheyAreCut(int chunk) {
    String text = "é hunter2 hunter hunter2hunter2 x\nhunte\nréel-secretr2 end hunt";
    String expected = text.replace("hunter2", "*******").replace("réel-secret", "************");

    assertThat(stream(masker("hunter2", "réel-secret"), text, chunk)).isEqualTo(expected);
  }

  private static String stream(SecretMasker masker, String text, int chunk) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SecretMasker.Bytes stream = masker.bytes();
    for (int at = 0; at < bytes.length; at += chunk) {
      stream.feed(
          bytes,
          at,
          Math.min(bytes.length, at + chunk),
          (array, from, to) -> out.write(array, from, to - from));
      assertThat(stream.held()).isLessThanOrEqualTo(12);
      assertThat(out.size() + stream.held()).isEqualTo(Math.min(bytes.length, at + chunk));
    }
    stream.end((array, from, to) -> out.write(array, from, to - from));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void randomStreams_agreeWithASearch() {
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      List<String> secrets = new ArrayList<>();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        secrets.add(word(random, random.nextInt(3, 7)));
      }
      String text = word(random, random.nextInt(60));
      String expected = search(secrets, text);

      assertThat(stream(SecretMasker.of(secrets), text, random.nextInt(1, 9)))
          .as("%s in %s", secrets, text)
          .isEqualTo(expected);
      assertThat(SecretMasker.of(secrets).mask(text)).isEqualTo(expected.replaceAll("\\*+", "***"));
    }
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  private static String search(List<String> secrets, String text) {
    StringBuilder masked = new StringBuilder(text);
    for (String secret : secrets) {
      for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        masked.replace(at, at + secret.length(), "*".repeat(secret.length()));
      }
    }
    return masked.toString();
  }

  @Test
  void longStream_takesLinearTime() {
    SecretMasker masker = masker("a".repeat(4000) + "b", "a".repeat(2000) + "c");
    String text = "a".repeat(200_000);

    assertThat(masker.mask(text)).isEqualTo(text);
  }
}
