package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Ids;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.http.PortTakenException;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database, and those that may not join them. */
@WithPostgres
class NodesTest {
  private static final String OTHER_KEY = "as long as a key has to be, and another one";

  @TempDir private static Path parent;
  private static NodePair nodes;
  private static ApiClient atNorth;
  private static ApiClient atSouth;

  @BeforeAll
  static void start() {
    nodes = NodePair.start(parent);
    atNorth = nodes.admin("north");
    // Who is logged in at one is at all.
    atSouth =
        new ApiClient(nodes.url("south"))
            .header("Authorization", atNorth.headers().get("Authorization"));
  }

  @AfterAll
  static void stop() {
    if (nodes != null) {
      nodes.close();
    }
  }

  private static void launch(ServerLauncher.Options options) {
    StandaloneServer.launch(options).close();
  }

  private static JsonNode named(JsonNode all, String name) {
    for (JsonNode node : all.path("nodes")) {
      if (node.path("name").textValue().equals(name)) {
        return node;
      }
    }
    throw new AssertionError("No " + name + " in " + all);
  }

  @Test
  void servers_knowEachOther_andOneDecides() {
    JsonNode seen = atSouth.get("/api/nodes").status(200).data();
    assertThat(seen.path("shared").booleanValue()).isTrue();
    assertThat(seen.path("nodes"))
        .filteredOn(node -> !node.path("stopped").booleanValue()) // by other tests
        .extracting(node -> node.path("name").textValue() + " " + node.path("state").textValue())
        .containsExactlyInAnyOrder("north alive", "south alive");
    JsonNode first = named(seen, "north");
    assertThat(first.path("state").textValue()).isEqualTo("alive");
    assertThat(first.path("labels").toString()).isEqualTo("[\"gpu\",\"zone=a\"]");
    assertThat(first.path("leader").booleanValue()).isTrue();
    assertThat(first.path("here").booleanValue()).isFalse();
    JsonNode second = named(seen, "south");
    assertThat(second.path("leader").booleanValue()).isFalse();
    assertThat(second.path("here").booleanValue()).isTrue();
    assertThat(second.path("address").textValue()).isEqualTo("http://south.example.org");
  }

  @Test
  void healthAndFigures_tellWhoDecides() {
    assertThat(atNorth.get("/api/health").status(200).data("role").textValue()).isEqualTo("leader");
    JsonNode health = atSouth.get("/api/admin/health").status(200).data();
    assertThat(health.path("role").textValue()).isEqualTo("follower");
    assertThat(health.path("node").textValue()).isEqualTo("south");
    assertThat(health.path("leader").textValue()).isEqualTo("north");
    assertThat(atSouth.get("/metrics").status(200).body())
        .contains(
            "tempo_leader 0\n",
            "tempo_node_leader{node=\"north\"} 1\n",
            "tempo_node_up{node=\"south\"} 1\n",
            "tempo_node_draining{node=\"south\"} 0\n",
            "tempo_node_runs_running{node=\"north\"} 0\n");
    assertThat(atNorth.get("/metrics").status(200).body()).contains("tempo_leader 1\n");
  }

  @Test
  void drainedServer_beginsNoRuns_andRunsNameTheirServer() throws Exception {
    String id = named(atNorth.get("/api/nodes").data(), "north").path("id").textValue();
    JsonNode drained = atSouth.post("/api/nodes/" + id + "/drain").status(200).data();
    assertThat(drained.path("state").textValue()).isEqualTo("draining");
    assertThat(drained.path("drained").booleanValue()).isTrue();
    awaitLeader("south");
    assertThat(nodes.cli().run("nodes").code(0).out())
        .containsPattern("north +draining ")
        .containsPattern("south +alive +leader")
        .contains("labels gpu,zone=a");
    atSouth
        .post("/api/jobs", "{'name':'Where','task':{'kind':'shell','content':'true'}}")
        .status(201);
    for (int i = 0; i < 3; i++) {
      assertThat(run().path("node").textValue()).isEqualTo("south");
    }
    assertThat(atSouth.get("/api/runs").data("runs").get(0).path("node").textValue())
        .isEqualTo("south");
    assertThat(atSouth.get("/api/admin/audit").data().toString()).contains("drainNode", "north");
    nodes.cli().run("nodes", "resume", "north").code(0);
    String other = named(atNorth.get("/api/nodes").data(), "south").path("id").textValue();
    nodes.cli().run("nodes", "drain", "south").code(0);
    atSouth.await(
        "/api/nodes", all -> named(all, "south").path("state").asText().equals("draining"));
    atNorth.post("/api/nodes/" + other + "/drain").status(200); // the leader has it by now
    awaitLeader("north");
    assertThat(run().path("node").textValue()).isEqualTo("north");
    atNorth.post("/api/nodes/" + other + "/resume").status(200);
    nodes.cli().run("nodes", "drain", "nobody").code(1).oneLine("no node 'nobody'");
    nodes.cli().run("nodes", "drain").code(2);
  }

