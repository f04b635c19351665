package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Sql;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests, to a real mail server, while the clock is put forward. */
final class DigestTest {
  @TempDir Path directory;
  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient admin;
  private GreenMail mails;

  @BeforeEach
  void start() {
    mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    time.stepToNoonOf(DayOfWeek.WEDNESDAY); // no digest is due within a test's first hours
    open();
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s','email':'boss@example.org'}"
                .formatted(TestServer.PASSWORD))
        .status(201);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
    mails.stop();
  }

  private void open() {
    server =
        TestServer.start(
            directory, engine -> engine.timeSource(time), builder -> builder.time(time));
  }

  private void setUpMail() {
    admin
        .put(
            "/api/settings/smtp",
            "{'server':'127.0.0.1','port':%d,'security':'NONE','from':'tempo@example.org'}"
                .formatted(mails.getSmtp().getPort()))
        .status(200);
  }

  @Test
  void dailyDigest_tellsWhatFailedAndWasLate_once_alsoAfterARestart() throws Exception {
    setUpMail();
    job("Bad", "exit 3", "");
    job("Good", "true", "");
    job("Silent", "true", "'notify':{'on':'never'},'expect':{'successWithinSeconds':60},");
    admin.put("/api/me/digest", "{'frequency':'daily'}").status(200);
    ended("bad");
    ended("bad");
    ended("good");
    time.step(Duration.ofSeconds(80)); // less than a sleep of the machine
    admin.await("/api/jobs/silent", job -> job.path("late").isObject());
    Await.until("it is noted for digests, a moment later", () -> latenesses() == 1);
    Instant next = next();
    time.step(Duration.between(time.instant(), next).plusSeconds(1));
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    MimeMessage mail = mails.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[Tempo] The day: 2 failed of 3, 1 late");
    assertThat(mail.getAllRecipients()[0]).hasToString("boss@example.org");
    assertThat(text(mail))
        .contains("Runs: 3")
        .contains("Successful: 1")
        .contains("Bad: 2 runs failed, the last on ")
        .contains("Silent: has missed its success, late since ")
        .doesNotContain("Good:");
    admin = server.admin(); // sessions end meanwhile
    assertThat(next()).isEqualTo(next.plus(Duration.ofDays(1)));

    server.close();
    open();
    admin = server.admin();
    assertThat(next()).isEqualTo(next.plus(Duration.ofDays(1)));
    admin.post("/api/jobs/silent/run").status(202);
    admin.await("/api/jobs/silent", job -> job.path("late").isNull());
    time.step(Duration.ofDays(1));
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(mails.getReceivedMessages()).hasSize(2);
    assertThat(text(mails.getReceivedMessages()[1]))
        .contains("Runs: 1")
        .contains("Silent: late from ");
  }

  @Test
  void runThatIsOpen_whenADigestIsWritten_isToldByTheNextOne() throws Exception {
    setUpMail();
    Path end = directory.resolve("end");
    job("Long", "while [ ! -e " + end + " ]; do sleep 0.1; done; exit 3", "");
    job("Good", "true", "");
    admin.put("/api/me/digest", "{'frequency':'daily'}").status(200);
    String run = admin.post("/api/jobs/long/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, one -> one.path("status").asText().equals("running"));
    ended("good");
    time.step(Duration.between(time.instant(), next()).plusSeconds(1));
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    assertThat(text(mails.getReceivedMessages()[0])).contains("Runs: 1").doesNotContain("Long");
    admin = server.admin();
    Files.createFile(end);
    admin.await("/api/runs/" + run, one -> one.path("status").asText().equals("failure"));
    time.step(Duration.ofDays(1));
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(text(mails.getReceivedMessages()[1])).contains("Runs: 1", "Successful: 0", "Long: ");
  }

  @Test
  void timesThatWentBy_whileNoServerRan_areToldInOneDigest() throws Exception {
    setUpMail();
    job("Good", "true", "");
    admin.put("/api/me/digest", "{'frequency':'daily'}").status(200);
    ended("good");
    Instant next = next();
    server.close();
    time.step(Duration.between(time.instant(), next).plusDays(3));
    open();
    admin = server.admin();
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    assertThat(text(mails.getReceivedMessages()[0])).contains("Runs: 1");
    admin.await(
        "/api/me/digest",
        digest -> Instant.parse(digest.path("next").textValue()).isAfter(time.instant()));
    time.step(Duration.ofDays(1));
    admin = server.admin();
    admin.await(
        "/api/me/digest",
        digest -> Instant.parse(digest.path("next").textValue()).isAfter(time.instant()));
    assertThat(mails.getReceivedMessages()).hasSize(1); // nothing ran
  }

  @Test
  void digests_areOfWhatOneMaySee_inOnesLanguage_andClock() throws Exception {
    setUpMail();
    job("Secret", "exit 1", "'requiredLevel':'admin',");
    ApiClient viewer = server.as("vera", Role.VIEWER);
    for (JsonNode user : admin.get("/api/users").data("users")) {
      if (user.path("username").textValue().equals("vera")) {
        String id = user.path("id").textValue();
        admin.put("/api/users/" + id, "{'email':'vera@example.org'}").status(200);
      }
    }
    job("Shown", "exit 1", "'triggers':[{'type':'interval','everySeconds':3600}],");
    viewer.put("/api/me/preferences", "{'language':'fr','timezone':'Asia/Tokyo'}").status(200);
    viewer.put("/api/me/digest", "{'frequency':'weekly'}").status(200);
    ended("secret");
    Instant next = Instant.parse(viewer.get("/api/me/digest").data("next").textValue());
    assertThat(next.atZone(ZoneOffset.UTC).getHour()).isEqualTo(22); // 07:00 in Tokyo
    assertThat(next.plus(Duration.ofHours(9)).atZone(ZoneOffset.UTC).getDayOfWeek().getValue())
        .isEqualTo(1);
    time.step(Duration.ofMinutes(61));
    admin.await(
        "/api/jobs/shown", job -> job.path("lastRun").path("status").asText().equals("failure"));
    time.step(Duration.between(time.instant(), next).plusSeconds(1));
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    MimeMessage mail =
        Arrays.stream(mails.getReceivedMessages())
            .filter(one -> subject(one).contains("semaine"))
            .findFirst()
            .orElseThrow();
    assertThat(text(mail)).contains("Shown", "en échec").doesNotContain("Secret");
    assertThat(mail.getHeader("Content-Language")[0]).isEqualTo("fr");
  }

  @Test
  void choice_isChecked_andSaysWhyNoneWouldCome() {
    assertThat(admin.get("/api/me/digest").data("frequency").textValue()).isEqualTo("never");
    JsonNode chosen = admin.put("/api/me/digest", "{'frequency':'daily'}").status(200).data();
    assertThat(chosen.path("problem").textValue()).startsWith("Mail is not set up");
    setUpMail();
    assertThat(admin.get("/api/me/digest").data("problem").isNull()).isTrue();
    ApiClient nobody = server.as(Role.VIEWER);
    assertThat(nobody.put("/api/me/digest", "{'frequency':'weekly'}").data("problem").textValue())
        .startsWith("Your account has no e-mail address");
    admin.put("/api/me/digest", "{'frequency':'hourly'}").invalid("frequency");
    admin.put("/api/me/digest", "{}").invalid("frequency");
    JsonNode never = admin.put("/api/me/digest", "{'frequency':'never'}").status(200).data();
    assertThat(never.path("next").isNull()).isTrue();
    server.client().get("/api/me/digest").problem(401, "INVALID_TOKEN");
  }

  private Instant next() {
    return Instant.parse(admin.get("/api/me/digest").status(200).data("next").textValue());
  }

  private void ended(String job) {
    String id = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
  }

  private void job(String name, String script, String more) {
    String notify = more.contains("notify") ? "" : "'notify':{'on':'never'},";
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    admin.post("/api/jobs", "{'name':'" + name + "'," + notify + more + task + "}").status(201);
  }

  private static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The part in plain text. */
  private static String text(MimeMessage mail) throws MessagingException, IOException {
    Object content = mail.getContent();
    if (content instanceof jakarta.mail.Multipart parts) {
      return parts.getBodyPart(0).getContent().toString();
    }
    return content.toString();
  }

  private int latenesses() {
    return server
        .store()
        .database()
        .read(c -> Sql.of(c, "SELECT COUNT(*) AS n FROM lateness").first(row -> row.integer("n")))
        .orElseThrow();
  }
}
