package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.tempo.server.security.authorization.Role;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotificationsTest {
  @TempDir Path directory;
  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient admin;
  private GreenMail mails;

  @BeforeEach
  void start() {
    mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    server = TestServer.start(directory, builder -> builder.time(time));
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s','email':'boss@example.org'}"
                .formatted(TestServer.PASSWORD))
        .status(201);
    admin = server.admin();
    smtp(mails.getSmtp().getPort());
  }

  @AfterEach
  void stop() {
    server.close();
    mails.stop();
  }

  @Test
  void smtp_isShownWithoutItsPassword_andTested() {
    admin.put("/api/settings/smtp", "{'username':'u','password':'hidden word'}").status(200);
    JsonNode shown = admin.get("/api/settings/smtp").status(200).data();
    assertThat(shown.toString()).doesNotContain("hidden");
    assertThat(shown.path("passwordSet").booleanValue()).isTrue();
    assertThat(shown.path("security").textValue()).isEqualTo("NONE");
    admin.put("/api/settings/smtp", shown.toString()).status(200);
    assertThat(admin.get("/api/settings/smtp").data("passwordSet").booleanValue()).isTrue();
    admin.put("/api/settings/smtp", "{'password':'','username':''}").status(200);
    assertThat(admin.get("/api/settings/smtp").data("passwordSet").booleanValue()).isFalse();

    admin
        .put("/api/settings/smtp", "{'port':0,'security':'SSL','from':'me','x':1}")
        .invalid("port", "security", "from", "x");
    server.as(Role.DEVELOPER).get("/api/settings/smtp").problem(403, "UNAUTHORIZED");

    assertThat(admin.post("/api/settings/smtp/test").status(200).data("to").textValue())
        .isEqualTo("boss@example.org");
    assertThat(mails.waitForIncomingEmail(10_000, 1)).isTrue();
    admin.post("/api/settings/smtp/test", "{'to':'nobody'}").problem(422, "VALIDATION_ERROR");
    mails.stop();
    admin.post("/api/settings/smtp/test").problem(503, "UNAVAILABLE");
  }

  @Test
  void failedRun_tellsAllRecipients_withTheEndOfTheLog() throws Exception {
    admin.put("/api/settings", "{'baseUrl':'https://tempo.example.org/'}").status(200);
    String job = job("'emails':['a@example.org','b@example.org']", "echo '<b>oops</b>'; exit 3");
    String run = run(job);
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(List.of(mails.getReceivedMessages()))
        .extracting(message -> message.getRecipients(Message.RecipientType.TO)[0].toString())
        .containsExactlyInAnyOrder("a@example.org", "b@example.org");
    MimeMessage mail = mails.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[Tempo] Fails: failure (exit code 3)");
    String body = GreenMailUtil.getWholeMessage(mail);
    assertThat(body)
        .contains("<b>oops</b>", "&lt;b&gt;oops&lt;/b&gt;")
        .contains("https://tempo.example.org/runs/" + run);
  }

  @Test
  void withoutRecipients_theOwnerIsTold_andASuccessNobody() throws Exception {
    run(job("'on':'failure'", "true"));
    run(job("'on':'failure'", "false"));
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    run(job("'on':'always','emails':['a@example.org']", "true"));
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(List.of(mails.getReceivedMessages()))
        .extracting(message -> message.getRecipients(Message.RecipientType.TO)[0].toString())
        .containsExactly("boss@example.org", "a@example.org");
  }

  @Test
  void retriedRun_tellsOnceAtTheEnd() {
    String job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Retried','task':{'kind':'shell','content':'exit 1'},"
                    + "'retry':{'count':2,'delaySeconds':0},"
                    + "'notify':{'on':'failure','emails':['a@example.org']}}")
            .status(201)
            .data("id")
            .textValue();
    run(job);
    admin.await("/api/jobs/" + job + "/runs?status=failure", page -> page.path("runs").size() == 3);
    run(job("'emails':['last@example.org']", "false"));
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(mails.getReceivedMessages()).hasSize(2);
    assertThat(GreenMailUtil.getWholeMessage(mails.getReceivedMessages()[0]))
        .contains("Attempt:  3");
  }

  @Test
  void withoutAMailServer_theJobAndTheRunSaySo() {
    admin.put("/api/settings/smtp", "{'from':null}").status(200);
    String named = job("'emails':['a@example.org','b@example.org']", "exit 1");
    JsonNode reach = admin.get("/api/jobs/" + named + "/notifications").status(200).data();
    assertThat(reach.path("mailReady").booleanValue()).isFalse();
    assertThat(reach.path("problems").findValuesAsText("code")).containsExactly("NO_MAIL_SERVER");
    JsonNode told = told(run(named), 2);
    assertThat(told.findValuesAsText("state")).containsOnly("skipped");
    assertThat(told.findValuesAsText("target"))
        .containsExactlyInAnyOrder("a@example.org", "b@example.org");
    assertThat(told.get(0).path("reason").textValue()).contains("Mail is not set up");
    assertThat(told(run(job("'on':'failure'", "exit 1")), 1).get(0).path("target").textValue())
        .isEqualTo("owner");
    assertThat(admin.get("/api/settings/smtp").data("readOnly")).isEmpty();

    smtp(mails.getSmtp().getPort());
    assertThat(admin.get("/api/jobs/" + named + "/notifications").data("problems")).isEmpty();
    String quiet = job("'on':'never','emails':['a@example.org']", "exit 1");
    assertThat(admin.get("/api/jobs/" + quiet + "/notifications").data("problems")).isEmpty();
  }

  @Test
  void whatKeepsSomebodyFromBeingTold_isNamed() throws Exception {
    ApiClient operator = server.as("olga", Role.OPERATOR);
    String job = job("'on':'failure'", "exit 1");
    admin.put("/api/jobs/" + job + "/owner", "{'owner':'olga'}").status(200);
    assertThat(problems(job)).containsExactly("OWNER_WITHOUT_ADDRESS");
    assertThat(told(run(job), 1).get(0).path("reason").textValue()).contains("olga");
    String olga = operator.get("/api/auth/me").data("id").textValue();
    admin.put("/api/users/" + olga, "{'email':'olga@example.org','active':false}").status(200);
    assertThat(problems(job)).containsExactly("OWNER_INACTIVE");
    admin.put("/api/jobs/" + job + "/owner", "{'owner':null}").status(200);
    assertThat(problems(job)).containsExactly("NO_OWNER");

    String hook = job("'webhookUrl':'http://127.0.0.1:1/token'", "exit 1");
    assertThat(problems(hook)).containsExactly("WEBHOOK_ADDRESS_REFUSED");
    String run = run(hook);
    JsonNode refused =
        admin
            .await(
                "/api/runs/" + run + "/notifications",
                data -> data.at("/notifications/0/state").asText().equals("failed"))
            .data("notifications")
            .get(0);
    assertThat(refused.path("target").textValue()).doesNotContain("token");
    assertThat(refused.path("reason").textValue()).contains("webhookPrivateAddresses");
    ApiClient viewer = server.as(Role.VIEWER);
    viewer.get("/api/runs/" + run + "/notifications").problem(404, "NOT_FOUND");
    assertThat(viewer.get("/api/jobs/" + hook + "/notifications").status(200).body())
        .doesNotContain("token");
  }

  private List<String> problems(String job) {
    return admin
        .get("/api/jobs/" + job + "/notifications")
        .status(200)
        .data("problems")
        .findValuesAsText("code");
  }

  /** What became of telling about a run, once so much is known. */
  private JsonNode told(String run, int notices) {
    return admin
        .await(
            "/api/runs/" + run + "/notifications",
            data -> data.path("notifications").size() >= notices)
        .data("notifications");
  }

  @Test
  void mailServerThatIsDown_delaysNothing_andTheMailComesLater() throws Exception {
    int port = freePort();
    smtp(port);
    String job = job("'emails':['a@example.org']", "exit 1");
    assertThat(run(job)).isNotEmpty();
    awaitAttempts(1);
    stopServer();
    GreenMail late = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
    late.start();
    try {
      startAgain();
      assertThat(late.getReceivedMessages()).isEmpty();
      time.step(Duration.ofMinutes(1));
      assertThat(late.waitForIncomingEmail(20_000, 1)).isTrue();
    } finally {
      late.stop();
    }
  }

  @Test
  void runThatEndsWhileNoServerListens_isToldAboutAfterTheStart() {
    String job = job("'emails':['a@example.org']", "exit 1");
    server.server().close();
    server.tempo().run(java.util.UUID.fromString(job)).await(Duration.ofSeconds(30));
    stopServer();
    startAgain();
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    stopServer();
    startAgain();
    run(job("'emails':['b@example.org']", "exit 1"));
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(mails.getReceivedMessages()).as("told once each").hasSize(2);
  }

  @Test
  void webhook_isSignedTriedAgainAndNeverRedirected() throws Exception {
    admin
        .put("/api/settings", "{'webhookSecret':'a secret of mine','webhookPrivateAddresses':true}")
        .status(200);
    BlockingQueue<Map.Entry<String, String>> got = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>(List.of(500, 204, 302));
    HttpServer hooks = hooks(got, answers);
    try {
      String url = "http://127.0.0.1:" + hooks.getAddress().getPort() + "/hook";
      String job = job("'webhookUrl':'" + url + "'", "echo hello; exit 1");
      String run = run(job);
      var first = got.poll(20, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      awaitAttempts(1);
      time.step(Duration.ofMinutes(1));
      var second = got.poll(20, TimeUnit.SECONDS);
      assertThat(second).isNotNull();
      assertThat(second.getValue()).isEqualTo(first.getValue()).contains(run).contains("hello");
      checkSignature(second.getKey(), second.getValue());
      run(job);
      assertThat(got.poll(20, TimeUnit.SECONDS)).isNotNull();
      awaitSettled(3); // both, and the mail that tells the owner of the second
      assertThat(got).as("the redirect's target is not called").isEmpty();
    } finally {
      hooks.stop(0);
    }
  }

  @Test
  void webhook_toAPrivateAddress_isRefusedUnlessAllowed() throws Exception {
    BlockingQueue<Map.Entry<String, String>> got = new LinkedBlockingQueue<>();
    HttpServer hooks = hooks(got, new LinkedBlockingQueue<>(List.of(204)));
    try {
      String url = "http://localhost:" + hooks.getAddress().getPort() + "/hook";
      run(job("'webhookUrl':'" + url + "'", "exit 1"));
      awaitSettled(2); // with the mail to the owner
      assertThat(got).isEmpty();
      assertThat(error()).contains("127.0.0.1").contains("webhookPrivateAddresses");
    } finally {
      hooks.stop(0);
    }
  }

  @Test
  void hostThatHangs_holdsUpItsOwnNoticesOnly() throws Exception {
    admin.put("/api/settings", "{'webhookPrivateAddresses':true}").status(200);
    BlockingQueue<Map.Entry<String, String>> got = new LinkedBlockingQueue<>();
    HttpServer hooks = hooks(got, new LinkedBlockingQueue<>());
    List<Socket> held = new CopyOnWriteArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> hold(silent, held));
      String hangs = "http://127.0.0.1:" + silent.getLocalPort() + "/hangs";
      String slow = job("'webhookUrl':'" + hangs + "'", "exit 1");
      for (int i = 0; i < 6; i++) {
        run(slow);
      }
      Await.until("the host is called", () -> held.size() >= 2);
      run(job("'emails':['a@example.org']", "exit 1"));
      assertThat(mails.waitForIncomingEmail(10_000, 1)).as("mails do not wait").isTrue();
      String url = "http://localhost:" + hooks.getAddress().getPort() + "/hook";
      run(job("'webhookUrl':'" + url + "'", "exit 1"));
      assertThat(got.poll(10, TimeUnit.SECONDS)).as("nor do other hosts").isNotNull();
      assertThat(held).as("at once to one host").hasSize(2);
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
      hooks.stop(0);
    }
  }

  private static void hold(ServerSocket silent, List<Socket> held) {
    try {
      while (true) {
        held.add(silent.accept());
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  @Test
  void noticeThatIsGivenUp_isToldToTheOwner_withoutItsSecrets() throws Exception {
    run(job("'webhookUrl':'http://user:hidden@127.0.0.1:1/hidden?token=hidden'", "exit 1"));
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    MimeMessage told = mails.getReceivedMessages()[0];
    assertThat(told.getRecipients(Message.RecipientType.TO)[0]).hasToString("boss@example.org");
    assertThat(GreenMailUtil.getWholeMessage(told))
        .contains("was not told about run", "http://127.0.0.1:1/")
        .doesNotContain("hidden");
    awaitSettled(2);
    assertThat(error()).doesNotContain("hidden");
  }

  private static HttpServer hooks(
      BlockingQueue<Map.Entry<String, String>> got, BlockingQueue<Integer> answers)
      throws IOException {
    HttpServer hooks =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
    hooks.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String signature = exchange.getRequestHeaders().getFirst("X-Tempo-Signature");
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(answers.isEmpty() ? 200 : answers.poll(), -1);
          exchange.close();
          got.add(Map.entry(signature == null ? "" : signature, body));
        });
    hooks.start();
    return hooks;
  }

  private static void checkSignature(String header, String body) throws Exception {
    assertThat(header).matches("t=\\d+,v1=[0-9a-f]{64}");
    String seconds = header.substring(2, header.indexOf(','));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("a secret of mine".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] sum = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
    assertThat(header).endsWith(HexFormat.of().formatHex(sum));
  }

  private void smtp(int port) {
    admin
        .put(
            "/api/settings/smtp",
            "{'server':'127.0.0.1','port':%d,'security':'NONE','from':'tempo@example.org'}"
                .formatted(port))
        .status(200);
  }

  private String job(String notify, String script) {
    String name = script.startsWith("echo '<b>") ? "Fails" : "Job " + System.nanoTime();
    String body =
        "{\"name\":\"%s\",\"task\":{\"kind\":\"shell\",\"content\":\"%s\"},\"notify\":{%s}}"
            .formatted(name, script, notify.replace('\'', '"'));
    return admin
        .send("POST", "/api/jobs", body, "application/json")
        .status(201)
        .data("id")
        .textValue();
  }

  private String run(String job) {
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, data -> data.path("finishedAt").isTextual());
    return run;
  }

  private void stopServer() {
    server.close();
  }

  private void startAgain() {
    server = TestServer.start(directory, builder -> builder.time(time));
    admin = server.admin();
  }

  private void awaitAttempts(int attempts) {
    Await.until(
        attempts + " attempts",
        () -> number("SELECT count(*) FROM notice WHERE attempts >= " + attempts) > 0);
  }

  private void awaitSettled(int notices) {
    Await.until(
        notices + " settled",
        () -> number("SELECT count(*) FROM notice WHERE due_at IS NULL") == notices);
  }

  private long number(String sql) {
    return server
        .store()
        .database()
        .read(
            c -> {
              try (var statement = c.createStatement();
                  var row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
              }
            });
  }

  private String error() {
    return server
        .store()
        .database()
        .read(
            c -> {
              try (var statement = c.createStatement();
                  var row = statement.executeQuery("SELECT error FROM notice ORDER BY id")) {
                row.next();
                return row.getString(1);
              }
            });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