  /** A drained leader hands over. */
  private static void awaitLeader(String name) {
    atSouth.await("/api/nodes", all -> named(all, name).path("leader").booleanValue());
  }

  private static JsonNode run() {
    String run = atSouth.post("/api/jobs/where/run").status(202).data("runId").textValue();
    return atSouth.await("/api/runs/" + run, shown -> !shown.path("finishedAt").isNull()).data();
  }

  @Test
  void runsThatNoNodeTakes_sayWhy_atEachServer_andSoDoesHealth() {
    atSouth
        .post(
            "/api/jobs",
            "{'name':'Far','nodeLabels':['tpu'],'task':{'kind':'shell','content':'true'}}")
        .status(201);
    String run = atSouth.post("/api/jobs/far/run").status(202).data("runId").textValue();
    for (ApiClient each : List.of(atNorth, atSouth)) {
      JsonNode reason = each.get("/api/runs/" + run).status(200).data("reason");
      assertThat(reason.path("text").textValue()).isEqualTo("no node that is up has the label tpu");
      assertThat(reason.path("kind").textValue()).isEqualTo("no_label");
      JsonNode listed = each.get("/api/runs?status=queued").data("runs");
      assertThat(listed.get(0).path("reason")).isEqualTo(reason);
      assertThat(each.get("/api/jobs/far/explain").data("waiting").get(0).path("text").textValue())
          .endsWith(": no node that is up has the label tpu");
      JsonNode health = each.await("/api/admin/health", seen -> has(seen, "labels")).data();
      assertThat(health.path("status").textValue()).isEqualTo("degraded");
      assertThat(detail(health, "labels"))
          .startsWith("1 run waits for a label")
          .contains("tpu", "TEMPO_NODE_LABELS");
      assertThat(each.get("/metrics").body()).contains("tempo_runs_held{reason=\"no_label\"} 1\n");
    }
    atSouth.post("/api/runs/" + run + "/cancel").status(202);
    atSouth.await("/api/health", seen -> !has(seen, "labels"));
  }

  @Test
  void leaseThatIsLocked_isAProblemOfTheLeader_andHidesNoOther() throws Exception {
    atSouth
        .post(
            "/api/jobs",
            "{'name':'Apart','nodeLabels':['npu'],'task':{'kind':'shell','content':'true'}}")
        .status(201);
    String run = atSouth.post("/api/jobs/apart/run").status(202).data("runId").textValue();
    atNorth.await("/api/health", seen -> has(seen, "labels"));
    String schema = nodes.database().get("TEMPO_DATABASE_SCHEMA");
    try (Connection locks = PostgresServer.shared().source().getConnection()) {
      locks.setAutoCommit(false);
      Sql.of(locks, "LOCK TABLE " + schema + ".lease IN ACCESS EXCLUSIVE MODE").execute();
      JsonNode health = atNorth.await("/api/health", seen -> has(seen, "leader")).data();
      assertThat(health.path("status").textValue()).isEqualTo("degraded");
      assertThat(has(health, "labels")).isTrue();
      JsonNode whole = atSouth.await("/api/admin/health", seen -> has(seen, "leader")).data();
      assertThat(detail(whole, "leader")).startsWith("Who leads cannot be found out");
      locks.rollback();
    }
    atSouth.await("/api/health", seen -> !has(seen, "leader"));
    atSouth.post("/api/runs/" + run + "/cancel").status(202);
    atNorth.await("/api/health", seen -> seen.path("problems").isEmpty());
    if (!named(atNorth.get("/api/nodes").data(), "north").path("leader").booleanValue()) {
      atNorth.post("/api/nodes/south/drain").status(200); // as the other tests expect it
      awaitLeader("north");
      atNorth.post("/api/nodes/south/resume").status(200);
    }
  }

