package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.python.requirement.RequirementsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InlineMetadataTest {
  private static String script(String... lines) {
    return "import os\n# /// script\n# " + String.join("\n# ", lines) + "\n# ///\nprint()\n";
  }

  private static InlineMetadata read(String... lines) {
    return InlineMetadata.read(script(lines)).orElseThrow();
  }

  @Test
  void example_isRead() {
    InlineMetadata metadata =
        read(
            "requires-python = \">=3.11\" # new",
            "dependencies = [",
            "  \"requests<3\",",
            "",
            "  'rich', # colours ]",
            "]");

    assertThat(metadata.requiresPython()).contains(">=3.11");
    assertThat(metadata.dependencies()).containsExactly("requests<3", "rich");
    assertThat(metadata.requirements().normalised()).isEqualTo("requests<3\nrich");
  }

  @Test
  void windowsLineEnds_andEscapes_areRead() {
    String text =
        script("dependencies = [\"a ; os_name == \\\"x\\u0079\\\"\"]").replace("\n", "\r\n");

    assertThat(InlineMetadata.read(text).orElseThrow().dependencies())
        .containsExactly("a ; os_name == \"xy\"");
  }

  @Test
  void otherKeysAndTables_arePassedOver() {
    InlineMetadata metadata =
        read(
            "x = 12",
            "\"dependencies\" = []",
            "y = {a = 1}",
            "[tool.uv]",
            "dependencies = [\"no\"]");

    assertThat(metadata.dependencies()).isEmpty();
    assertThat(metadata.requiresPython()).isEmpty();
  }

  @Test
  void everyWayToWriteAText_isRead() {
    InlineMetadata metadata =
        read(
            "requires-python = \"\"\"",
            ">=3.\\",
            "   11\"\"\"",
            "dependencies = [\"\"\"a\"\"\", '''b''', 'c' , \"\\U00000064\", ]",
            "tool.uv.index = [{url = \"x\"}]",
            "[[tool.x]]",
            "y.z = 2026-01-31");

    assertThat(metadata.requiresPython()).contains(">=3.11");
    assertThat(metadata.dependencies()).containsExactly("a", "b", "c", "d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "dependencies.x = 'a' → 'dependencies' must be a list of texts such as [\"requests\"], not a"
            + " table",
        "[dependencies] → not a table",
        "dependencies = {a = 'b'} → not a table",
        "dependencies = 'a' → not a text",
        "dependencies = true → not true",
        "dependencies = ['a', 1.5] → Element 2 of 'dependencies' is the number 1.5",
        "dependencies = [['a']] → Element 1 of 'dependencies' is a list",
        "dependencies = [{a = 1}] → Element 1 of 'dependencies' is a table",
        "requires-python = 3.11 → 'requires-python' must be a text such as \">=3.11\", not the number"
            + " 3.11",
        "requires-python = 2026-01-31 → not the date or time 2026-01-31",
        "requires-python.a = 1 → not a table",
        "x = → In line 1 of the script's metadata: A value is expected, but got the end of the line",
        "x = 1 2 → In line 1 of the script's metadata: The end of the line is expected",
        "x = yes → A value is expected, but got 'y'",
        "x = 'a → In line 1 of the script's metadata: The text does not end",
        "[x → ']' is expected",
      })
  void wrongTypesAndMistakes_areNamed(String line, String message) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void noBlock_isEmpty() {
    assertThat(InlineMetadata.read("print()")).isEmpty();
    assertThat(InlineMetadata.read("# /// script\n# a = 'b'\nprint()\n# ///\n"))
        .as("not closed")
        .isEmpty();
    assertThat(InlineMetadata.read("# /// pyproject\n# a = 'b'\n# ///\n"))
        .as("another type")
        .isEmpty();
    assertThat(InlineMetadata.read("")).isEmpty();
  }

  @Test
  void lastMarkOfTheComment_endsTheBlock() {
    assertThatThrownBy(
            () -> InlineMetadata.read("# /// script\n# dependencies = []\n# ///\n#\n# ///\n"))
        .hasMessageContaining("A line such as key");
  }

  @Test
  void twoBlocks_areRefused() {
    assertThatThrownBy(
            () -> InlineMetadata.read(script("dependencies = []") + script("dependencies = []")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PEP 723 allows one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dependencies = 'a'",
        "requires-python = ['a']",
        "dependencies = ['a' 'b']",
        "dependencies = ['a'",
        "dependencies = [1]",
        "dependencies = [\"a\\q\"]",
        "dependencies = [\"a]",
        "requires-python = 'a' b",
        "just words",
        "dependencies = []\n# dependencies = []",
      })
  void brokenBlock_isRefused(String line) {
    assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void invalidDependency_isFoundByItsNumber() {
    assertThatThrownBy(() -> read("dependencies = ['a', '-r x']").requirements())
        .isInstanceOf(RequirementsException.class)
        .hasMessageStartingWith("line 2, column 1: -r is refused");
  }

  @Test
  void longScript_isReadWithoutDeepRecursion() {
    String comment = "# x = 1 # \\\\ \n".repeat(100_000);

    assertThat(InlineMetadata.read("# /// script\n" + comment.replace("x = 1", "") + "# ///\n"))
        .isPresent();
    assertThatThrownBy(
            () -> read("dependencies = [\"" + "\\\\".repeat(200_000) + "\"]").requirements())
        .isInstanceOf(RequirementsException.class);
  }
}
