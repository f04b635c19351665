package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.backup.BackupException;
import dev.tempo.server.backup.Restore;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {
  @TempDir Path parent;
  private final SteppedTime time = new SteppedTime();
  private Path data;
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    data = parent.resolve("data");
    server = TestServer.start(data, builder -> builder.time(time));
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void restoredServer_losesWhatHadNotEnded_andRunsNothingThatWasMissed() throws Exception {
    String job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Often','task':{'kind':'shell','content':'sleep 60'},"
                    + "'triggers':[{'type':'cron','expression':'* * * * * *'}]}")
            .status(201)
            .data("id")
            .textValue();
    Await.until("it runs", () -> !server.store().runs().running().isEmpty());
    String id = make().path("id").textValue();
    admin.put("/api/settings", "{'productName':'After'}").status(200);
    admin.post("/api/backups/" + id + "/restore").status(202);
    JsonNode status = admin.await("/api/backups/status", s -> s.path("running").isNull()).data();
    assertThat(status.path("restoreStaged").textValue()).contains(id);
    assertThat(status.path("restartNeeded").booleanValue()).isTrue();
    assertThat(admin.get("/api/branding").data("productName").textValue())
        .as("nothing is replaced while the server runs")
        .isEqualTo("After");
    admin.post("/api/jobs/" + job + "/disable").status(200);
    admin.post("/api/jobs/" + job + "/stop").status(202);
    server.close();

    try (StandaloneServer again = StandaloneServer.launch(options())) {
      ApiClient client =
          new ApiClient("http://127.0.0.1:" + again.port()).logIn("admin", TestServer.PASSWORD);
      assertThat(client.get("/api/branding").data("productName").textValue()).isEqualTo("Tempo");
      JsonNode lost = client.get("/api/runs?status=lost").status(200).data("runs");
      assertThat(lost).isNotEmpty();
      assertThat(lost.get(0).path("error").textValue()).contains("backup");
      assertThat(client.get("/api/backups/status").data("restartNeeded").booleanValue()).isFalse();
      assertThat(data.resolve("restore/previous/tempo.db")).exists();
      assertThat(data.resolve("restore/applied")).doesNotExist();
      client.post("/api/jobs/" + job + "/disable").status(200);
      client.post("/api/jobs/" + job + "/stop").status(202);
    }
    server = TestServer.start(data, builder -> builder.time(time));
  }

  @Test
  void interruptedRestore_isCompletedByTheNextStart() throws Exception {
    Path archive = Path.of(make().path("file").textValue());
    admin.put("/api/settings", "{'productName':'After'}").status(200);
    Files.createDirectories(data.resolve("projects"));
    server.close();
    Restore restore = new Restore(SqliteStoreProvider.INSTANCE, data);
    restore.stage(archive);
    // As far as a crash in the middle would have come: old files away, new ones half in place.
    Files.createDirectories(data.resolve("restore/previous"));
    Files.writeString(data.resolve("restore/applied"), "");
    Files.move(data.resolve("tempo.db"), data.resolve("restore/previous/tempo.db"));
    Files.writeString(data.resolve("tempo.db"), "half of it");
    Files.move(data.resolve("config"), data.resolve("restore/previous/config"));
    Files.move(data.resolve("restore/staged/config"), data.resolve("config"));
    assertThat(
            new Restore(SqliteStoreProvider.INSTANCE, data).applyIfStaged(data.resolve("tempo.db")))
        .isTrue();
    assertThat(new Restore(SqliteStoreProvider.INSTANCE, data).isFirstStart()).isTrue();
    assertThat(data.resolve("projects")).doesNotExist();
    server = TestServer.start(data, builder -> builder.time(time));
    assertThat(server.admin().get("/api/branding").data("productName").textValue())
        .isEqualTo("Tempo");
  }

  @Test
  void damagedArchive_replacesNothing() throws Exception {
    Path archive = Path.of(make().path("file").textValue());
    byte[] bytes = Files.readAllBytes(archive);
    Path damaged = parent.resolve("damaged.tar.gz");
    Restore restore = new Restore(SqliteStoreProvider.INSTANCE, parent.resolve("other"));
    for (int at : new int[] {bytes.length / 3, bytes.length / 2, bytes.length - 20}) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x40;
      Files.write(damaged, changed);
      assertThatThrownBy(() -> restore.stage(damaged))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("damaged");
      assertThat(restore.staged()).isEmpty();
    }
    Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertThatThrownBy(() -> restore.stage(damaged)).isInstanceOf(BackupException.class);
    Files.writeString(damaged, "no archive");
    assertThatThrownBy(() -> restore.stage(damaged)).isInstanceOf(BackupException.class);
    Cli.plain()
        .run("restore", damaged.toString(), "--data-path", parent.resolve("other").toString())
        .code(1)
        .oneLine("no backup of Tempo");
    Cli.plain()
        .run("restore", archive.toString(), "--data-path", data.toString())
        .code(1)
        .oneLine("--force");
    Cli.plain()
        .run("restore", archive.toString(), "--data-path", data.toString(), "--force")
        .code(4)
        .oneLine("in use by process");
  }

  @Test
  void backups_areListedFoundByTheirDayAndDeleted() {
    admin.get("/api/backups/none").problem(405, "METHOD_NOT_ALLOWED");
    admin.delete("/api/backups/none").problem(404, "NOT_FOUND");
    String id = make().path("id").textValue();
    String day = id.substring(0, 4) + "-" + id.substring(4, 6) + "-" + id.substring(6, 8);
    assertThat(admin.get("/api/system/backups").status(200).data("total").intValue()).isEqualTo(1);
    JsonNode status = admin.get("/api/system/backup-status").status(200).data();
    assertThat(status.path("lastBackup").path("id").textValue()).isEqualTo(id);
    assertThat(status.path("nextBackupAt").isTextual()).isTrue();
    assertThat(status.path("diskFreeBytes").longValue()).isPositive();
    ApiClient developer = server.as(Role.DEVELOPER);
    developer.get("/api/backups").problem(403, "UNAUTHORIZED");
    developer.get("/api/backups/" + id + "/download").problem(403, "UNAUTHORIZED");
    ApiClient.Answer file = admin.get("/api/backups/" + day + "/download").status(200);
    assertThat(file.header("Content-Type")).isEqualTo("application/gzip");
    assertThat(file.header("Content-Disposition")).contains("tempo-" + id + ".tar.gz");
    assertThat(admin.get("/api/admin/audit").body()).contains("downloadBackup");
    admin.delete("/api/system/backups/" + day).status(200);
    assertThat(admin.get("/api/backups").data("total").intValue()).isZero();
    assertThat(data.resolve("backups/" + day)).doesNotExist();
  }

  @Test
  void dailyBackup_comesAtItsTime_theOneOfSundayIsWeekly_oldOnesGo() {
    String project = "/api/projects/" + admin.get("/api/projects/active").data("id").textValue();
    admin.send("PUT", project + "/files/a.txt", "a", "application/octet-stream").status(201);
    admin.put("/api/settings", "{'backupRetentionDays':3,'backupRetentionWeeks':2}").status(200);
    int today = time.instant().atZone(java.time.ZoneOffset.UTC).getDayOfWeek().getValue();
    pass(Duration.ofDays((8 - today) % 7)); // a Monday: its Sunday is older than what is daily
    String last = "";
    for (int day = 0; day < 9; day++) {
      String before = last;
      pass(Duration.ofDays(1));
      admin = server.admin(); // a session does not live for a day
      admin.put("/api/settings", "{'backupScheduleTime':'%s'}".formatted(soon())).status(200);
      pass(Duration.ofMinutes(2));
      admin.put("/api/settings", "{'productName':'Wakes the timer'}").status(200);
      last =
          admin
              .await("/api/backups/status", s -> s.path("running").isNull() && isNewer(s, before))
              .data("lastBackup")
              .path("id")
              .textValue();
    }
    JsonNode all = admin.get("/api/backups").data("backups");
    JsonNode ofProject = admin.get(project + "/backups").status(200).data("backups");
    assertThat(ofProject).as("backups of what changed once").hasSize(1);
    assertThat(all.findValuesAsText("kind")).contains("daily", "weekly");
    assertThat(all.size()).isBetween(4, 6);
  }

  /** As while {@code tempo backup} runs beside the server. */
  @Test
  void dailyBackup_waitsForOneThatIsMadeElsewhere_andOldOnesThatStayAreNoFailure()
      throws Exception {
    Path stays = data.resolve("backups/2020-01-01/tempo-20200101T020000Z-daily.tar.gz/there");
    Files.createDirectories(stays);
    admin.put("/api/settings", "{'backupScheduleTime':'%s'}".formatted(soon())).status(200);
    try (FileChannel channel =
        FileChannel.open(
            data.resolve("backups/.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      admin.post("/api/backups").problem(409, "CONFLICT");
      String due = admin.get("/api/backups/status").data("nextBackupAt").textValue();
      pass(Duration.ofMinutes(2));
      admin.put("/api/settings", "{'productName':'Wakes the timer'}").status(200);
      admin.post("/api/backups").problem(409, "CONFLICT");
      JsonNode status = admin.get("/api/backups/status").data();
      assertThat(status.path("nextBackupAt").textValue()).as("it stays due").isEqualTo(due);
      assertThat(status.path("lastFailure").isNull()).isTrue();
    }
    admin.put("/api/settings", "{'productName':'Wakes it again'}").status(200);
    JsonNode status =
        admin
            .await(
                "/api/backups/status",
                s -> s.path("running").isNull() && s.path("lastOutcome").has("result"))
            .data();
    assertThat(status.path("lastOutcome").path("result").textValue()).isEqualTo("done");
    assertThat(status.path("lastBackup").path("id").textValue()).matches(".*-(daily|weekly)");
    assertThat(stays).exists();
  }

  @Test
  void list_isAnswered_whileBackupsComeAndGo() throws Exception {
    Path day = data.resolve("backups/2020-01-01");
    Path file = day.resolve("tempo-20200101-000000-manual.tar.gz.part");
    AtomicBoolean ended = new AtomicBoolean();
    Thread comingAndGoing =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ended.get()) {
                    try {
                      Files.createDirectories(day);
                      Files.createFile(file);
                      Files.delete(file);
                      Files.delete(day);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }
                });
    try {
      for (int i = 0; i < 150; i++) {
        admin.get("/api/backups").status(200);
      }
    } finally {
      ended.set(true);
      comingAndGoing.join();
    }
  }

  @Test
  void command_makesOneWhileTheServerRuns() throws Exception {
    Path backups = parent.resolve("out");
    Cli.Result made =
        Cli.plain()
            .run("backup", "--data-path", data.toString(), "--output", backups.toString())
            .code(0);
    assertThat(Path.of(made.out().strip())).startsWith(backups).exists();
    Cli.plain()
        .run("backup", "--data-path", parent.resolve("nothing").toString())
        .code(1)
        .oneLine("There is no database");
  }

  /** Connections that were idle meanwhile are closed; what only reads is sent again on another. */
  private void pass(Duration duration) {
    time.step(duration);
    server.client().get("/api/version").status(200);
  }

  private static boolean isNewer(JsonNode status, String before) {
    String last = status.path("lastBackup").path("id").asText();
    return !last.isEmpty() && !last.equals(before);
  }

  private String soon() {
    return java.time.LocalTime.ofInstant(
            time.instant().plus(Duration.ofMinutes(1)), java.time.ZoneOffset.UTC)
        .truncatedTo(java.time.temporal.ChronoUnit.MINUTES)
        .toString();
  }

  private JsonNode make() {
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    JsonNode status = admin.await("/api/backups/status", s -> s.path("running").isNull()).data();
    assertThat(status.path("lastFailure").isNull()).as(status.toString()).isTrue();
    JsonNode made = admin.get("/api/backups").status(200).data("backups").get(0);
    assertThat(made.path("id").textValue()).isEqualTo(id);
    return made;
  }

  private ServerLauncher.Options options() {
    return new ServerLauncher.Options(
        SettingSources.NONE.flag(Settings.PORT, "0"), data, Optional.empty());
  }
}