  private static String detail(JsonNode health, String problem) {
    for (JsonNode detail : health.path("details")) {
      if (detail.path("problem").textValue().equals(problem)) {
        return detail.path("message").textValue();
      }
    }
    throw new AssertionError("No " + problem + " in " + health);
  }

  private static boolean has(JsonNode health, String problem) {
    return health.path("problems").toString().contains("\"" + problem + "\"");
  }

  @Test
  void allNodesDrained_isSaid_andTheyAreMeantByTheirNames() {
    atSouth
        .post("/api/jobs", "{'name':'Any','task':{'kind':'shell','content':'true'}}")
        .status(201);
    assertThat(atSouth.post("/api/nodes/south/drain").status(200).data("name").textValue())
        .isEqualTo("south");
    atSouth.post("/api/nodes/north/drain").status(200);
    String run = atSouth.post("/api/jobs/any/run").status(202).data("runId").textValue();
    try {
      for (ApiClient each : List.of(atNorth, atSouth)) {
        assertThat(each.get("/api/runs/" + run).data("reason").path("kind").textValue())
            .isEqualTo("nodes_drained");
        JsonNode health = each.await("/api/admin/health", seen -> has(seen, "nodes")).data();
        assertThat(health.path("status").textValue()).isEqualTo("degraded");
        assertThat(detail(health, "nodes")).contains("north, south", "tempo nodes resume NAME");
        each.get("/api/health").status(200); // a proxy is not to leave all of them out
      }
    } finally {
      atSouth.post("/api/nodes/north/resume").status(200);
      atSouth.post("/api/nodes/south/resume").status(200);
    }
    atSouth.await("/api/runs/" + run, shown -> !shown.path("finishedAt").isNull());
    atSouth.await("/api/health", seen -> !has(seen, "nodes"));
    atNorth.post("/api/nodes/west/drain").problem(404, "NOT_FOUND");
  }

  @Test
  void nameOfNodesThatAreGone_isAskedForByItsId_andOneThatLivesIsMeantBefore() throws Exception {
    ServerLauncher.Options far = nodes.node("far", Map.of());
    try (JdbcStore store =
        StandaloneStores.ofNodes(far.sources()).open(far.dataDirectory(), Optional.empty())) {
      NodeStore known = ((ClusteredStore) store).cluster().nodes();
      known.leave(join(known).incarnation());
      NodeStore.NodeState second = join(known);
      known.leave(second.incarnation());
      String id = second.node().id().toString();
      assertThat(atNorth.post("/api/nodes/gone/drain").problem(409, "CONFLICT").body())
          .contains("Several nodes had the name 'gone'", id);
      assertThat(
              nodes
                  .cli()
                  .run("nodes", "drain", "gone")
                  .code(1)
                  .oneLine("2 nodes were called")
                  .err())
          .contains(id);
      nodes.cli().run("nodes", "drain", id).code(0);
      assertThat(known.find(second.node().id()).orElseThrow().isDraining()).isTrue();
      JsonNode gone = atNorth.post("/api/nodes/" + id + "/drain").status(200).data();
      assertStopped(gone);
      assertThat(gone.path("drained").booleanValue()).as("once it is back").isTrue();
      assertThat(nodes.cli().run("nodes").code(0).out()).containsPattern("gone +stopped .*drained");
      JsonNode resumed = atNorth.post("/api/nodes/" + id + "/resume").status(200).data();
      assertThat(resumed.path("id").textValue()).isEqualTo(id);
      assertStopped(resumed);
      assertThat(resumed.path("drained").booleanValue()).isFalse();
      assertThat(nodes.cli().run("nodes").code(0).out()).doesNotContain("drained");
      NodeStore.NodeState living = join(known);
      nodes.cli().run("nodes", "drain", "gone").code(0);
      assertThat(known.find(living.node().id()).orElseThrow().isDraining()).isTrue();
      assertThat(atNorth.post("/api/nodes/gone/drain").status(200).data("id").textValue())
          .isEqualTo(living.node().id().toString());
      known.leave(living.incarnation());
      known.list().stream()
          .map(NodeStore.NodeState::node)
          .filter(node -> node.name().equals("gone"))
          .forEach(node -> known.forget(node.id()));
    }
  }

