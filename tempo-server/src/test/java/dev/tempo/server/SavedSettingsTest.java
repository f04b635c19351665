package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is saved while a server runs must let it start again: what this machine cannot do is refused
 * when it is saved, and what was saved all the same does not keep the next server from starting.
 */
final class SavedSettingsTest {
  private static final String ADMIN =
      "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";

  /** Whatever somebody may type where a setting takes a text or a list. */
  private static final List<String> TYPED =
      List.of(
          "\\ud800",
          "\\ud800=1",
          "/",
          "..",
          "a b",
          "ghost",
          "nobody",
          "203.0.113.7",
          "0.0.0.0/0",
          "\\u00e9",
          "x".repeat(245) + "=1",
          "https://x/%41",
          "*",
          "root",
          "A*",
          "a=1",
          "5-9",
          "200000-200009",
          "a,b",
          "3.9",
          "23:59",
          "GMT+5");

  /** Each round is a start more. */
  private static final int ROUNDS = 8;

  private static final SettingSources ANY_PORT = SettingSources.NONE.flag(Settings.PORT, "0");

  @TempDir Path parent;
  private Path data;

  @BeforeEach
  void letOthersThrough() throws Exception {
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = parent.resolve("data");
  }

  /** Backups in the directory above are accepted, and locked there. */
  @AfterEach
  void leaveNothingAbove() throws Exception {
    Files.deleteIfExists(Path.of("..", ".lock"));
  }

