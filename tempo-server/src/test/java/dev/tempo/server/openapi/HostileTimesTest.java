package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.server.ApiClient;
import dev.tempo.server.Await;
import dev.tempo.server.TestServer;
import dev.tempo.server.openapi.Contract.Operation;
import dev.tempo.task.Task;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instants, lengths of time and cursors beyond all bounds, everywhere where the API takes them. */
final class HostileTimesTest {
  private static final Contract CONTRACT = new Contract();

  private static final List<String> FAR_INSTANTS =
      List.of(
          "1969-12-31T23:59:59.999Z",
          "0000-01-01T00:00:00Z",
          "-999999999-01-01T00:00:00Z",
          "+10000-01-01T00:00:00Z",
          "+10889-08-02T05:31:51Z",
          "+292278995-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59.999999999Z",
          "9999-12-31T23:59:59-18:00");

  private static final List<String> HOSTILE_QUERIES =
      List.of(
          "-9223372036854775808",
          "9223372036854775807",
          "2147483648",
          "4294967295",
          "9".repeat(40),
          "1e400",
          "NaN",
          cursor("-1"),
          cursor("2147483648"),
          cursor("4294967295"),
          cursor("2147483647"),
          cursor("zzzzzzzzzzzz.zzzzzzzzzzzz"),
          cursor("-1.-1"),
          cursor("1y2p0ij32e8e7.1y2p0ij32e8e7"),
          cursor("00000000-0000-0000-0000-000000000000"),
          cursor("ffffffff-ffff-ffff-ffff-ffffffffffff"),
          cursor("0-0-0-0-0"),
          cursor("+1000000000-12-31T23:59:59.999999999Z,2147483647"),
          cursor("-1000000000-01-01T00:00:00Z,-2147483648"),
          cursor("a\u0000b"));

