package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with backups while one looks on: progress, cancelling, logs, other places. */
final class BackupWorkTest {
  /** What cannot be packed small takes long enough to be looked at and cancelled. */
  private static final int LARGE_BYTES = 48 << 20;

  @TempDir private static Path parent;
  private static Path data;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() throws IOException {
    data = parent.resolve("data");
    Path left = data.resolve("backups/.work-20200101T000000Z-daily");
    Files.createDirectories(left);
    Files.writeString(left.resolve("tempo.db"), "half of it");
    Files.createDirectories(data.resolve("backups/2020-01-01"));
    Files.writeString(
        data.resolve("backups/2020-01-01/tempo-20200101T000000Z-daily.tar.gz.part"), "half");
    Files.createDirectories(data.resolve("restore/staged"));
    Files.writeString(data.resolve("restore/staged/tempo.db"), "half of it");
    Files.createDirectories(data.resolve("restore/look-1"));
    server = TestServer.startSetUp(data);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void whatAProcessLeftThatWasKilled_isGoneOnceAServerStarts() throws IOException {
    assertThat(data.resolve("backups/.work-20200101T000000Z-daily")).doesNotExist();
    assertThat(data.resolve("backups/2020-01-01")).doesNotExist();
    assertThat(data.resolve("restore/staged")).doesNotExist();
    assertThat(data.resolve("restore/look-1")).doesNotExist();
  }

  @Test
  void progress_isToldToAdministrators_andWhatIsCancelledLeavesNothing() throws Exception {
    large();
    SocketClient told = open(admin);
    SocketClient untold = open(server.as(Role.DEVELOPER));
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    admin.post("/api/backups").problem(409, "CONFLICT");
    admin.delete("/api/backups/restore").problem(409, "CONFLICT");
    JsonNode event =
        told.until(
            one ->
                one.path("type").asText().equals("backup.progress")
                    && one.path("data").path("percent").asInt() > 0);
    assertThat(event.path("data").path("what").textValue()).isEqualTo("backup");
    assertThat(event.path("data").path("id").textValue()).isEqualTo(id);
    assertThat(event.path("data").path("totalBytes").longValue()).isGreaterThan(LARGE_BYTES);
    server.as(Role.DEVELOPER).delete("/api/backups/running").problem(403, "UNAUTHORIZED");
    admin.delete("/api/backups/running").status(200);
    JsonNode ended = told.untilType("backup.ended").path("data");
    assertThat(ended.path("result").textValue()).isEqualTo("cancelled");
    JsonNode status = idle();
    assertThat(status.path("lastFailure").path("id").asText()).as("no failure").isNotEqualTo(id);
    assertThat(status.path("lastOutcome").path("id").textValue()).isEqualTo(id);
    admin.delete("/api/backups/running").problem(409, "CONFLICT");
    assertThat(filesOf(id)).isEmpty();
    assertThat(untold.seen().toString()).doesNotContain("backup.");
    Files.delete(data.resolve("projects/large"));
  }

  @Test
  void log_isReadOfABackup_andOfOneThatFailed() throws IOException {
    Files.createDirectories(data.resolve("projects"));
    Path link = data.resolve("projects/link");
    Files.createSymbolicLink(link, Path.of("nowhere"));
    String id = make();
    JsonNode read = admin.get("/api/backups/" + id + "/log").status(200).data();
    assertThat(read.path("lines").toString())
        .contains("copying the databases", "note: left out projects/link: it is a link", "done: ");
    assertThat(read.path("complete").booleanValue()).isTrue();
    Path log = data.resolve("backups/2020-03-01/tempo-20200301T020000Z-daily.log");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "2020-03-01T02:00:00Z failed: no space\n");
    assertThat(admin.get("/api/backups/20200301T020000Z-daily/log").status(200).body())
        .contains("no space");
    admin.get("/api/backups/20200301T020000Z-manual/log").problem(404, "NOT_FOUND");
    server.as(Role.DEVELOPER).get("/api/backups/" + id + "/log").problem(403, "UNAUTHORIZED");
    Files.delete(link);
  }