  @Test
  void whateverIsAccepted_letsTheServerStartAgain() throws Exception {
    Map<String, List<String>> accepted = new LinkedHashMap<>();
    try (ServerLauncher.Running server = launch(ANY_PORT)) {
      ApiClient admin = setUp(server);
      for (JsonNode setting : admin.get("/api/settings").data("settings")) {
        String name = setting.path("name").textValue();
        List<String> values =
            values(setting).stream()
                .filter(value -> isWellWritten(name, value))
                .filter(value -> isTaken(admin, name, value))
                .limit(ROUNDS)
                .toList();
        if (!values.isEmpty()) {
          accepted.put(name, values);
          client(server).get("/").status(200); // pages show some of them at once
        }
      }
    }
    assertThat(accepted).hasSizeGreaterThan(Settings.all().size() / 2);
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerLauncher.Running server = launch(ANY_PORT)) {
        admin(server).put("/api/settings", together(accepted, round)).status(200);
      }
    }
    try (ServerLauncher.Running server = launch(ANY_PORT)) {
      client(server).get("/").status(200);
    }
  }

  /** One value of each, but of the account and its range, which must fit each other. */
  private static String together(Map<String, List<String>> accepted, int round) {
    return accepted.entrySet().stream()
        .filter(setting -> !setting.getKey().equals(Settings.RUN_AS_RANGE.name()))
        .map(
            setting ->
                "'"
                    + setting.getKey()
                    + "':'"
                    + setting.getValue().get(round % setting.getValue().size())
                    + "'")
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void accountThatThereIsNot_isRefusedWhereItIsSaved() {
    try (ServerLauncher.Running server = launch(ANY_PORT)) {
      ApiClient admin = setUp(server);
      String refused =
          admin
              .put("/api/settings", "{'runAs':'ghost','productName':'Ops'}")
              .invalid("runAs")
              .body();
      boolean root = System.getProperty("user.name").equals("root");
      assertThat(refused).contains(root ? "no account named ghost" : "only root");
      admin.put("/api/settings", "{'runAsRange':'200000-200009'}").invalid("runAsRange");
      admin.put("/api/settings", "{'host':'203.0.113.7'}").invalid("host");
      admin.put("/api/settings", "{'host':'no host'}").invalid("host");
      admin.put("/api/settings", "{'pipFindLinks':'/a b'}").invalid("pipFindLinks");
      admin.put("/api/settings", "{'logoPath':'/'}").invalid("logoPath");
      assertThat(setting(admin, "productName").path("origin").textValue()).isEqualTo("default");
    }
  }

  @Test
  void portThatIsTaken_isRefusedWhereItIsSaved() throws Exception {
    launch(ANY_PORT).close();
    save(Settings.PORT, "0");
    try (ServerLauncher.Running server = launch(SettingSources.NONE);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ApiClient admin = setUp(server);
      admin.put("/api/settings", "{'port':" + taken.getLocalPort() + "}").invalid("port");
      admin.put("/api/settings", "{'port':0}").status(200);
    }
  }

  @Test
  void savedPortThatAnotherProgramHasTaken_letsTheServerStartElsewhere() throws Exception {
    launch(ANY_PORT).close();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      save(Settings.PORT, Integer.toString(taken.getLocalPort()));
      try (ServerLauncher.Running server = launch(SettingSources.NONE)) {
        assertThat(server.port()).isPositive().isNotEqualTo(taken.getLocalPort());
        ApiClient admin = setUp(server);
        assertThat(admin.get("/api/health").status(503).data("problems"))
            .extracting(JsonNode::textValue)
            .contains("port");
        assertThat(setting(admin, "port").path("problem").textValue()).contains("listen");
        admin.put("/api/settings", "{'port':" + server.port() + "}").status(200); // its own now
        admin.put("/api/settings", "{'port':0}").status(200);
      }
    }
    try (ServerLauncher.Running server = launch(SettingSources.NONE)) {
      client(server).get("/api/health").status(200);
    }
  }

  @Test
  void savedAccountThatIsGone_keepsScriptsFromRunning_andNotTheServer() throws Exception {
    launch(ANY_PORT).close();
    save(Settings.RUN_AS, "ghost");
    save(Settings.HOST, "203.0.113.7");
    save(Settings.BACKUP_PATH, "a\u0000b");
    try (ServerLauncher.Running server = launch(ANY_PORT)) {
      ApiClient admin = setUp(server);
      assertThat(admin.get("/api/health").status(503).data("problems"))
          .extracting(JsonNode::textValue)
          .contains("runAs", "host");
      assertThat(setting(admin, "runAs").path("problem").textValue()).contains("ghost");
      assertThat(setting(admin, "host").path("problem").textValue())
          .contains("cannot be listened on");
      assertThat(setting(admin, "port").path("problem").isNull()).isTrue();
      Path made = parent.resolve("made");
      for (String task :
          List.of(
              "'kind':'shell','content':'touch " + made + "'",
              "'kind':'python','content':'open(\\u0022" + made + "\\u0022, \\u0022w\\u0022)'",
              "'kind':'command','command':['touch','" + made + "']")) {
        assertThat(failure(admin, task)).contains("nothing can run as ghost");
      }
      assertThat(made).doesNotExist();
      admin.put("/api/settings", "{'runAs':null,'host':null}").status(200);
    }
    try (ServerLauncher.Running server = launch(ANY_PORT)) {
      client(server).get("/api/health").status(200);
    }
  }

  @Test
  void commandLine_saysWhichAccountThereIsNot() throws Exception {
    Cli cli = Cli.inside().with("TEMPO_DATA_PATH", data.toString());
    cli.with("TEMPO_RUN_AS", "ghost").run("config", "check").code(2).oneLine("runAs: ");
    cli.with("TEMPO_HOST", "203.0.113.7").run("config", "check").code(2).oneLine("host: ");
    cli.run("config", "check").code(0);
  }

  private static String failure(ApiClient admin, String task) {
    String name = "Job" + UUID.randomUUID();
    admin.post("/api/jobs", "{'name':'" + name + "','task':{" + task + "}}").status(201);
    String job = "/api/jobs/" + name.toLowerCase(Locale.ROOT);
    String id = admin.post(job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    return admin.get("/api/runs/" + id).status(200).data().toString();
  }

  private static JsonNode setting(ApiClient admin, String name) {
    return StreamSupport.stream(
            admin.get("/api/settings").status(200).data("settings").spliterator(), false)
        .filter(setting -> setting.path("name").textValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** As an earlier version did, which asked nobody whether this machine can do it. */
  private void save(Setting<?> setting, String value) {
    try (JdbcStore store = SqliteStoreProvider.INSTANCE.open(data, Optional.empty())) {
      new SettingsService(SettingSources.NONE, store.database(), data)
          .save(Map.of(setting, Optional.of(value)));
    }
  }

  private ApiClient setUp(ServerLauncher.Running server) {
    client(server).post("/api/setup/admin", ADMIN).status(201);
    return admin(server);
  }

  private static List<String> values(JsonNode setting) {
    return switch (setting.path("type").textValue()) {
      case "integer" -> List.of(setting.path("minimum").asText(), setting.path("maximum").asText());
      case "boolean" -> List.of("true", "false");
      case "choice" ->
          StreamSupport.stream(setting.path("options").spliterator(), false)
              .map(JsonNode::textValue)
              .toList();
      default -> TYPED;
    };
  }

  /** Spares requests: what is not well written is refused by other tests, too. */
  private static boolean isWellWritten(String name, String value) {
    String text = value.startsWith("\\u") ? "\u00e9" : value;
    return Settings.named(name).orElseThrow().problem(text).isEmpty();
  }

  private static boolean isTaken(ApiClient admin, String name, String value) {
    int status = admin.put("/api/settings", "{'" + name + "':'" + value + "'}").status();
    assertThat(status).as(name + " " + value).isIn(200, 409, 422);
    return status == 200;
  }

  private ServerLauncher.Running launch(SettingSources sources) {
    return StandaloneServer.launch(
        new ServerLauncher.Options(
            sources.flag(Settings.RATE_LIMIT_ENABLED, "false"), data, Optional.empty()));
  }

  private static ApiClient client(ServerLauncher.Running server) {
    return new ApiClient("http://127.0.0.1:" + server.port() + server.basePath());
  }

  private static ApiClient admin(ServerLauncher.Running server) {
    return client(server).logIn("admin", TestServer.PASSWORD);
  }
}
