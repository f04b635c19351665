package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own on PostgreSQL, as people start it. */
@WithPostgres
class PostgresServerTest {
  private static final Pattern ADDRESS = Pattern.compile("http://[0-9.:]+");

  @TempDir private Path parent;
  private Cli cli;
  private String address;

  @BeforeEach
  void makeCli() throws Exception {
    String url = PostgresServer.shared().url();
    address = url.substring(0, url.indexOf('?'));
    Path password = Files.writeString(parent.resolve("password"), "any, as it trusts\n");
    cli =
        Cli.inside()
            .with("TEMPO_DATA_PATH", parent.resolve("data").toString())
            .with("TEMPO_DATABASE_URL", address)
            .with("TEMPO_DATABASE_USER", "tempo")
            .with("TEMPO_DATABASE_PASSWORD_FILE", password.toString())
            .with("TEMPO_DATABASE_SCHEMA", PostgresServer.newSchema());
  }

  private ApiClient client() throws Exception {
    return new ApiClient(
        ADDRESS.matcher(cli.run("status").out()).results().findFirst().orElseThrow().group());
  }

  @Test
  void server_keepsEverythingInItsSchema_alone() throws Exception {
    cli.run("start", "--port", "0").code(0);
    try {
      client()
          .post("/api/setup/admin", "{'username':'admin','password':'some long words'}")
          .status(201);
      ApiClient admin = client().logIn("admin", "some long words");
      admin
          .post(
              "/api/jobs",
              "{'name':'Talk','task':{'kind':'shell','content':'echo a needle in a log'}}")
          .status(201);
      String run = admin.post("/api/jobs/talk/run").status(202).data("runId").textValue();
      admin.await("/api/runs/" + run, shown -> shown.path("status").textValue().equals("success"));
      admin.await(
          "/api/search/logs?q=needle", found -> found.toString().contains("a needle in a log"));
      assertThat(admin.post("/api/backups").status(409).body()).contains("pg_dump");
      assertThat(parent.resolve("data/tempo.db")).doesNotExist();
      cli.run("run", "--port", "0", "--data-path", parent.resolve("second").toString())
          .code(4)
          .oneLine("in use by");
      cli.run("backup").code(1).oneLine("pg_dump");
    } finally {
      cli.run("stop").code(0);
    }
    cli.run("start", "--port", "0").code(0);
    try {
      JsonNode runs =
          client().logIn("admin", "some long words").get("/api/runs").status(200).data();
      assertThat(runs.toString()).contains("success", "Talk");
    } finally {
      cli.run("stop").code(0);
    }
  }

  @Test
  void databaseThatIsGone_isToldInWords_withoutItsAddress() {
    try (PostgresServer own = PostgresServer.start()) {
      String url = own.url();
      Map<String, String> variables =
          Map.of(
              "TEMPO_DATABASE_URL",
              url.substring(0, url.indexOf('?')),
              "TEMPO_DATABASE_USER",
              "tempo");
      SettingSources sources =
          new SettingSources(Map.of(), variables, Map.of()).flag(Settings.PORT, "0");
      try (StandaloneServer server =
          StandaloneServer.launch(
              new ServerLauncher.Options(sources, parent.resolve("own"), Optional.empty()))) {
        ApiClient nobody = new ApiClient("http://127.0.0.1:" + server.port());
        String person = "{'username':'admin','password':'some long words'}";
        nobody.post("/api/setup/admin", person).status(201);
        own.crash();
        JsonNode problem =
            nobody.post("/api/auth/login", person).problem(503, "UNAVAILABLE").json();
        assertThat(problem.path("detail").textValue())
            .isEqualTo(
                "The database cannot be reached, or does not do what it is asked; the log of the"
                    + " server says more");
        assertThat(problem.toString()).doesNotContain("127.0.0.1", "jdbc", "refused", "schema");
        own.restart(); // a server ends sooner whose database answers
      }
    }
  }

  @Test
  void installationInFiles_isNotLeftBehind_whereAnEmptyDatabaseIsNamed() throws Exception {
    Path data = parent.resolve("data");
    Cli.inside().with("TEMPO_DATA_PATH", data.toString()).run("migrate").code(0);
    for (String command : List.of("run", "doctor")) {
      cli.run(command).code(5).oneLine("To move it there, run: tempo migrate --to");
    }
    cli.run("migrate", "--to", address).code(0);
    Files.delete(data.resolve("tempo.db"));
    cli.run("doctor").code(0);

    cli.with("TEMPO_DATABASE_SCHEMA", PostgresServer.newSchema())
        .run("run")
        .code(5)
        .oneLine("holds nothing of " + data.resolve("config/installation"));
  }

  @Test
  void settingsThatDoNotFit_areRefused_withoutThePassword() throws Exception {
    cli.with("TEMPO_DATABASE_URL", "jdbc:postgresql://h/d?password=guess-me")
        .run("run", "--port", "0")
        .code(2)
        .oneLine("has no password");
    cli.with("TEMPO_DB_PATH", parent.resolve("x.db").toString())
        .run("run", "--port", "0")
        .code(2)
        .oneLine("name two databases");
    cli.with("TEMPO_DATABASE_PASSWORD_FILE", parent.resolve("none").toString())
        .run("run", "--port", "0")
        .code(2)
        .oneLine("/none is missing");
  }
}
