package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.server.ApiClient;
import dev.tempo.server.Await;
import dev.tempo.server.TestServer;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the contract that no other test has a reason to ask for. */
final class RareAnswersTest {
  private static final String UNKNOWN = "{'nope':1}";

  @TempDir static Path directory;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            directory,
            builder ->
                builder
                    .setting("smtpServer", "mail.example.org")
                    .setting("queueLimits", "narrow=1"));
    String account = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/setup/admin", account).status(201);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void nameOfSeveralJobs_isAmbiguousEverywhere() {
    String folder = made("/api/folders", "{'name':'Other'}");
    made("/api/jobs", "{'name':'Same','urlTrigger':true}");
    made("/api/jobs", "{'name':'Same','urlTrigger':true,'folderId':'" + folder + "'}");
    String key = admin.post("/api/keys", "{'name':'k'}").status(201).data("key").textValue();
    server.client().withKey(key).post("/api/jobs/same/trigger").problem(409, "CONFLICT");
    JsonNode problem = admin.get("/api/jobs/same/badge.svg").problem(409, "CONFLICT").json();
    assertThat(problem.path("candidates")).hasSize(2);
    admin.get("/api/jobs/same/badge").problem(409, "CONFLICT");
    admin.post("/api/jobs/same/badge").problem(409, "CONFLICT");
    admin.delete("/api/jobs/same/badge").problem(409, "CONFLICT");
    admin.delete("/api/jobs/same/environment").problem(409, "CONFLICT");
    admin.get("/api/forecast?job=same").problem(409, "CONFLICT");
    admin.post("/api/jobs/same/triggers", "{'type':'startup'}").problem(409, "CONFLICT");
    admin.post("/api/jobs/same/versions/1/restore").problem(409, "CONFLICT");
    admin.put("/api/jobs/same/presets/a", "{'parameters':{}}").problem(409, "CONFLICT");
  }

  @Test
  void bodiesAndQueries_areRefusedByName() {
    String folder = made("/api/folders", "{'name':'Refuses'}");
    String job = made("/api/jobs", "{'name':'Refuses','task':{'kind':'shell','content':'true'}}");
    String trigger = made("/api/jobs/" + job + "/triggers", "{'type':'startup'}");
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, read -> !read.path("finishedAt").isNull());
    admin.put("/api/jobs/" + job + "/triggers/" + trigger, UNKNOWN).invalid("nope");
    admin.put("/api/folders/" + folder, UNKNOWN).invalid("nope");
    admin.put("/api/settings/retention", UNKNOWN).invalid("nope");
    for (String path :
        List.of(
            "/api/jobs/" + job + "/versions/1/restore",
            "/api/jobs/" + job + "/badge",
            "/api/conda/refresh",
            "/api/logs/cleanup",
            "/api/runs/" + run + "/rerun")) {
      admin.post(path, UNKNOWN).invalid("nope");
    }
    admin.delete("/api/jobs/" + job + "/draft?basedOn=yesterday").invalid("basedOn");
    admin.get("/api/runs/" + run + "/metrics").status(200);
  }

  @Test
  void filesInTheTrash_areDeletedForGood() throws IOException {
    String job = made("/api/jobs", "{'name':'Leaves','task':{'kind':'shell','content':'true'}}");
    Path files = Files.createDirectories(directory.resolve("scripts/leaves"));
    Files.writeString(files.resolve("left.txt"), "left");
    JsonNode deleted = admin.delete("/api/jobs/" + job).status(200).data();
    String trash = "/api/trash/" + deleted.path("trashId").textValue();
    admin.post(trash + "/restore", UNKNOWN).invalid("nope");
    admin.delete(trash).status(200);
    admin.delete(trash).problem(404, "NOT_FOUND");
  }

  @Test
  void runsOfNoJob_areNotFound_andAListThatChangedIsLeftAlone() {
    for (String action : List.of("delete", "cancel", "rerun")) {
      String path = "/api/runs/" + action + "?user=nobody";
      JsonNode problem = admin.post(path, "{'expectedCount':1}").problem(409, "CONFLICT").json();
      assertThat(problem.path("count").intValue()).isZero();
      admin
          .post("/api/runs/" + action + "?job=none", "{'expectedCount':0}")
          .problem(404, "NOT_FOUND");
    }
    admin.post("/api/runs/export?job=none").problem(404, "NOT_FOUND");
    String job = made("/api/jobs", "{'name':'Alone','task':{'kind':'shell','content':'true'}}");
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.get("/api/runs/" + run + "/compare").problem(409, "CONFLICT");
  }

  @Test
  void serverThatIsAlone_isNotDrained() {
    JsonNode alone = admin.get("/api/nodes").status(200).data();
    assertThat(alone.path("shared").booleanValue()).isFalse();
    String node = "/api/nodes/" + alone.path("nodes").path(0).path("id").textValue();
    for (String action : List.of("/drain", "/resume")) {
      admin.post(node + action).problem(409, "CONFLICT");
      admin
          .post("/api/nodes/019ac8f0-3c4b-7d5e-8f60-718293a4b5c6" + action)
          .problem(404, "NOT_FOUND");
    }
  }

  @Test
  void keysOfAnAccount_areAtMostAHundred() {
    ApiClient owner = server.as("keeper", Role.OPERATOR);
    for (int i = 0; i < 100; i++) {
      owner.post("/api/keys", "{'name':'k'}").status(201);
    }
    owner.post("/api/keys", "{'name':'k'}").problem(409, "CONFLICT");
  }

  @Test
  void backups_areMadeOneAfterTheOther_andADayOfSeveralIsAmbiguous() {
    admin.post("/api/backups").status(202);
    ApiClient.Answer busy = admin.post("/api/backups");
    while (busy.status() == 202) {
      busy = admin.post("/api/backups");
    }
    busy.problem(409, "CONFLICT");
    idle();
    String first = admin.get("/api/backups").data("backups").path(0).path("id").textValue();
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    assertThat(id).as("also in the same second").isNotEqualTo(first);
    idle();
    String day = id.substring(0, 4) + "-" + id.substring(4, 6) + "-" + id.substring(6, 8);
    JsonNode problem = admin.delete("/api/backups/" + day).problem(409, "CONFLICT").json();
    assertThat(problem.path("candidates").size()).isGreaterThan(1);
    admin.get("/api/backups/" + day + "/download").problem(409, "CONFLICT");
    admin.post("/api/backups/" + day + "/restore").problem(409, "CONFLICT");
    admin.post("/api/backups/" + id + "/restore").status(202);
    idle();
    assertThat(admin.get("/api/backups/status").data("restartNeeded").booleanValue()).isTrue();
    JsonNode cancelled = admin.delete("/api/backups/restore").status(200).data();
    assertThat(cancelled.path("restartNeeded").booleanValue()).isFalse();
  }

  @Test
  void settingsThatAreFixed_areNotChangedByTheirOwnRoutesEither() {
    admin.put("/api/settings/smtp", "{'server':'other.example.org'}").problem(409, "CONFLICT");
    admin.put("/api/queues/narrow", "{'limit':2}").problem(409, "CONFLICT");
    assertThat(admin.get("/api/settings/smtp").data("server").textValue())
        .isEqualTo("mail.example.org");
  }

  @Test
  void imports_areTakenOneAfterTheOther() throws IOException {
    String head =
        "POST /api/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/zip\r\n"
            + "Content-Length: 1000\r\n"
            + admin.headers().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining());
    List<Socket> slow = new ArrayList<>();
    try {
      Await.until(
          "another import is refused while one goes on",
          () -> {
            slow.add(sent(head + "\r\nPK")); // one more, lest this one's own was in its way
            return admin.send("POST", "/api/import", "PK", "application/zip").status() == 409;
          });
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static Socket sent(String start) {
    try {
      Socket socket = new Socket("127.0.0.1", server.server().port());
      socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void archiveThatNobodyCouldImport_isNotMade() {
    IntStream.rangeClosed(0, 2_000)
        .parallel()
        .mapToObj(i -> Job.named("Many " + i).task(Task.command("true")).build())
        .forEach(server.tempo()::save);
    admin.await("/api/jobs?limit=1", jobs -> jobs.path("total").intValue() > 2_000);
    admin.get("/api/export").problem(413, "PAYLOAD_TOO_LARGE");
  }

  private static void idle() {
    admin.await("/api/backups/status", status -> status.path("running").isNull());
  }

  private static String made(String path, String body) {
    return admin.post(path, body).status(201).data("id").textValue();
  }
}
