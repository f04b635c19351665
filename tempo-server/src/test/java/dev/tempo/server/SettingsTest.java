package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.jdbc.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  @TempDir Path directory;

  @Test
  void list_tellsTypeLimitsOriginAndDefault() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      JsonNode all = server.admin().get("/api/settings").status(200).data("settings");
      assertThat(all).hasSize(Settings.all().size());
      JsonNode queue = setting(all, "maxConcurrentRuns");
      assertThat(queue.path("value").intValue()).isEqualTo(4);
      assertThat(queue.path("minimum").intValue()).isEqualTo(1);
      assertThat(queue.path("origin").textValue()).isEqualTo("default");
      assertThat(queue.path("needsRestart").booleanValue()).isFalse();
      assertThat(queue.path("variable").textValue()).isEqualTo("TEMPO_MAX_CONCURRENT_RUNS");
      JsonNode port = setting(all, "port");
      assertThat(port.path("needsRestart").booleanValue()).isTrue();
      assertThat(port.path("origin").textValue()).isEqualTo("flag");
      assertThat(port.path("readOnly").booleanValue()).isTrue();
      server.as(Role.DEVELOPER).get("/api/settings").problem(403, "UNAUTHORIZED");
    }
  }

  @Test
  void change_countsAtOnceOrAfterARestart_andIsKept() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      JsonNode all =
          admin
              .put(
                  "/api/settings",
                  "{'productName':'Ops','logFileCount':9,'backupExclude':['a','*.b']}")
              .status(200)
              .data();
      assertThat(all.path("restartPending").booleanValue()).isTrue();
      JsonNode changed = setting(all.path("settings"), "logFileCount");
      assertThat(changed.path("restartPending").booleanValue()).isTrue();
      assertThat(admin.get("/api/branding").data("productName").textValue()).isEqualTo("Ops");
    }
    try (TestServer server = TestServer.start(directory)) {
      JsonNode all = server.admin().get("/api/settings").data();
      assertThat(all.path("restartPending").booleanValue()).isFalse();
      JsonNode kept = setting(all.path("settings"), "logFileCount");
      assertThat(kept.path("value").intValue()).isEqualTo(9);
      assertThat(kept.path("origin").textValue()).isEqualTo("saved");
      assertThat(setting(all.path("settings"), "backupExclude").path("value").toString())
          .isEqualTo("[\"a\",\"*.b\"]");
      server.admin().put("/api/settings", "{'logFileCount':null}").status(200);
      JsonNode again = server.admin().get("/api/settings").data("settings");
      assertThat(setting(again, "logFileCount").path("value").intValue()).isEqualTo(5);
    }
  }

  @Test
  void badValues_areAllNamed_andNothingIsChanged() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      admin
          .put(
              "/api/settings",
              "{'productName':'Ops','backupRetentionDays':0,'timezone':'Mars','nonsense':1,"
                  + "'backupEnabled':'perhaps','baseUrl':'ftp://x','defaultTheme':{}}")
          .invalid(
              "backupRetentionDays",
              "timezone",
              "nonsense",
              "backupEnabled",
              "baseUrl",
              "defaultTheme");
      assertThat(admin.get("/api/branding").data("productName").textValue()).isEqualTo("Tempo");
    }
  }

  /** A number that was taken for a text was the name of an account which there is not. */
  @Test
  void valuesOfAnotherType_areRefusedByEverySetting() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      List<Setting<?>> storable = Settings.all().stream().filter(Setting::isStorable).toList();
      for (String value : List.of("1.5", "1", "true", "['a']", "[1]", "[true]", "[null]", "{}")) {
        String[] refusing =
            storable.stream()
                .filter(setting -> !isMeant(setting, value))
                .map(Setting::name)
                .toArray(String[]::new);
        String body =
            Arrays.stream(refusing)
                .map(name -> "'" + name + "':" + value)
                .collect(Collectors.joining(",", "{", "}"));
        admin.put("/api/settings", body).invalid(refusing);
      }
      assertThat(admin.get("/api/branding").data("productName").textValue()).isEqualTo("Tempo");
    }
  }

  private static boolean isMeant(Setting<?> setting, String value) {
    return switch (setting.typeName()) {
      case "integer" -> value.equals("1");
      case "boolean" -> value.equals("true");
      case "list" -> value.equals("['a']");
      default -> false;
    };
  }

  @Test
  void fixedAndOutsideSettings_areReadOnly() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      String detail =
          admin
              .put("/api/settings", "{'port':1234,'productName':'Ops'}")
              .problem(409, "CONFLICT")
              .json()
              .path("detail")
              .textValue();
      assertThat(detail).contains("port").contains("option");
      assertThat(admin.get("/api/branding").data("productName").textValue()).isEqualTo("Tempo");
      admin
          .put("/api/settings", "{'jwtSecret':'0123456789012345678901234567890123456789'}")
          .problem(409, "CONFLICT");
    }
  }

  @Test
  void secret_isNeverShown_andSealedInTheDatabase() throws Exception {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      String body =
          admin.put("/api/settings", "{'webhookSecret':'open sesame open'}").status(200).body();
      assertThat(body).doesNotContain("sesame");
      JsonNode secret = setting(admin.get("/api/settings").data("settings"), "webhookSecret");
      assertThat(secret.path("set").booleanValue()).isTrue();
      assertThat(secret.path("value").isNull()).isTrue();
      Path copy = directory.resolve("copy.db");
      server.store().database().copyTo(copy);
      assertThat(new String(Files.readAllBytes(copy), "ISO-8859-1"))
          .contains("webhookSecret")
          .doesNotContain("sesame");
    }
  }

  @Test
  void credentialsInAddresses_areMasked_writtenBackAsTheyWere_andSealed() throws Exception {
    String body =
        "{'pipIndexUrl':'https://ann:sesame1@one.example/simple',"
            + "'pipExtraIndexUrl':['https://sesame2@two.example/a','https://three.example/b',"
            + "'https://bob:sesame3@two.example/a'],"
            + "'pipFindLinks':'https://four.example/wheels?sig=sesame4'}";
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      assertThat(admin.put("/api/settings", body).status(200).body()).doesNotContain("sesame");
      JsonNode all = admin.get("/api/settings").data("settings");
      assertThat(setting(all, "pipIndexUrl").path("value").textValue())
          .isEqualTo("https://****@one.example/simple");
      assertThat(setting(all, "pipFindLinks").path("value").textValue())
          .isEqualTo("https://four.example/wheels?****");
      String shown = setting(all, "pipExtraIndexUrl").path("value").toString();
      assertThat(shown)
          .isEqualTo(
              "[\"https://****@two.example/a\",\"https://three.example/b\","
                  + "\"https://****@two.example/a\"]");
      admin
          .put(
              "/api/settings",
              "{'pipIndexUrl':'https://****@one.example/simple','pipExtraIndexUrl':"
                  + "['https://five.example/c','https://****@two.example/a'],"
                  + "'pipFindLinks':'https://four.example/wheels?****'}")
          .status(200);
      SettingsService settings = settings(server);
      assertThat(settings.latest().get(Settings.PIP_INDEX_URL))
          .isEqualTo("https://ann:sesame1@one.example/simple");
      assertThat(settings.latest().get(Settings.PIP_EXTRA_INDEX_URL))
          .containsExactly("https://five.example/c", "https://sesame2@two.example/a");
      assertThat(settings.latest().get(Settings.PIP_FIND_LINKS)).endsWith("?sig=sesame4");
      admin
          .put("/api/settings", "{'pipIndexUrl':'https://****@evil.example/simple'}")
          .invalid("pipIndexUrl");
      assertThat(
              admin
                  .put("/api/settings", "{'pipIndexUrl':'ann:sesame5@one.example/s/imple'}")
                  .invalid("pipIndexUrl")
                  .body())
          .doesNotContain("sesame");
      Path copy = directory.resolve("copy.db");
      server.store().database().copyTo(copy);
      assertThat(new String(Files.readAllBytes(copy), "ISO-8859-1"))
          .contains("pipIndexUrl")
          .doesNotContain("sesame");
    }
  }

  @Test
  void credentialsThatAnOlderVersionSaved_areSealedAtTheNextStart() throws Exception {
    try (TestServer server = TestServer.startSetUp(directory)) {
      server
          .store()
          .database()
          .write(
              c ->
                  Sql.of(
                          c,
                          "INSERT INTO setting VALUES (?, ?)",
                          "pipIndexUrl",
                          "https://ann:sesame@one.example/simple")
                      .execute());
    }
    try (TestServer server = TestServer.start(directory)) {
      List<String> kept =
          server
              .store()
              .database()
              .read(c -> Sql.of(c, "SELECT value FROM setting").all(row -> row.text("value")));
      assertThat(kept).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain("sesame"));
      assertThat(settings(server).get(Settings.PIP_INDEX_URL))
          .isEqualTo("https://ann:sesame@one.example/simple");
    }
  }

  private SettingsService settings(TestServer server) {
    return new SettingsService(SettingSources.NONE, server.store().database(), directory);
  }

  @Test
  void builder_refusesAtOnce() {
    assertThatThrownBy(() -> TempoServer.builder().setting("colour", "red"))
        .hasMessage("There is no setting colour");
    assertThatThrownBy(() -> TempoServer.builder().setting("backupScheduleTime", "noon"))
        .hasMessageContaining("backupScheduleTime must be a time of day such as 02:30");
  }

  @Test
  void logo_isServedFromTheConfigurationAlone() throws Exception {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      Files.writeString(directory.resolve("config/logo.svg"), "<svg/>");
      Files.writeString(directory.resolve("secret.svg"), "<svg>secret</svg>");
      Files.createSymbolicLink(
          directory.resolve("config/link.svg"), directory.resolve("secret.svg"));
      admin.put("/api/settings", "{'logoPath':'logo.svg'}").status(200);
      assertThat(server.client().get("/api/branding").data("logoUrl").textValue())
          .isEqualTo("/api/branding/logo");
      var logo = server.client().get("/api/branding/logo").status(200);
      assertThat(logo.header("Content-Type")).isEqualTo("image/svg+xml");
      assertThat(logo.body()).isEqualTo("<svg/>");
      for (String other : new String[] {"../secret.svg", "link.svg", "jwt.key", "none.png"}) {
        admin.put("/api/settings", "{'logoPath':'" + other + "'}").status(200);
        server.client().get("/api/branding/logo").problem(404, "NOT_FOUND");
      }
    }
  }

  @Test
  void newJobs_startFromTheDefaults_thatHoldAtTheTime() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      JsonNode before = admin.post("/api/jobs", "{'name':'Before'}").status(201).data();
      assertThat(before.path("timeoutSeconds").intValue()).isEqualTo(3_600);
      assertThat(before.path("limits").path("memoryBytes").longValue()).isEqualTo(512L << 20);
      assertThat(before.path("limits").path("outputBytes").longValue()).isEqualTo(1L << 30);
      admin
          .put(
              "/api/settings",
              "{'defaultScriptTimeout':0,'defaultMemoryLimit':64,'defaultGrace':11,"
                  + "'defaultOutputLimit':3,"
                  + "'defaultNotifyOn':'always','timezone':'Europe/Paris'}")
          .status(200);
      JsonNode after = admin.post("/api/jobs", "{'name':'After'}").status(201).data();
      assertThat(after.path("timeoutSeconds").isNull()).isTrue();
      assertThat(after.path("graceSeconds").intValue()).isEqualTo(11);
      assertThat(after.path("limits").path("memoryBytes").longValue()).isEqualTo(64L << 20);
      assertThat(after.path("limits").path("outputBytes").longValue()).isEqualTo(3L << 20);
      assertThat(after.path("notify").path("on").textValue()).isEqualTo("always");
      assertThat(after.path("timezone").textValue()).isEqualTo("Europe/Paris");
      JsonNode kept = admin.get("/api/jobs/before").data();
      assertThat(kept.path("timeoutSeconds").intValue()).isEqualTo(3_600);
      assertThat(kept.path("notify").path("on").textValue()).isEqualTo("failure");
      String back = "{'graceSeconds':null,'limits':null,'timezone':null}";
      JsonNode reset = admin.put("/api/jobs/before", back).status(200).data();
      assertThat(reset.path("graceSeconds").intValue()).isEqualTo(11);
      assertThat(reset.path("limits").path("memoryBytes").longValue()).isEqualTo(64L << 20);
      assertThat(reset.path("timezone").textValue()).isEqualTo("Europe/Paris");
    }
  }

  @Test
  void runEndedByADefault_saysWhichSettingToRaise_alsoInTheList() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      admin
          .put(
              "/api/settings",
              "{'defaultScriptTimeout':1,'defaultOutputLimit':1,'defaultMemoryLimit':32}")
          .status(200);
      assertThat(error(admin, "sleep 60", ""))
          .contains("raise timeout (timeoutSeconds)")
          .endsWith("defaultScriptTimeout (TEMPO_DEFAULT_SCRIPT_TIMEOUT)");
      assertThat(admin.get("/api/runs").data("runs").get(0).path("error").textValue())
          .endsWith("(TEMPO_DEFAULT_SCRIPT_TIMEOUT)");
      assertThat(error(admin, "yes", ",'timeoutSeconds':60"))
          .contains("raise limits.outputBytes; ")
          .endsWith("defaultOutputLimit (TEMPO_DEFAULT_OUTPUT_LIMIT)");
      String hungry = "x=$(yes | head -c 100000000); sleep 60";
      assertThat(error(admin, hungry, ",'timeoutSeconds':60"))
          .contains("limits.memoryBytes; ")
          .endsWith("defaultMemoryLimit (TEMPO_DEFAULT_MEMORY_LIMIT)");
      assertThat(error(admin, "sleep 60", ",'timeoutSeconds':2")).doesNotContain("default");
      assertThat(error(admin, "exit 3", "")).doesNotContain("default");
    }
  }

  private static String error(ApiClient admin, String script, String more) {
    String task = "'task':{'kind':'shell','content':\"" + script + "\"}";
    String body = "{'name':'" + UUID.randomUUID() + "'," + task + more + "}";
    String job = admin.post("/api/jobs", body).status(201).data("id").textValue();
    String id = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> run.path("finishedAt").isTextual());
    return admin.get("/api/runs/" + id).data("error").textValue();
  }

  @Test
  void language_isTheDefault_forWhoAsksForNoneThatTempoSpeaks() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      String cron = "{'type':'cron','expression':'0 3 * * *'}";
      String english = described(admin, cron);
      admin.put("/api/settings", "{'defaultLanguage':'fr'}").status(200);
      String french = described(admin, cron);
      assertThat(french).isNotEqualTo(english);
      assertThat(described(admin.header("Accept-Language", "de"), cron)).isEqualTo(french);
      assertThat(described(admin.header("Accept-Language", "nonsense;;q"), cron)).isEqualTo(french);
      assertThat(described(admin.header("Accept-Language", "en"), cron)).isEqualTo(english);
      assertThat(server.client().get("/api/branding").data("language").textValue()).isEqualTo("fr");
    }
  }

  private static String described(ApiClient client, String trigger) {
    return client
        .post("/api/schedules/preview", trigger)
        .status(200)
        .data("description")
        .textValue();
  }

  private static JsonNode setting(JsonNode settings, String name) {
    return StreamSupport.stream(settings.spliterator(), false)
        .filter(setting -> setting.path("name").textValue().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
