package dev.tempo.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void document_isRead() {
    Object document =
        Json.parse(" {\"a\" : [1, -2.5e3, true, null, \"\\u0041\\n\\/\"], \"b\": {}, \"c\": []} ");

    assertThat(document)
        .isEqualTo(
            Map.of("a", List.of("1", "-2.5e3", "true", "", "A\n/"), "b", Map.of(), "c", List.of()));
    assertThat(Json.member(document, "none")).isEqualTo("");
    assertThat(Json.member("text", "none")).isEqualTo("");
    assertThat(Json.texts("text")).isEmpty();
    assertThat(Json.texts(document)).isEmpty();
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
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No JSON: at ");
  }

  @Test
  void depth_isBounded() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("nested deeper");
  }
}
