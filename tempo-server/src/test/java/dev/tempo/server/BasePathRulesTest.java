package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.transport.BasePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which base paths there are, and that nothing in the pages goes round them. */
final class BasePathRulesTest {
  private static final Path UI = Path.of("src/main/resources/META-INF/ui");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tempo",
        "/",
        "/tempo/",
        "//tempo",
        "/a//b",
        "/a/..",
        "/./a",
        "/a b",
        "/a;b",
        "/a\"b",
        "/%74empo",
        "/tümpel",
        "/api",
        "/jobs/tempo",
        "https://example.org/tempo"
      })
  void otherTexts_areNoBasePaths(String text) {
    assertThatThrownBy(() -> TempoServer.builder().setting("basePath", text))
        .hasMessageContaining("basePath must be a path such as /tempo");
  }

  @Test
  void links_haveThePathOnce() {
    BasePath base = new BasePath("/tempo");
    assertThat(base.under("https://example.org/")).isEqualTo("https://example.org/tempo");
    assertThat(base.under("https://example.org/tempo/")).isEqualTo("https://example.org/tempo");
    assertThat(BasePath.NONE.under("https://example.org/")).isEqualTo("https://example.org");
  }

  /** Whatever a module gives to the browser goes through {@code href} of core/base-path.js. */
  @Test
  void modules_giveNoBarePathsToTheBrowser() throws IOException {
    Pattern bare =
        Pattern.compile("(?:href|src|action)=\"/|(?:href|src)=\\$\\{['`]/|fetch\\(['`]/");
    try (Stream<Path> files = Files.walk(UI.resolve("app"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(bare);
      }
    }
  }
}