  @TempDir static Path directory;
  private static TestServer server;
  private static Subjects subjects;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    subjects = Subjects.make(server);
    admin = subjects.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyQueryParameter_isTakenOrRefused_neverA500() {
    List<String> wrong = new ArrayList<>();
    List<String> hostile = new ArrayList<>(FAR_INSTANTS);
    hostile.addAll(HOSTILE_QUERIES);
    for (Operation operation : CONTRACT.operations()) {
      if (!operation.method().equals("GET")) {
        continue;
      }
      for (JsonNode parameter : operation.queryParameters()) {
        String name = parameter.path("name").textValue();
        for (String value : hostile) {
          String path =
              subjects.path(operation)
                  + (name.equals("q") ? "?" : "?q=true&")
                  + name
                  + "="
                  + URLEncoder.encode(value, StandardCharsets.UTF_8);
          var answer = subjects.client(operation).get(path);
          boolean far = FAR_INSTANTS.contains(value) && isInstant(parameter);
          if (answer.status() >= 500 || far && answer.status() < 400) {
            wrong.add(path + " -> " + answer.status() + " " + answer.body());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void instantsInBodies_areRefusedByName_andJobsCanBeSavedAfterwards() {
    for (String far : FAR_INSTANTS) {
      for (String field : List.of("startAt", "endAt")) {
        String trigger = "{'type':'cron','expression':'* * * * *','" + field + "':'" + far + "'}";
        admin
            .post("/api/jobs", "{'name':'far','triggers':[" + trigger + "]}")
            .invalid("triggers[0]." + field);
        admin.post("/api/schedules/preview", trigger).invalid(field);
        admin.post("/api/jobs/subject/triggers", trigger).invalid(field);
      }
      String preview = "{'type':'cron','expression':'* * * * *','from':'" + far + "'}";
      admin.post("/api/schedules/preview", preview).invalid("from");
      admin.post("/api/keys", "{'name':'far','expiresAt':'" + far + "'}").invalid("expiresAt");
    }
    String day = "{'type':'cron','expression':'* * * * *','excludedDates':['+999999999-12-31']}";
    admin.post("/api/schedules/preview", day).invalid("excludedDates");
    admin.post("/api/jobs", "{'name':'near'}").status(201);
    admin.delete("/api/jobs/near").status(200);
  }

  @Test
  void lastInstantOfAll_isTaken_andTheJobCanBeChangedAgain() {
    String trigger =
        "{'type':'cron','expression':'0 3 * * *','startAt':'1970-01-01T00:00:00Z',"
            + "'endAt':'9999-12-31T23:59:59.999999999Z','excludedDates':['9999-12-31']}";
    JsonNode made =
        admin.post("/api/jobs", "{'name':'last','triggers':[" + trigger + "]}").status(201).data();
    assertThat(made.path("triggers").get(0).path("endAt").textValue())
        .isEqualTo("9999-12-31T23:59:59.999Z");
    admin.put("/api/jobs/last", "{'enabled':false}").status(200);
    admin.delete("/api/jobs/last").status(200);
  }

  @Test
  void lengthsOfTime_followOneRule() {
    for (String wrong : List.of("-1", "0.0001", "3155760001", "1e300", "'1'", "true")) {
      String trigger = "{'type':'cron','expression':'0 3 * * *','%s':" + wrong + "}";
      admin
          .post("/api/schedules/preview", trigger.formatted("jitterSeconds"))
          .invalid("jitterSeconds");
      admin
          .post("/api/schedules/preview", trigger.formatted("graceSeconds"))
          .invalid("graceSeconds");
      admin
          .post("/api/schedules/preview", "{'type':'interval','everySeconds':" + wrong + "}")
          .invalid("everySeconds");
      admin
          .post("/api/jobs", "{'name':'long','timeoutSeconds':" + wrong + "}")
          .invalid("timeoutSeconds");
      admin
          .post("/api/jobs", "{'name':'long','graceSeconds':" + wrong + "}")
          .invalid("graceSeconds");
      admin
          .post("/api/jobs", "{'name':'long','retry':{'delaySeconds':" + wrong + "}}")
          .invalid("retry.delaySeconds");
      admin
          .post("/api/jobs", "{'name':'long','retry':{'maxDelaySeconds':" + wrong + "}}")
          .invalid("retry.maxDelaySeconds");
    }
    admin.post("/api/jobs", "{'name':'long','timeoutSeconds':0}").invalid("timeoutSeconds");
    JsonNode longest =
        admin
            .post(
                "/api/jobs",
                "{'name':'longest','timeoutSeconds':3155760000,'graceSeconds':3155760000,"
                    + "'retry':{'count':1,'delaySeconds':3155760000,'maxDelaySeconds':3155760000}}")
            .status(201)
            .data();
    assertThat(longest.path("timeoutSeconds").longValue()).isEqualTo(3_155_760_000L);
    admin.delete("/api/jobs/longest").status(200);
  }

  @Test
  void fractionsOfSecondsThatAProgramHasSet_outliveAChangeByTheApi() {
    Job job =
        Job.named("fractions")
            .task(Task.shell("true"))
            .timeout(Duration.ofMillis(500))
            .grace(Duration.ofMillis(1))
            .trigger(
                Trigger.cron("0 3 * * *")
                    .withJitter(Duration.ofMillis(250))
                    .withGrace(Duration.ofMillis(1_500)))
            .build();
    server.tempo().save(job);
    Await.until("the server has heard of it", () -> knows(job));
    JsonNode read = admin.get("/api/jobs/" + job.id()).status(200).data();
    assertThat(read.path("timeoutSeconds").doubleValue()).isEqualTo(0.5);
    admin.put("/api/jobs/" + job.id(), "{'description':'x'}").status(200);
    ((com.fasterxml.jackson.databind.node.ObjectNode) read).remove("version");
    admin.put("/api/jobs/" + job.id(), read.toString()).status(200);

    Job kept = server.tempo().findJob(job.id()).orElseThrow();
    assertThat(kept.policy()).isEqualTo(job.policy());
    assertThat(kept.triggers()).isEqualTo(job.triggers());
    admin.delete("/api/jobs/" + job.id()).status(200);
  }

  private static boolean knows(Job job) {
    return admin.get("/api/jobs/" + job.id()).status() == 200;
  }

  private static boolean isInstant(JsonNode parameter) {
    return CONTRACT.followed(parameter.path("schema")).path("format").asText().equals("date-time");
  }

  private static String cursor(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
