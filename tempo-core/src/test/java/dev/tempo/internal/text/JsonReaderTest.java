package dev.tempo.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @Test
  void document_isRead() {
    Object document =
        JsonReader.parse(
            " {\"a\" : [1, -2.5e3, true, null, \"\\u0041\\n\\/\"], \"b\": {}, \"c\": []} ");

    assertThat(document)
        .isEqualTo(
            Map.of("a", List.of("1", "-2.5e3", "true", "", "A\n/"), "b", Map.of(), "c", List.of()));
    assertThat(JsonReader.member(document, "none")).isEqualTo("");
    assertThat(JsonReader.member("text", "none")).isEqualTo("");
    assertThat(JsonReader.texts("text")).isEmpty();
    assertThat(JsonReader.texts(document)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "[1 2]",
        "{\"a\"}",
        "{\"a\": }",
        "{a: 1}",
        "\"a",
        "\"\\x\"",
        "nul",
        "[1] x",
        "\"\n\""
      })
  void otherText_isRefused(String text) {
    assertThatThrownBy(() -> JsonReader.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No JSON: at ");
  }

  @Test
  void depth_isBounded() {
    assertThatThrownBy(() -> JsonReader.parse("[".repeat(100_000)))
        .hasMessageContaining("nested deeper");
  }
}
