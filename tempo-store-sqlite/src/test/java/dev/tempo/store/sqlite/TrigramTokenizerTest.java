package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrigramTokenizerTest {

  private static LogChunk chunk(String... texts) {
    List<LogLine> lines = new ArrayList<>();
    for (String text : texts) {
      lines.add(
          new LogLine(lines.size() + 1L, Instant.EPOCH, LogLine.Stream.STDOUT, text, Set.of()));
    }
    return LogChunk.pack(lines, true);
  }

  private static Set<String> words(String grams) {
    return new HashSet<>(Arrays.asList(grams.split(" ")));
  }

  @Test
  void wordsOfEveryPartOfALine_areAmongItsChunks() {
    String line = "Say \"Größe\" 漢字テスト 😀 100% \u001b[31mRED\u001b[0m \t tab";
    Set<String> all = words(TrigramTokenizer.ofChunk(chunk("other", line)).orElseThrow());
    for (int start = 0; start < line.length(); start++) {
      for (int end = start + 1; end <= line.length(); end++) {
        TrigramTokenizer.ofQuery(line.substring(start, end))
            .ifPresent(grams -> assertThat(all).containsAll(words(grams)));
        TrigramTokenizer.ofQuery(line.substring(start, end).toUpperCase(Locale.ROOT))
            .filter(grams -> !line.contains("ß"))
            .ifPresent(grams -> assertThat(all).containsAll(words(grams)));
      }
    }
  }

  @Test
  void words_areDistinctAndPlain() {
    String grams = TrigramTokenizer.ofChunk(chunk("abcabcabc", "abc")).orElseThrow();
    assertThat(grams.trim().split(" ")).hasSize(3).doesNotHaveDuplicates();
    assertThat(grams).matches("([a-z2-7]{5} )+");
  }

  @Test
  void shortTextsAndControlCharacters_haveNoWords() {
    assertThat(TrigramTokenizer.ofQuery("ab")).isEmpty();
    assertThat(TrigramTokenizer.ofQuery("a\u0000bc")).isEmpty();
    assertThat(TrigramTokenizer.ofQuery("\uFFFD\uFFFD\uFFFD\uFFFD")).isEmpty();
    assertThat(TrigramTokenizer.ofQuery("a\tb")).isPresent();
    assertThat(TrigramTokenizer.ofChunk(chunk("a", "bc", "\u0001\u0002\u0003"))).contains("");
  }

  @Test
  void longQuery_asksForAFewWordsOnly() {
    String text = "the quick brown fox jumps over the lazy dog, and so on and on without an end";
    assertThat(words(TrigramTokenizer.ofQuery(text).orElseThrow())).hasSize(24);
  }

  @Test
  void chunkOfRandomLetters_isNotIndexed() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    assertThat(TrigramTokenizer.ofChunk(chunk(text.toString()))).isEmpty();
  }
}