  @Test
  void verify_saysThatAllIsWell_orWhatIsNot() throws Exception {
    String id = make();
    admin.post("/api/backups/" + id + "/verify").status(202);
    assertThat(idle().path("lastOutcome").path("result").textValue()).isEqualTo("done");
    admin.post("/api/backups/20200101T000000Z-daily/verify").problem(404, "NOT_FOUND");
    Path archive = Path.of(admin.get("/api/backups").data("backups").get(0).path("file").asText());
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    admin.post("/api/backups/" + id + "/verify").status(202);
    JsonNode outcome = idle().path("lastOutcome");
    assertThat(outcome.path("result").textValue()).isEqualTo("failed");
    assertThat(outcome.path("message").textValue()).contains("is damaged from ");
    admin.get("/api/backups/" + id + "/items").problem(409, "CONFLICT");
    large();
    admin.post("/api/backups").status(202);
    admin.post("/api/backups/" + id + "/verify").problem(409, "CONFLICT");
    admin.delete("/api/backups/running").status(200);
    idle();
    Files.delete(data.resolve("projects/large"));
    Cli.plain().run("restore", archive.toString(), "--check").code(1).oneLine("is damaged from ");
    admin.delete("/api/backups/" + id).status(200);
  }

  @Test
  void backup_isRestoredIntoAnEmptyDirectoryBesideTheServer() throws Exception {
    String id = make();
    String restore = "/api/backups/" + id + "/restore";
    Path target = parent.resolve("elsewhere");
    for (String wrong :
        new String[] {"relative", data.toString(), data + "/in", parent.toString(), "/a/../b"}) {
      admin.post(restore, "{'target':'" + wrong + "'}").invalid("target");
    }
    Files.createDirectories(target);
    Files.writeString(target.resolve("something"), "there");
    admin.post(restore, "{'target':'" + target + "'}").invalid("target");
    assertThat(target.resolve("something")).hasContent("there");
    Files.delete(target.resolve("something"));

    JsonNode begun = admin.post(restore, "{'target':'" + target + "'}").status(202).data();

    assertThat(begun.path("restartNeeded").booleanValue()).isFalse();
    JsonNode status = idle();
    assertThat(status.path("lastOutcome").path("result").textValue()).isEqualTo("done");
    assertThat(status.path("restartNeeded").booleanValue()).isFalse();
    try (SqliteStore store = SqliteStore.open(target)) {
      assertThat(store.jobs().count()).isEqualTo(server.store().jobs().count());
    }
    Cli.inside()
        .run("restore", archive(id).toString(), "--check")
        .code(0)
        .out()
        .contains("is whole");
  }

  /** Whichever part of the data is newer, and not only the engine's. */
  @Test
  void backupOfANewerTempo_isRefused() throws Exception {
    for (String newer :
        new String[] {
          "PRAGMA user_version = 999", "UPDATE component SET version = 99 WHERE name = 'projects'"
        }) {
      Path later = Files.createTempDirectory(parent, "later");
      Cli cli = Cli.inside().with("TEMPO_DATA_PATH", later.toString());
      cli.run("migrate").code(0);
      try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + later.resolve("tempo.db"));
          Statement statement = c.createStatement()) {
        statement.execute(newer);
      }
      String archive = cli.run("backup").code(0).out().strip();
      Path target = parent.resolve("refused");
      cli.run("restore", archive, "--data-path", target.toString())
          .code(6)
          .oneLine("newer version of Tempo");
      assertThat(target.resolve("tempo.db")).doesNotExist();
      String name = "tempo-20200202T000000Z-manual.tar.gz";
      Path here = Files.createDirectories(data.resolve("backups/2020-02-02")).resolve(name);
      Files.copy(Path.of(archive), here);
      String id = name.substring("tempo-".length(), name.length() - ".tar.gz".length());
      admin.get("/api/backups/" + id + "/items").problem(409, "CONFLICT");
      Files.delete(here);
    }
  }

  private static Path archive(String id) {
    return Path.of(
        admin.get("/api/backups").data("backups").findValuesAsText("file").stream()
            .filter(file -> file.contains(id))
            .findAny()
            .orElseThrow());
  }

  private static void large() throws IOException {
    byte[] noise = new byte[LARGE_BYTES];
    new Random(7).nextBytes(noise);
    Files.createDirectories(data.resolve("projects"));
    Files.write(data.resolve("projects/large"), noise);
  }

  private static Stream<Path> filesOf(String id) throws IOException {
    return Files.walk(data.resolve("backups")).filter(file -> file.toString().contains(id));
  }

  private static String make() {
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    JsonNode outcome = idle().path("lastOutcome");
    assertThat(outcome.path("result").textValue()).as(outcome.toString()).isEqualTo("done");
    return id;
  }

  private static JsonNode idle() {
    return admin.await("/api/backups/status", status -> status.path("running").isNull()).data();
  }

  private static SocketClient open(ApiClient as) throws InterruptedException {
    SocketClient client = SocketClient.open(as, server.url(), "/ws");
    client.say("{'subscribe':['backups']}");
    client.say("{'ping':'ready'}");
    client.untilType("pong");
    return client;
  }
}
