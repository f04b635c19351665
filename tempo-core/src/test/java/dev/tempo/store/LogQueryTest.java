package dev.tempo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogQueryTest {

  @Test
  void queryOfATextAlone_searchesEverything() {
    LogQuery query = LogQuery.builder("text").build();
    assertThat(query.caseSensitivity()).isEqualTo(LogQuery.CaseSensitivity.EXACT);
    assertThat(query.jobs()).isEmpty();
    assertThat(query.streams()).hasSize(3);
    assertThat(query.from()).isEqualTo(Instant.MIN);
    assertThat(query.limit()).isEqualTo(100);
    assertThat(query.cursor()).isEmpty();
    assertThat(query.timeBudget()).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two\nlines"})
  void badText_isRefused(String text) {
    assertThatThrownBy(() -> LogQuery.builder(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesOutOfBounds_areRefused() {
    assertThatThrownBy(() -> LogQuery.builder("x".repeat(1001)))
        .hasMessageContaining("1000")
        .hasMessageContaining("1001");
    LogQuery.Builder builder = LogQuery.builder("x");
    assertThatThrownBy(() -> builder.limit(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.limit(10_001)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.streams(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "aBc,abc",
    "ÄÖß,äöß",
    "İK,ik",
    "ΣΑΣ,σασ",
    "\uD801\uDC00x,\uD801\uDC28x",
    "\uD83D\uDE00,\uD83D\uDE00"
  })
  void folding_makesCaseEqualAndKeepsLengths(String text, String folded) {
    assertThat(CaseFolding.fold(text)).isEqualTo(folded).hasSameSizeAs(text);
  }

  @Test
  void folding_keepsHalfCharacters() {
    assertThat(CaseFolding.fold("A\uD83D")).isEqualTo("a\uD83D");
    assertThat(CaseFolding.fold("\uDE00A")).isEqualTo("\uDE00a");
  }
}
