package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who learns of a backup that should have been made by itself, and was not. */
final class BackupAlarmTest {
  @TempDir private Path parent;
  private final SteppedTime time = new SteppedTime();
  private Path backups;
  private TestServer server;
  private ApiClient admin;
  private GreenMail mails;

  @BeforeEach
  void start() throws Exception {
    mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    backups = parent.resolve("mounted/backups");
    Files.createDirectories(parent.resolve("data"));
    Files.writeString(parent.resolve("mounted"), "no directory");
    server =
        TestServer.start(
            parent.resolve("data"),
            builder -> builder.time(time).setting("backupPath", backups.toString()));
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s','email':'boss@example.org'}"
                .formatted(TestServer.PASSWORD))
        .status(201);
    admin = server.admin();
    admin
        .put(
            "/api/settings/smtp",
            "{'server':'127.0.0.1','port':%d,'security':'NONE','from':'tempo@example.org'}"
                .formatted(mails.getSmtp().getPort()))
        .status(200);
  }

  @AfterEach
  void stop() {
    server.close();
    mails.stop();
  }

  @Test
  void failure_isMailedToAdministrators_andWarnedOf_untilOneIsMade() throws Exception {
    String at =
        LocalTime.ofInstant(time.instant().plusSeconds(60), ZoneOffset.UTC)
            .truncatedTo(ChronoUnit.MINUTES)
            .toString();
    admin.put("/api/settings", "{'backupScheduleTime':'" + at + "'}").status(200);
    time.step(Duration.ofMinutes(2));
    admin.put("/api/settings", "{'productName':'Wakes the timer'}").status(200);

    assertThat(mails.waitForIncomingEmail(30_000, 1)).isTrue();

    String body = GreenMailUtil.getBody(mails.getReceivedMessages()[0]);
    assertThat(mails.getReceivedMessages()[0].getSubject()).contains("the backup failed");
    assertThat(mails.getReceivedMessages()[0].getAllRecipients()[0].toString())
        .isEqualTo("boss@example.org");
    assertThat(body).contains("mounted");
    JsonNode status = admin.get("/api/backups/status").data();
    assertThat(status.path("lastFailure").path("message").textValue()).contains("mounted");
    assertThat(warnings()).contains("The backup " + status.path("lastFailure").path("id").asText());

    Files.delete(parent.resolve("mounted"));
    admin.post("/api/backups").status(202);
    JsonNode made = admin.await("/api/backups/status", now -> now.path("running").isNull()).data();
    assertThat(made.path("lastFailure").isNull()).isTrue();
    assertThat(warnings()).doesNotContain("The backup ");
    assertThat(mails.getReceivedMessages()).as("one by hand mails nobody").hasSize(1);
  }

  private String warnings() {
    return admin.get("/api/admin/health").json().path("warnings").toString()
        + admin.get("/api/admin/health").json().path("data").path("warnings");
  }
}
