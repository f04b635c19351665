package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tempo.Nodes;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers on one database, of which {@code a} is a process of its own and leads until it is
 * killed.
 */
@WithPostgres
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusteredServersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int EDITS = 5;
  private static final Pattern TABLE = Pattern.compile("CREATE (?:UNLOGGED )?TABLE (\\w+)");

  private static final Set<String> KEPT_IN_NO_MEMORY =
      Set.of(
          "active_project",
          "api_keys",
          "audit",
          "badge",
          "digest",
          "draft",
          "favorite",
          "former_users",
          "interface",
          "interface_cookie",
          "interface_port",
          "job_doc",
          "job_use",
          "late_watch",
          "lateness",
          "log_unkept",
          "metadata_change",
          "notice",
          "notice_mark",
          "preset",
          "project_home",
          "project_move",
          "requirement_addition",
          "run_bookmark",
          "run_file",
          "run_note",
          "run_reason",
          "run_setup",
          "run_tag",
          "script_version",
          "sessions",
          "shared_ticket",
          "user_filters",
          "user_lists",
          "user_tag");

  @TempDir private static Path parent;
  private static GreenMail mails;
  private static NodeTrio nodes;
  private static TestServer b;
  private static TestServer c;
  private static ApiClient atA;
  private static ApiClient atB;
  private static ApiClient atC;

  @BeforeAll
  static void start() throws Exception {
    mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
    nodes = NodeTrio.start(parent);
    b = nodes.b();
    c = nodes.c();
    atA = new ApiClient(nodes.urlOfA()).logIn("admin", TestServer.PASSWORD);
    atB = b.admin();
    atC = c.admin();
  }

  @AfterAll
  static void stop() {
    nodes.close();
    mails.stop();
  }

  private static String job(ApiClient client, String name, String script) {
    return client
        .post(
            "/api/jobs",
            "{'name':'%s','task':{'kind':'shell','content':'%s'}}".formatted(name, script))
        .status(201)
        .data("id")
        .textValue();
  }

  private static String run(ApiClient client, String job) {
    return client.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
  }

  private static String status(JsonNode run) {
    return run.path("status").textValue();
  }

  @Test
  @Order(1)
  void firstServer_leads_andNobodyElse() {
    assertThat(b.tempo().nodes().isLeader()).isFalse();
    assertThat(c.tempo().nodes().isLeader()).isFalse();
    assertThat(b.tempo().nodes().list())
        .filteredOn(Nodes.NodeInfo::isLeader)
        .extracting(Nodes.NodeInfo::name)
        .containsExactly("a");
  }

  @Test
  @Order(2)
  void jobThatIsEditedAtOneServer_isNewAtTheOthers_withinASecond() {
    String id = job(atA, "Edited", "echo 0");
    List<Duration> took = new ArrayList<>();
    for (int edit = 1; edit <= EDITS; edit++) {
      String script = "echo " + edit;
      String change =
          "{'description':'%d','task':{'kind':'shell','content':'%s'}}".formatted(edit, script);
      String description = Integer.toString(edit);
      atA.put("/api/jobs/" + id, change).status(200);
      long start = System.nanoTime();
      for (ApiClient other : List.of(atB, atC)) {
        other.await(
            "/api/jobs/" + id,
            job ->
                job.path("description").asText().equals(description)
                    && job.path("task").path("content").asText().equals(script));
      }
      took.add(Duration.ofNanos(System.nanoTime() - start));
    }
    took.sort(null);
    assertThat(took.get(EDITS / 2)).isLessThan(SECOND);
    atC.delete("/api/jobs/" + id).status(200);
    atA.await("/api/jobs", jobs -> !jobs.toString().contains(id));
    atB.await("/api/jobs", jobs -> !jobs.toString().contains(id));
  }

  @Test
  @Order(3)
  void namesAreTakenOnce_byWhicheverServer() {
    String folder = atA.post("/api/folders", "{'name':'Ops'}").status(201).data("id").textValue();
    atB.post("/api/folders", "{'name':'Ops'}").status(409);
    job(atB, "Twice", "true");
    atC.post("/api/jobs", "{'name':'Twice','task':{'kind':'shell','content':'true'}}").status(409);
    assertThat(
            atC.post("/api/folders", "{'name':'Twice'}").status(201).data("safeName").textValue())
        .isEqualTo("twice-2");
    atB.put("/api/folders/" + folder, "{'name':'Operations'}").status(200);
    atC.post("/api/folders", "{'name':'Operations'}").status(409);
  }

  @Test
  @Order(4)
  void accountsSettingsAndSessions_areThoseOfAllServers() throws Exception {
    atB.post(
            "/api/users",
            "{'username':'ann','password':'%s','role':'developer'}".formatted(TestServer.PASSWORD))
        .status(201);
    ApiClient ann = new ApiClient(nodes.urlOfA()).logIn("ann", TestServer.PASSWORD);
    String token = ann.headers().get("Authorization").substring("Bearer ".length());
    ApiClient annAtC = c.client().bearer(token);
    annAtC.get("/api/jobs").status(200);
    SocketClient socket = SocketClient.open(annAtC, c.url(), "/ws");
    ann.post("/api/auth/logout").status(200);
    annAtC.get("/api/jobs").status(401);
    assertThat(socket.closeCode()).isEqualTo(1008);

    atA.put("/api/settings", "{'productName':'Ours'}").status(200);
    atC.await("/api/branding", branding -> branding.toString().contains("Ours"));
    atC.put(
            "/api/settings/smtp",
            "{'server':'127.0.0.1','port':%d,'security':'NONE','from':'tempo@example.org'}"
                .formatted(mails.getSmtp().getPort()))
        .status(200);
    atA.await("/api/settings/smtp", smtp -> smtp.path("from").asText().contains("tempo@"));
  }

  /** A new table is among those that tell, or of which nothing is kept in memory. */
  @Test
  @Order(4)
  void everyTableOfTheServer_tellsOfItsChanges_ifItIsKeptInMemory() throws Exception {
    String telling = "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = ?";
    Set<String> silent = tables();
    silent.removeAll(
        b.store()
            .database()
            .read(c -> Sql.of(c, telling, "tell_change").all(row -> row.text("name"))));
    assertThat(silent).containsExactlyInAnyOrderElementsOf(KEPT_IN_NO_MEMORY);
  }

  private static Set<String> tables() throws IOException {
    Set<String> tables = new HashSet<>();
    try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/META-INF/db/postgresql"))) {
      for (Path script : scripts.toList()) {
        Matcher made = TABLE.matcher(Files.readString(script));
        while (made.find()) {
          tables.add(made.group(1));
        }
      }
    }
    return tables;
  }

  @Test
  @Order(4)
  void serverThatWasCutOff_readsWhatItMissed() {
    String cutOff =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE application_name = 'tempo, process "
            + ProcessHandle.current().pid()
            + " listener'";
    for (int i = 0; i < 3; i++) {
      String name = "Cut " + i;
      c.store().database().write(connection -> Sql.of(connection, cutOff).exists());
      atA.put("/api/settings", "{'productName':'" + name + "'}").status(200);
      for (ApiClient each : List.of(atB, atC)) {
        each.await("/api/branding", branding -> branding.toString().contains(name));
      }
    }
  }

  @Test
  @Order(5)
  void newJobOfFewPeople_isShownToNobodyElse_onAnyServer() {
    ApiClient viewer = b.as("vera", Role.VIEWER);
    for (int i = 0; i < 5; i++) {
      atA.post(
              "/api/jobs",
              "{'name':'Hidden %d','requiredLevel':'admin','task':{'kind':'shell','content':'true'}}"
                  .formatted(i))
          .status(201);
    }
    String shown = job(atA, "Shown", "true");
    viewer.await("/api/jobs", jobs -> jobs.toString().contains(shown));
    assertThat(viewer.get("/api/jobs").body()).doesNotContain("Hidden");
  }

  @Test
  @Order(6)
  void runOfAnyServer_isToldCancelledAndRunAgain_throughAnyOther() throws Exception {
    SocketClient events = SocketClient.open(atC, c.url(), "/ws");
    events.say("{'subscribe':['runs'],'ping':1}");
    events.untilType("pong");
    String id = job(atB, "Long", "sleep 600");
    String run = run(atA, id);
    for (String type : List.of("run.queued", "run.started")) {
      assertThat(events.untilType(type).path("data").path("id").textValue()).isEqualTo(run);
    }
    cancel(atC, run);
    assertThat(events.untilType("run.finished").path("data").path("id").textValue()).isEqualTo(run);
    events.vanish();
    String again = atC.post("/api/runs/" + run + "/rerun").status(202).data("runId").textValue();
    atB.await("/api/runs/" + again, shown -> status(shown).equals("running"));
    cancel(atA, again);
  }

  private static void cancel(ApiClient client, String run) {
    client.post("/api/runs/" + run + "/cancel").status(202);
    for (ApiClient each : List.of(atA, atB, atC)) {
      each.await("/api/runs/" + run, shown -> status(shown).equals("cancelled"));
    }
  }

  @Test
  @Order(7)
  void pageOfAScript_isOnTheServerWhereItWasOpened_andTheOthersSayWhere() {
    String id =
        atA.post(
                "/api/jobs",
                "{'name':'Page','task':{'kind':'shell','content':'sleep 600'},"
                    + "'interface':{'preferredPort':null,'autoOpen':true}}")
            .status(201)
            .data("id")
            .textValue();
    String path = "/api/jobs/" + id + "/interface";
    JsonNode opened = atB.post(path, "{}").status(201).data();
    String run = opened.path("runId").textValue();
    atC.await("/api/runs/" + run, shown -> status(shown).equals("running"));
    assertThat(c.tempo().nodes().namesOfRuns(List.of(UUID.fromString(run))).values())
        .containsExactly("b");
    assertThat(atC.post(path, "{}").status(409).body()).contains("node b");
    assertThat(atC.get(path).data("state").textValue()).isEqualTo("none");
    atB.post(path, "{}").status(200);
    atB.delete(path).status(204);
    atA.await("/api/runs/" + run, shown -> status(shown).equals("cancelled"));
  }

  @Test
  @Order(8)
  void runIsWatchedToItsEnd_whileTheServerThatStartedItIsKilled_andEachMailComesOnce()
      throws Exception {
    String failing = failingJob();
    for (int i = 0; i < 2; i++) {
      run(atB, failing);
    }
    assertThat(mails.waitForIncomingEmail(30_000, 2)).isTrue();
    nodes.runOnBAlone();
    Path gate = parent.resolve("gate");
    String talking =
        job(
            atA,
            "Talk",
            "i=0; while [ ! -e %s ]; do i=$((i+1)); echo line $i; sleep 0.01; done"
                .formatted(gate));
    String run = run(atA, talking);
    String path = "/api/runs/" + run + "/logs/live";
    String ticket =
        atA.post("/api/tickets", "{'path':'" + path + "'}").status(201).data("ticket").textValue();
    SocketClient log = SocketClient.open(Map.of(), c.url(), path + "?ticket=" + ticket);
    assertThatThrownBy(() -> SocketClient.open(Map.of(), b.url(), path + "?ticket=" + ticket))
        .isNotNull();
    log.until(message -> message.path("lineNumber").asInt() >= 20);
    nodes.killA();
    int last = log.seen().getLast().path("lineNumber").asInt();
    log.until(message -> message.path("lineNumber").asInt() >= last + 50);
    run(atC, failing);
    Files.createFile(gate);
    assertThat(log.closeCode()).isEqualTo(1000);
    assertThat(status(atB.get("/api/runs/" + run).data())).isEqualTo("success");
    List<Long> numbers =
        log.seen().stream()
            .filter(message -> message.has("lineNumber"))
            .map(message -> message.path("lineNumber").longValue())
            .toList();
    assertThat(numbers)
        .hasSizeGreaterThan(70)
        .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
    assertThat(b.store().logs().count(UUID.fromString(run))).isEqualTo(numbers.size());

    assertThat(mails.waitForIncomingEmail(30_000, 3)).isTrue();
    run(atB, failing);
    assertThat(mails.waitForIncomingEmail(30_000, 4)).isTrue();
    assertThat(mails.getReceivedMessages()).hasSize(4);
  }

  private static String failingJob() {
    return atB.post(
            "/api/jobs",
            "{'name':'Fails','task':{'kind':'shell','content':'exit 3'},"
                + "'notify':{'on':'failure','emails':['a@example.org']}}")
        .status(201)
        .data("id")
        .textValue();
  }
}
