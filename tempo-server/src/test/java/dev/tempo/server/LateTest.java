package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that did not do in time what is expected of them. */
final class LateTest {
  private static final Duration SETTLED = Duration.ofSeconds(62);

  @TempDir Path directory;
  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient admin;
  private GreenMail mails;

  @BeforeEach
  void start() {
    mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    open();
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

  private void open() {
    server =
        TestServer.start(
            directory, engine -> engine.timeSource(time), builder -> builder.time(time));
  }

  @Test
  void jobThatDoesNotStart_isLate_tellsOnce_andAgainWhenItHasStarted() throws Exception {
    String id = job("Hourly", "'queue':'held'," + hourly() + expect("'startWithinSeconds':600"));
    String other = job("Other", hourly() + expect("'startWithinSeconds':600"));
    admin.post("/api/queues/held/pause").status(200);
    SocketClient client = SocketClient.open(admin, server.url(), "/ws");
    assertThat(late("hourly").isNull()).isTrue();

    pass(Duration.ofHours(2));
    admin.await("/api/jobs/hourly", job -> job.path("late").path("kind").asText().equals("start"));
    JsonNode late = late("hourly");
    assertThat(late.path("expectedAt").textValue()).endsWith(":00:00Z");
    assertThat(late.path("since").textValue()).endsWith(":10:00Z");
    assertThat(late.path("missed").booleanValue()).isTrue();
    assertThat(admin.get("/api/jobs/hourly/badge.svg").status(200).body()).contains(">missed<");
    assertThat(client.untilType("job.late").path("data").path("jobId").textValue()).isEqualTo(id);
    assertThat(admin.get("/api/jobs?late=true").data("jobs").findValuesAsText("name"))
        .containsExactly("Hourly");
    JsonNode inTime = admin.get("/api/jobs?late=false").data();
    assertThat(inTime.path("total").intValue()).isEqualTo(1);
    assertThat(inTime.path("jobs").get(0).path("id").textValue()).isEqualTo(other);
    assertThat(admin.get("/metrics").body()).contains("\ntempo_jobs_late 1\n");
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    assertThat(mails.getReceivedMessages()[0].getSubject()).isEqualTo("[Tempo] Hourly is late");

    pass(Duration.ofHours(1));
    server.close();
    open();
    admin = server.admin();
    assertThat(late("hourly").path("since")).isEqualTo(late.path("since"));
    pass(Duration.ofHours(1));
    assertThat(mails.getReceivedMessages()).hasSize(1);

    client = SocketClient.open(admin, server.url(), "/ws");
    admin.post("/api/queues/held/resume").status(200);
    admin.await("/api/jobs/hourly", job -> job.path("late").isNull());
    assertThat(client.untilType("job.recovered").path("data").path("late").isNull()).isTrue();
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(mails.getReceivedMessages()[1].getSubject())
        .isEqualTo("[Tempo] Hourly is in time again");
  }

  @Test
  void jobsThatDoNotSucceed_areLateTogether_andNeverWhileTheyAreDisabled() throws Exception {
    List<String> names = List.of("one", "two", "three", "off", "excused");
    names.forEach(name -> job(name, expect("'successWithinSeconds':3600")));
    admin.post("/api/jobs/off/disable").status(200);
    pass(Duration.ofMinutes(50));
    admin.post("/api/jobs/three/run").status(202);
    admin.await("/api/jobs/three", job -> job.path("successCount").intValue() == 1);
    pass(Duration.ofMinutes(30));
    admin.await("/api/jobs?late=true", page -> page.path("total").intValue() == 3);
    assertThat(late("one").path("kind").textValue()).isEqualTo("success");
    assertThat(late("three").isNull()).isTrue();
    assertThat(late("off").isNull()).isTrue();
    assertThat(mails.waitForIncomingEmail(20_000, 1)).isTrue();
    assertThat(mails.getReceivedMessages()[0].getSubject()).isEqualTo("[Tempo] 3 jobs are late");

    admin.post("/api/jobs/excused/disable").status(200);
    admin.await("/api/jobs/excused", job -> job.path("late").isNull());
    admin.post("/api/jobs/one/run").status(202);
    admin.await("/api/jobs/one", job -> job.path("late").isNull());
    admin.put("/api/jobs/two", "{'expect':null}").status(200);
    admin.await("/api/jobs/two", job -> job.path("late").isNull());
    admin.delete("/api/jobs/one").status(200);
    assertThat(mails.waitForIncomingEmail(20_000, 2)).isTrue();
    assertThat(Arrays.stream(mails.getReceivedMessages()).map(GreenMailUtil::getBody))
        .hasSize(2)
        .last()
        .asString()
        .contains("one: it has now")
        .doesNotContain("excused", "two");
  }

  @Test
  void webhook_getsAllThatIsLateAtOnce_andAllThatIsInTimeAgain() throws Exception {
    BlockingQueue<JsonNode> got = new LinkedBlockingQueue<>();
    HttpServer hooks = hooks(got);
    try {
      String url = "http://127.0.0.1:" + hooks.getAddress().getPort() + "/";
      String notify = "'notify':{'on':'failure','webhookUrl':'" + url + "'},";
      admin
          .put(
              "/api/settings",
              "{'webhookPrivateAddresses':true,'baseUrl':'https://tempo.example.org'}")
          .status(200);
      String one = job("one", notify + expect("'successWithinSeconds':3600"));
      job("two", notify + expect("'successWithinSeconds':3600"));
      pass(Duration.ofMinutes(70));
      JsonNode late = got.poll(20, TimeUnit.SECONDS);
      assertThat(names(late)).containsExactly("event", "jobs", "total", "about");
      assertThat(late.path("event").textValue()).isEqualTo("job.late");
      assertThat(late.path("total").intValue()).isEqualTo(2);
      assertThat(late.path("jobs").findValuesAsText("name"))
          .containsExactlyInAnyOrder("one", "two");
      JsonNode first = late.path("jobs").get(0);
      assertThat(names(first)).containsExactly("id", "name", "late", "url");
      assertThat(names(first.path("late")))
          .containsExactly("kind", "since", "expectedAt", "missed");
      assertThat(first.path("late").path("kind").textValue()).isEqualTo("success");
      assertThat(first.path("late").path("missed").booleanValue()).isFalse();
      assertThat(first.path("url").textValue())
          .isEqualTo("https://tempo.example.org/jobs/" + first.path("id").textValue());
      admin.post("/api/jobs/one/run").status(202);
      JsonNode recovered = got.poll(20, TimeUnit.SECONDS);
      assertThat(recovered.path("event").textValue()).isEqualTo("job.recovered");
      assertThat(recovered.path("total").intValue()).isEqualTo(1);
      assertThat(recovered.path("jobs").findValuesAsText("id")).containsExactly(one);
    } finally {
      hooks.stop(0);
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static HttpServer hooks(BlockingQueue<JsonNode> got) throws IOException {
    HttpServer hooks =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    hooks.createContext(
        "/",
        exchange -> {
          got.add(new ObjectMapper().readTree(exchange.getRequestBody()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hooks.start();
    return hooks;
  }

  @Test
  void expectations_arePartOfAJob() {
    String id = job("Kept", expect("'startWithinSeconds':60,'successWithinSeconds':120"));
    JsonNode job = admin.get("/api/jobs/" + id).data();
    assertThat(job.path("expect").path("startWithinSeconds").intValue()).isEqualTo(60);
    assertThat(job.path("late").isNull()).isTrue();
    admin.put("/api/jobs/kept", job.toString()).status(200);
    admin.put("/api/jobs/kept", "{'expect':{'startWithinSeconds':null}}").status(200);
    job = admin.get("/api/jobs/kept").data();
    assertThat(job.path("expect").path("startWithinSeconds").isNull()).isTrue();
    assertThat(job.path("expect").path("successWithinSeconds").intValue()).isEqualTo(120);
    admin
        .put(
            "/api/jobs/kept",
            "{'expect':{'startWithinSeconds':0,'successWithinSeconds':99999999,'x':1}}")
        .invalid("expect.startWithinSeconds", "expect.successWithinSeconds", "expect.x");
    admin.get("/api/jobs?late=maybe").invalid("late");
    assertThat(server.as(Role.VIEWER).get("/api/jobs?late=true").data("total").intValue()).isZero();
  }

  /** Time passes, and then as much as the server waits before it judges after a gap. */
  private void pass(Duration span) {
    time.step(span);
    awaitLook();
    time.step(SETTLED);
  }

  /** The watch has looked at the clock when it has taken up a job that is saved now. */
  private void awaitLook() {
    long before = rows();
    String id = job("Seen " + before + time.nanoTime(), expect("'successWithinSeconds':31000000"));
    Await.until("the job to be watched", () -> rows() > before);
    admin.delete("/api/jobs/" + id).status(200);
    Await.until("the job to be forgotten", () -> rows() == before);
  }

  private long rows() {
    return server.store().database().read(LateTest::rows);
  }

  private static long rows(java.sql.Connection connection) throws java.sql.SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM late_watch")) {
      row.next();
      return row.getLong(1);
    }
  }

  private JsonNode late(String job) {
    return admin.get("/api/jobs/" + job).status(200).data("late");
  }

  private static String hourly() {
    return "'triggers':[{'type':'cron','expression':'0 * * * *'}],";
  }

  private static String expect(String what) {
    return "'expect':{" + what + "},";
  }

  private String job(String name, String more) {
    String task = "'task':{'kind':'shell','content':'true'}";
    return admin
        .post("/api/jobs", "{'name':'" + name + "'," + more + task + "}")
        .status(201)
        .data("id")
        .textValue();
  }
}
