package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of settings in the documentation against the settings that there are. */
final class OperationsDocTest {
  private static final Path PAGE = Path.of("").toAbsolutePath().resolve("../docs/operations.md");
  private static final String BEGIN = "<!-- settings:";
  private static final String END = "<!-- /settings -->";

  @Test
  void settingsInTheDocumentation_areThoseOfTheServer() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf('\n', page.indexOf(BEGIN)) + 1;
    int end = page.indexOf(END);
    if (Boolean.getBoolean("tempo.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).isEqualTo(table());
    }
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| Setting, variable | What | Default | Values | |\n");
    table.append("|---|---|---|---|---|\n");
    for (Setting<?> setting : Settings.all()) {
      table.append(
          "| `%s` `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  setting.name(),
                  setting.variable(),
                  setting.description(),
                  byDefault(setting),
                  setting.allowed(),
                  reach(setting)));
    }
    return table.toString();
  }

  private static String byDefault(Setting<?> setting) {
    if (setting == Settings.DATA_PATH) {
      return "`~/.tempo`";
    }
    return setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
  }

  private static String reach(Setting<?> setting) {
    if (!setting.isStorable()) {
      return "outside";
    }
    return setting.needsRestart() ? "restart" : "";
  }
}