  private static NodeStore.NodeState join(NodeStore nodes) {
    return nodes.join(
        new NodeStore.Node(Ids.next(), "gone", Map.of(), Set.of(), false, 0, "", "1", 1));
  }

  @Test
  void serverWhoseNameIsTaken_isNone_andSaysSo() {
    try (StandaloneServer twin =
        StandaloneServer.launch(nodes.node("twin", Map.of("TEMPO_NODE_NAME", "north")))) {
      ApiClient atTwin =
          new ApiClient("http://127.0.0.1:" + twin.port())
              .header("Authorization", atNorth.headers().get("Authorization"));
      JsonNode health = atTwin.get("/api/admin/health").status(503).data();
      assertThat(health.path("role").textValue()).isEqualTo("none");
      assertThat(health.path("details").get(0).path("message").textValue())
          .isEqualTo(
              "This is none of the nodes at the moment: another node with the name 'north' is up;"
                  + " give each node a name of its own");
      assertThat(
              atTwin
                  .header("Accept-Language", "fr")
                  .get("/api/admin/health")
                  .data("details")
                  .get(0)
                  .path("message")
                  .textValue())
          .endsWith(
              "un autre nœud nommé «\u202fnorth\u202f» est actif\u202f; donner à chaque nœud un nom"
                  + " qui lui soit propre");
    }
  }

