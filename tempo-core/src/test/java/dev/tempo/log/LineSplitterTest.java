package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

  private static final SpoolPosition.Mark START = new SpoolPosition.Mark(0, false);
  private static final int MAX = LineSplitter.MAX_LINE_BYTES;

  private record Piece(String text, boolean continued) {}

  private final List<Piece> pieces = new ArrayList<>();

  private void take(String text, byte[] utf8, boolean continued) {
    assertThat(utf8).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    pieces.add(new Piece(text, continued));
  }

  private List<String> split(byte[] bytes, int partLength) {
    LineSplitter splitter = new LineSplitter(START);
    for (int at = 0; at < bytes.length; at += partLength) {
      splitter.feed(bytes, at, Math.min(bytes.length, at + partLength), this::take);
    }
    splitter.end(this::take);
    assertThat(splitter.offset()).isEqualTo(bytes.length);
    assertThat(splitter.mark()).isEqualTo(new SpoolPosition.Mark(bytes.length, false));
    return pieces.stream().map(Piece::text).toList();
  }

  private List<String> split(String text) {
    return split(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE / 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "a,b,"           | a;b
          "a,b"            | a;b
          ","              | ""
          ",,"             | ;
          ""               | none
          "a^,b^,"         | a;b
          "10%^50%^100%,"  | 100%
          "10%^100%^,"     | 100%
          "10%^100%^^,"    | 100%
          "10%^100%^"      | 100%
          "^abc,"          | abc
          "^,"             | ""
          "a,^b"           | a;b
          "[31mred[0m,"    | [31mred[0m
          """)
  void text_becomesLines(String text, String lines) {
    String input = text.replace(',', '\n').replace('^', '\r').replace('[', '\u001b');
    List<String> expected =
        lines.equals("none")
            ? List.of()
            : Arrays.asList(lines.replace('[', '\u001b').split(";", -1));
    assertThat(split(input)).isEqualTo(expected);
    pieces.clear();
    assertThat(split(input.getBytes(StandardCharsets.UTF_8), 1)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void characterInParts_isWholeAgain(int partLength) {
    String text = "é漢字😀\n\u00e9x\n";
    assertThat(split(text.getBytes(StandardCharsets.UTF_8), partLength))
        .containsExactly("é漢字😀", "\u00e9x");
  }

  @Test
  void invalidBytes_areReplaced() {
    byte[] bytes = {
      'a', (byte) 0xFF, 'b', (byte) 0xC3, '\n', (byte) 0xE6, (byte) 0xBC, 'x', 0, '\n'
    };
    assertThat(split(bytes, 100)).containsExactly("a\uFFFDb\uFFFD", "\uFFFDx\u0000");
  }

  @Test
  void longLine_comesInContinuedPieces() {
    split("x".repeat(2 * MAX + 5) + "\nshort\n");
    assertThat(pieces)
        .containsExactly(
            new Piece("x".repeat(MAX), false),
            new Piece("x".repeat(MAX), true),
            new Piece("x".repeat(5), true),
            new Piece("short", false));
  }

  @Test
  void lineOfExactlyTheLimit_isWhole() {
    split("x".repeat(MAX) + "\n");
    assertThat(pieces).containsExactly(new Piece("x".repeat(MAX), false));
  }

  @Test
  void cut_neverFallsInsideACharacter() {
    for (int shift = 0; shift < 4; shift++) {
      pieces.clear();
      String text = "a".repeat(shift) + "😀".repeat(MAX / 4 + 3);
      split(text.getBytes(StandardCharsets.UTF_8), 1000);
      assertThat(pieces).hasSize(2);
      assertThat(pieces.get(0).text() + pieces.get(1).text()).isEqualTo(text);
    }
  }

  @Test
  void cutAfterInvalidBytes_losesNone() {
    byte[] bytes = new byte[MAX + 10];
    Arrays.fill(bytes, (byte) 0x80);
    split(bytes, 4096);
    assertThat(pieces).extracting(piece -> piece.text().length()).containsExactly(MAX, 10);
    for (int lead : new int[] {0xC3, 0xE6, 0xF0, 0xFF}) {
      pieces.clear();
      Arrays.fill(bytes, (byte) 'a');
      bytes[MAX - 1] = (byte) lead;
      split(bytes, 4096);
      String all = pieces.get(0).text() + pieces.get(1).text();
      assertThat(all).hasSize(MAX + 10).contains("\uFFFD");
    }
  }

  @Test
  void endlessProgress_takesNoMemoryAndMovesTheMark() {
    LineSplitter splitter = new LineSplitter(START);
    byte[] state = "progress 42%\r".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 100_000; i++) {
      splitter.feed(state, 0, state.length, this::take);
    }
    assertThat(pieces).isEmpty();
    assertThat(splitter.mark().offset()).isEqualTo(99_999L * state.length);
  }

  @Test
  void skipping_beginsAnew() {
    LineSplitter splitter = new LineSplitter(START);
    splitter.feed("lost".getBytes(StandardCharsets.UTF_8), 0, 4, this::take);
    splitter.skipTo(100);
    splitter.feed("new\n".getBytes(StandardCharsets.UTF_8), 0, 4, this::take);
    assertThat(pieces).containsExactly(new Piece("new", false));
    assertThat(splitter.mark()).isEqualTo(new SpoolPosition.Mark(104, false));
  }

  @Test
  void restartAtAnyMark_givesTheSameLines() {
    Random random = new Random(99);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = randomBytes(random);
      pieces.clear();
      split(bytes, 1 + random.nextInt(5000));
      List<Piece> expected = List.copyOf(pieces);

      pieces.clear();
      SpoolPosition.Mark mark = START;
      int end = 0;
      while (end < bytes.length) {
        LineSplitter splitter = new LineSplitter(mark);
        int to = Math.min(bytes.length, end + 1 + random.nextInt(20_000));
        splitter.feed(bytes, (int) mark.offset(), to, this::take);
        mark = splitter.mark();
        end = to;
      }
      LineSplitter last = new LineSplitter(mark);
      last.feed(bytes, (int) mark.offset(), bytes.length, this::take);
      last.end(this::take);
      assertThat(pieces).as("round %d", round).isEqualTo(expected);
    }
  }

  private static byte[] randomBytes(Random random) {
    byte[] some = "ab\n\r\n é漢😀\r".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[random.nextInt(60_000)];
    boolean longLines = random.nextBoolean();
    for (int i = 0; i < bytes.length; i++) {
      int pick = random.nextInt(longLines ? 40_000 : 40);
      bytes[i] = pick < some.length ? some[pick] : (byte) (random.nextInt(8) == 0 ? pick : 'x');
    }
    return bytes;
  }
}
