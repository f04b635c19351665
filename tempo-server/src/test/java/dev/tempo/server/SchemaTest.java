package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of a new installation are those that installations have. {@code sqlite-schema.txt}
 * says which these are; scripts that stand in it are never changed, only added to.
 */
final class SchemaTest {
  private static final String OBJECTS =
      "SELECT sql AS line FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
  private static final String VERSIONS =
      "SELECT name || ' ' || version AS line FROM component ORDER BY name";

  @TempDir private Path directory;

  @Test
  void newInstallation_hasTheTablesThatInstallationsHave() throws Exception {
    TestServer.start(directory).close();
    try (Connection tempo = open("tempo.db");
        Connection logs = open("logs.db")) {
      String found =
          String.join(
              "\n",
              lines(tempo, VERSIONS),
              "tempo.db " + lines(tempo, "SELECT user_version AS line FROM pragma_user_version"),
              lines(tempo, OBJECTS),
              "logs.db " + lines(logs, "SELECT user_version AS line FROM pragma_user_version"),
              lines(logs, OBJECTS));
      assertThat(found).isEqualTo(expected());
    }
  }

  /**
   * Whoever adds a script adds one of the same number for the other database; only what tells other
   * nodes of changes is for the one that nodes share.
   */
  @Test
  void everyScriptOfTheServer_isThereForBothDatabases() throws Exception {
    assertThat(scripts("postgresql")).isEqualTo(scripts("sqlite")).hasSizeGreaterThan(30);
  }

  private static Set<String> scripts(String dialect) throws IOException {
    Path directory = Path.of("src/main/resources/META-INF/db", dialect);
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("changes-"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private Connection open(String name) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(name));
  }

  private static String lines(Connection connection, String query) throws SQLException {
    StringBuilder lines = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        lines.append(row.getString("line").strip()).append('\n');
      }
    }
    return lines.toString();
  }

  private static String expected() throws IOException {
    try (InputStream in = SchemaTest.class.getResourceAsStream("sqlite-schema.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
