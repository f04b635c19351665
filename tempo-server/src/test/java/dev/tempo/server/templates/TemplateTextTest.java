package dev.tempo.server.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.message.Message;
import dev.tempo.server.message.Translation;
import org.junit.jupiter.api.Test;

/** What people read in scripts of templates, and what an installation's translation may not do. */
final class TemplateTextTest {
  @Test
  void marks_becomeTexts_withCodeInTheirPlaces() {
    TemplateText english = new TemplateText(Translation.ENGLISH, "What it does");
    assertThat(
            english.of(
                """
                \"""«description»\"""
                sys.exit(f"«notANumber|path={path}|line={rows.line}|value={row[value]!r}»")
                echo "«unknownParameter|name=$1»"
                """))
        .isEqualTo(
            """
            \"""What it does\"""
            sys.exit(f"{path}, line {rows.line}: {row[value]!r} is not a number")
            echo "Unknown parameter $1"
            """);
  }

  @Test
  void translations_neitherEndQuotes_norBecomeCode() {
    Translation hostile =
        new Translation() {
          @Override
          public String language() {
            return "xx";
          }

          @Override
          public String text(Message message) {
            return "a\"b\\c`id`$(id)${id}{1/0}\n" + message.arguments().get("path") + "\r\n  z";
          }
        };
    assertThat(new TemplateText(hostile, "").of("print(f\"«notAFile|path={it}»\")"))
        .isEqualTo("print(f\"a”bcid(id)id1/0 {it} z\")");
  }
}