  /** As the page about clusters tells those who set max_connections. */
  @Test
  void nodes_keepNoMoreConnectionsThanThePageSays() throws Exception {
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      List<String> sessions =
          Sql.of(
                  connection,
                  "SELECT application_name AS name FROM pg_stat_activity"
                      + " WHERE application_name LIKE 'tempo, process %' ORDER BY 1")
              .all(row -> row.text("name"));
      assertThat(sessions).as(sessions.toString()).hasSizeLessThanOrEqualTo(2 * 16);
    }
  }

  @Test
  void serverWithoutAName_isRefused_andToldHowToJoin() {
    assertThatThrownBy(() -> launch(nodes.server("nameless", nodes.database())))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use by")
        .hasMessageContaining("TEMPO_NODE_NAME");
  }

  @Test
  void serverWithOtherKeys_isRefused() throws Exception {
    assertThatThrownBy(() -> launch(nodes.node("west", Map.of("TEMPO_SECRET_KEY", OTHER_KEY))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("its key for secrets is another one")
        .hasMessageContaining("config/secret.key");
    assertThatThrownBy(() -> launch(nodes.node("west", Map.of("TEMPO_JWT_SECRET", OTHER_KEY))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("its key for sessions is another one");
    assertThatThrownBy(() -> launch(nodes.node("west", Map.of("TEMPO_SECRET_KEY", " "))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("it has no")
        .hasMessageContaining("secret.key");
    assertThat(parent.resolve("west/config/secret.key")).as("none is made").doesNotExist();
    assertThat(parent.resolve("west/config/installation")).doesNotExist();
  }

  @Test
  void firstServer_thatWasInterrupted_startsAgain_withItsOwnKeys() throws Exception {
    try (NodePair fresh = NodePair.none(Files.createDirectory(parent.resolve("fresh")))) {
      ServerLauncher.Options own = fresh.server("north", named(fresh.database(), "north"));
      StoreProvider stores = StandaloneStores.ofNodes(own.sources());
      try (JdbcStore store = stores.open(own.dataDirectory(), Optional.empty())) {
        NodeKeys.of(own).agree(((ClusteredStore) store).cluster());
      }
      assertThatThrownBy(() -> launch(fresh.node("south", Map.of())))
          .hasMessageContaining("its key for secrets is another one");
      launch(own);
      launch(own);
      assertThat(own.dataDirectory().resolve("config/secret.key")).exists();
    }
  }

  @Test
  void secondStart_inTheDirectoryOfANode_isRefusedFirst() throws Exception {
    Cli.Result refused =
        nodes
            .cli("north")
            .run("run", "--port", "0")
            .code(4)
            .oneLine("is in use by process " + ProcessHandle.current().pid());
    assertThat(refused.err()).doesNotContain("WARN", "SEVERE", "ERROR");
  }

  @Test
  void nodeWhosePortIsTaken_doesNotJoin() {
    ServerLauncher.Options east = nodes.node("east", Map.of());
    String port = nodes.url("north").replaceFirst(".*:", "");
    SettingSources taken = east.sources().flag(Settings.PORT, port);
    assertThatThrownBy(
            () -> launch(new ServerLauncher.Options(taken, east.dataDirectory(), Optional.empty())))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining(port);
    assertThat(atNorth.get("/api/nodes").data("nodes").findValuesAsText("name"))
        .doesNotContain("east");
  }

  /** Tables of an area that is looked at last are of a newer version. */
  @Test
  void nodeWhoseStartFailsAfterItHasJoined_leaves() throws Exception {
    makeNewer("digests", 1_000);
    try {
      assertThatThrownBy(() -> launch(nodes.node("late", Map.of())))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("newer version");
    } finally {
      makeNewer("digests", -1_000);
    }
    assertStopped(named(atNorth.get("/api/nodes").data(), "late"));
  }

  /** One of the last things that it reads is locked meanwhile. */
  @Test
  void nodeThatIsAskedToEndAsItStarts_leaves() throws Exception {
    String schema = nodes.database().get("TEMPO_DATABASE_SCHEMA");
    try (Connection locks = PostgresServer.shared().source().getConnection()) {
      locks.setAutoCommit(false);
      Sql.of(locks, "LOCK TABLE " + schema + ".interface IN ACCESS EXCLUSIVE MODE").execute();
      Process starting = nodes.cli("early").start("run", "--port", "0");
      atNorth.await("/api/nodes", all -> all.findValuesAsText("name").contains("early"));
      starting.toHandle().destroy(); // unlike Process.destroy, leaves its output to be read
      assertThat(starting.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(starting.inputReader().lines()).as("it was ready").isEmpty();
      locks.rollback();
    }
    assertStopped(named(atNorth.get("/api/nodes").data(), "early"));
  }

  private static void assertStopped(JsonNode node) {
    assertThat(node.path("state").textValue()).isEqualTo("dead");
    assertThat(node.path("stopped").booleanValue()).isTrue();
  }

  private static void makeNewer(String component, int versions) throws SQLException {
    String schema = nodes.database().get("TEMPO_DATABASE_SCHEMA");
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      String change = "UPDATE " + schema + ".component SET version = version + ? WHERE name = ?";
      assertThat(Sql.of(connection, change, versions, component).execute()).isOne();
    }
  }

  @Test
  void commandsThatWantTheDataAlone_nameTheNodesThatAreToBeStopped() throws Exception {
    for (String command : List.of("doctor", "migrate")) {
      Cli.Result refused =
          nodes
              .cli()
              .run(command)
              .code(4)
              .oneLine("is in use by the nodes north, south. Stop all of them first");
      assertThat(refused.out()).as("what was looked at").isEmpty();
    }
  }

  private static Map<String, String> named(Map<String, String> database, String name) {
    Map<String, String> variables = new HashMap<>(database);
    variables.put("TEMPO_NODE_NAME", name);
    return variables;
  }

  @Test
  void settingsOfNodes_areRefused_whereTheyMeanNothing() throws Exception {
    Cli.Result none =
        Cli.inside()
            .with("TEMPO_DATA_PATH", parent.resolve("files").toString())
            .run("nodes")
            .code(2)
            .oneLine("set databaseUrl (TEMPO_DATABASE_URL)");
    assertThat(none.err()).as("it has no name").doesNotContain("TEMPO_NODE_NAME");
    assertThatThrownBy(() -> launch(nodes.server("files", Map.of("TEMPO_NODE_NAME", "north"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("TEMPO_DATABASE_URL");
    assertThatThrownBy(() -> launch(nodes.server("files", Map.of("TEMPO_NODE_LABELS", "gpu"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("TEMPO_NODE_NAME");
    assertThatThrownBy(() -> launch(nodes.node("east", Map.of("TEMPO_NODE_LABELS", "a=1,a=2"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("a twice");
    assertThat(parent.resolve("files/tempo.db")).doesNotExist();
    assertThat(parent.resolve("east/config")).doesNotExist();
  }
}
