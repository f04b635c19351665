package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tempo doctor} tells of an installation, and what {@code --fix} makes of it. */
@EnabledOnOs(OS.LINUX)
final class DoctorTest {
  @TempDir static Path template;
  @TempDir Path parent;
  private Path data;
  private Cli cli;

  @BeforeAll
  static void makeTemplate() throws Exception {
    Cli.inside().run("migrate", "--data-path", template.toString()).code(0);
    execute(
        template.resolve("tempo.db"),
        "CREATE TABLE noted (id INTEGER PRIMARY KEY, text TEXT)",
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
            + " INSERT INTO noted SELECT i, 'text ' || i FROM n");
  }

  @BeforeEach
  void copyTemplate() throws Exception {
    data = parent.toRealPath().resolve("data");
    cli = Cli.inside().with("TEMPO_DATA_PATH", data.toString());
    try (Stream<Path> all = Files.walk(template)) {
      for (Path each : all.toList()) {
        Path to = data.resolve(template.relativize(each).toString());
        Files.copy(each, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Test
  void soundInstallation_hasNothingBroken_andLookingChangesNothing() throws Exception {
    assertThat(cli.run("doctor").code(0).out())
        .contains("All jobs can be read")
        .doesNotContain("broken", "--fix");
  }

  @Test
  void brokenIndex_isToldAndMended_andTheOldFileIsKept() throws Exception {
    execute(
        data.resolve("tempo.db"),
        "CREATE INDEX noted_text ON noted (text)",
        "CREATE TABLE put_back AS SELECT * FROM sqlite_schema WHERE name = 'noted_text'",
        "PRAGMA writable_schema = 1",
        "DELETE FROM sqlite_schema WHERE name = 'noted_text'");
    execute(data.resolve("tempo.db"), "INSERT INTO noted VALUES (501, 'in no index')");
    execute(
        data.resolve("tempo.db"),
        "PRAGMA writable_schema = 1",
        "INSERT INTO sqlite_schema SELECT * FROM put_back");
    assertThat(cli.run("doctor").code(5).out())
        .contains("broken, database", "can still be read", "--fix would put a sound copy");
    assertThat(data.resolve("tempo.db.damaged-1")).doesNotExist();

    cli.run("doctor", "--fix").code(0);

    assertThat(data.resolve("tempo.db.damaged-1")).exists();
    assertThat(cli.run("doctor").code(0).out()).doesNotContain("broken");
    assertThat(count("SELECT count(*) FROM noted")).isEqualTo(501);
  }

  @Test
  void logsThatCannotBeRead_areBegunAnew_andKept() throws Exception {
    Path logs = data.resolve("logs.db");
    long size = Files.size(logs);
    try (RandomAccessFile file = new RandomAccessFile(logs.toFile(), "rw")) {
      file.seek(4_096);
      file.write(new byte[(int) size - 4_096]);
    }
    assertThat(cli.run("doctor").out()).contains("broken, database", "logs.db", "begin an empty");

    cli.run("doctor", "--fix").code(0);

    assertThat(data.resolve("logs.db.damaged-1")).hasSize(size);
    assertThat(cli.run("doctor").code(0).out()).doesNotContain("broken");
    try (TestServer server = TestServer.startSetUp(data)) {
      assertThat(server.admin().get("/api/health").data("status").textValue()).isEqualTo("healthy");
    }
  }

  @Test
  void stateThatCannotBeRead_isNotTouched_andTheNewestBackupIsNamed() throws Exception {
    cli.run("backup").code(0);
    try (RandomAccessFile file = new RandomAccessFile(data.resolve("tempo.db").toFile(), "rw")) {
      file.seek(4_096);
      file.write(new byte[(int) file.length() - 4_096]);
    }
    byte[] before = Files.readAllBytes(data.resolve("tempo.db"));
    assertThat(cli.run("doctor", "--fix").code(5).out())
        .contains("broken, database", "tempo restore " + data.resolve("backups"));
    assertThat(data.resolve("tempo.db")).hasBinaryContent(before);
  }

  @Test
  void whatRunsAndJobsLeftBehind_isTold_deletedOrSetAside() throws Exception {
    Path run = Files.createDirectories(data.resolve("runs/" + UUID.randomUUID()));
    Path environment = Files.createDirectories(data.resolve("envs/" + UUID.randomUUID()));
    Path work = Files.createDirectories(data.resolve("scripts/left/deep")).resolve("work.csv");
    Files.writeString(work, "mine");
    assertThat(cli.run("doctor").code(0).out())
        .contains("warning, runs", "warning, envs", "warning, scripts", "--fix would move it to");
    assertThat(run).exists();

    assertThat(cli.run("doctor", "--fix").code(0).out()).contains("done: delete");

    assertThat(run).doesNotExist();
    assertThat(environment).doesNotExist();
    assertThat(data.resolve("orphans/scripts/left/deep/work.csv")).hasContent("mine");
    assertThat(cli.run("doctor").code(0).out()).doesNotContain("warning, runs", "warning, scripts");
  }

  @Test
  void directoryOfAJob_isNoOrphan() throws Exception {
    try (TestServer server = TestServer.startSetUp(data)) {
      ApiClient admin = server.admin();
      String folder =
          admin.post("/api/folders", "{'name':'In'}").status(201).data("id").textValue();
      String task = "'task':{'kind':'shell','content':'echo'}";
      admin.post("/api/jobs", "{'name':'A','folderId':'" + folder + "'," + task + "}").status(201);
      String id = admin.post("/api/jobs/in:a/run").status(202).data("runId").textValue();
      admin.await("/api/runs/" + id, now -> now.path("finishedAt").isTextual());
    }
    assertThat(data.resolve("scripts/in/a")).exists();
    assertThat(cli.run("doctor").code(0).out()).doesNotContain("warning, scripts");
  }

  @Test
  void keysAndPermissions_areLookedAt() throws Exception {
    Path key = data.resolve("config/secret.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Files.delete(data.resolve("config/jwt.key"));
    assertThat(cli.run("doctor").code(0).out())
        .contains("warning, permissions: Others may look into " + key, "jwt.key is missing");
    cli.run("doctor", "--fix").code(0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    Files.move(key, data.resolve("config/jwt.key"));
    assertThat(cli.run("doctor").code(5).out()).contains("broken, keys", "secret.key is missing");
  }

  @Test
  void machineAndMail_areLookedAt() throws Exception {
    Cli with =
        cli.with("TEMPO_DISK_RESERVE", "16777216")
            .with("FROM_EMAIL", "tempo@example.org")
            .with("SMTP_SERVER", "127.0.0.1")
            .with("SMTP_PORT", "1")
            .with("TEMPO_DEFAULT_PYTHON", "3.99");
    assertThat(with.run("doctor").code(0).out())
        .contains("warning, disk", "diskReserve")
        .contains("warning, mail: No mail server answers at 127.0.0.1:1")
        .contains("warning, interpreters");
  }

  @Test
  void serverThatRuns_isNotLookedAt() throws Exception {
    Process server = Cli.plain().start("run", "--port", "0", "--data-path", data.toString());
    try (var out = server.inputReader()) {
      assertThat(out.readLine()).contains(" ready on ");
      cli.run("doctor").code(4).oneLine(Long.toString(server.pid()));
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static void execute(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private long count(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tempo.db"));
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
