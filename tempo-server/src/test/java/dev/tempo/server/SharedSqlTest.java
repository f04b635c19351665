package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The server's statements keep to what SQLite and PostgreSQL share; tables are made by scripts. */
final class SharedSqlTest {
  private static final Pattern OF_ONE_DATABASE =
      Pattern.compile(
          "(INSERT OR |sqlite_|PRAGMA |pragma_|WITHOUT ROWID|LIMIT -1|ifnull\\(|group_concat\\("
              + "|strftime\\(|\\browid\\b|ON CONFLICT DO UPDATE|\\? IS NULL|INSERT INTO \\w+ VALUES"
              + "| IS \\?| IS NOT \\?)|(CREATE|ALTER|DROP) (TABLE|INDEX|UNIQUE)");

  @Test
  void statements_areUnderstoodByAllDatabases() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
      for (Path file : tree.filter(path -> path.toString().endsWith("Store.java")).toList()) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          if (OF_ONE_DATABASE.matcher(lines.get(i)).find()) {
            found.add(file.getFileName() + ":" + (i + 1) + " " + lines.get(i).strip());
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
