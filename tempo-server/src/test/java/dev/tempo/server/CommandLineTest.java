package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandLineTest {
  private static final Pattern RUNS = Pattern.compile("Tempo runs on (\\S+) as process (\\d+)\\s*");

  private static final Pattern RUNS_ON = Pattern.compile("http://[0-9.]+:\\d+");

  @TempDir Path parent;
  private Path data;
  private Cli cli;

  @BeforeEach
  void choose() {
    data = parent.resolve("data");
    cli = Cli.inside().with("TEMPO_DATA_PATH", data.toString());
  }

  @Test
  void service_startsStopsAndTellsItsState() throws Exception {
    cli.run("status").code(3);
    cli.run("health").code(1).oneLine("does not run");
    Cli.Result started = cli.run("start", "--port", "0").code(0);
    Matcher runs = RUNS.matcher(started.out());
    assertThat(runs.matches()).as(started.out()).isTrue();
    try {
      assertThat(cli.run("status").code(0).out()).contains(runs.group(1), runs.group(2));
      assertThat(cli.run("health").code(0).out()).contains("\"healthy\"");
      cli.run("health", "--url", "http://127.0.0.1:1").code(1).oneLine("does not answer");
      assertThat(cli.run("start", "--port", "0").code(0).out()).contains("runs already");
      assertThat(data.resolve("logs/console.log")).content().contains("ready on");
      Cli.Result again = cli.run("restart", "--port", "0").code(0);
      assertThat(again.out()).doesNotContain("process " + runs.group(2));
    } finally {
      cli.run("stop").code(0);
    }
    cli.run("status").code(3);
    assertThat(cli.run("stop").code(0).out()).contains("does not run");
    assertThat(data.resolve("tempo.pid")).doesNotExist();
  }

  @Test
  void pidFile_isNotFooledByAProcessThatGotTheNumber() throws Exception {
    Files.createDirectories(data);
    long own = ProcessHandle.current().pid();
    Files.writeString(
        data.resolve("tempo.pid"),
        "pid=%d\nstarted=1\nboot=other\nurl=http\\://127.0.0.1\\:1\n".formatted(own));
    cli.run("status").code(1);
    assertThat(cli.run("stop").code(0).out()).contains("does not run");
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }

  @Test
  void killedServer_isDead_andMayBeStartedAgain() throws Exception {
    Matcher runs = RUNS.matcher(cli.run("start", "--port", "0").code(0).out());
    assertThat(runs.matches()).isTrue();
    ProcessHandle process = ProcessHandle.of(Long.parseLong(runs.group(2))).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);
    cli.run("status").code(1);
    cli.run("start", "--port", "0").code(0);
    cli.run("stop").code(0);
  }

  @Test
  void start_thatFails_tellsWhyAndHow() throws Exception {
    Files.createDirectories(data.resolve("config"));
    Files.writeString(data.resolve("config/settings.json"), "{\"port\":\"many\"}");
    Cli.Result failed = cli.run("start").code(2);
    assertThat(failed.err())
        .contains("port in the settings file must be a whole number from 0 to 65535");
  }

  @Test
  void config_showsWhereValuesComeFrom() throws Exception {
    Path file = parent.resolve("other.json");
    Files.writeString(file, "{\"port\":9001,\"productName\":\"Ops\",\"pipOffline\":true}");
    Cli.Result shown =
        cli.with("TEMPO_PIP_OFFLINE", "false")
            .with("TEMPO_JWT_SECRET", "0123456789012345678901234567890123456789")
            .run("config", "--config", file.toString(), "--port", "9002")
            .code(0);
    assertThat(row(shown, "port")).startsWith("port flag").endsWith("9002");
    assertThat(row(shown, "productName")).isEqualTo("productName file TEMPO_PRODUCT_NAME Ops");
    assertThat(row(shown, "pipOffline")).contains("environment").endsWith("false");
    assertThat(row(shown, "dataPath")).contains("environment").endsWith(data.toString());
    assertThat(row(shown, "host")).contains("default").endsWith("127.0.0.1");
    assertThat(row(shown, "jwtSecret")).endsWith("(set)");
  }

  @Test
  void config_hidesCredentialsInAddresses() throws Exception {
    Cli.Result shown =
        cli.with("TEMPO_PIP_INDEX_URL", "https://ann:sesame@one.example/simple")
            .with("TEMPO_PIP_EXTRA_INDEX_URL", "https://a.example/b,https://sesame@two.example/c")
            .run("config", "show")
            .code(0);
    assertThat(row(shown, "pipIndexUrl")).endsWith("https://****@one.example/simple");
    assertThat(row(shown, "pipExtraIndexUrl"))
        .endsWith("https://a.example/b,https://****@two.example/c");
    Cli.Result wrong =
        cli.with("TEMPO_PIP_INDEX_URL", "ann:sesame@one.example").run("config", "check").code(2);
    assertThat(wrong.err()).contains("****@one.example").doesNotContain("sesame");
  }

  @Test
  void configCheck_namesWhatIsWrong() throws Exception {
    assertThat(cli.with("TEMPO_PROT", "1").run("config", "check").code(0).out())
        .contains("TEMPO_PROT");
    cli.with("TEMPO_PORT", "99999")
        .run("config", "check")
        .code(2)
        .oneLine("TEMPO_PORT in the environment must be a whole number from 0 to 65535");
    cli.run("config", "check", "--set", "colour=red").code(2);
    Path file = parent.resolve("bad.json");
    Files.writeString(file, "{\"prot\":1}");
    cli.run("config", "check", "--config", file.toString())
        .code(2)
        .oneLine("prot is not a known setting");
  }

  /** A start that fails must not have begun what is due at each start. */
  @Test
  void damagedKeyOfSessions_stopsTheStart_beforeAnythingRuns() throws Exception {
    cli.run("migrate").code(0);
    Job job = Job.named("first").task(Task.shell("true")).trigger(Trigger.atStartup()).build();
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = Tempo.builder().store(store).build().start()) {
      tempo.save(job);
    }
    Path key = data.resolve("config/jwt.key");
    Files.writeString(key, "#");
    cli.run("run", "--port", "0").code(1).oneLine("jwt.key is damaged");
    assertThat(runs()).isZero();

    Files.delete(key);
    cli.run("start", "--port", "0").code(0);
    cli.run("stop").code(0);
    assertThat(runs()).isOne();
  }

  private int runs() throws Exception {
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tempo.db"));
        Statement statement = c.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM run")) {
      return count.getInt(1);
    }
  }

  /** Of the parts that it makes, those that were never begun close without a word, too. */
  @Test
  void migrate_tellsNoFault() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord found) {
            if (found.getLevel().intValue() >= Level.WARNING.intValue()) {
              told.add(found.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("dev.tempo");
    log.addHandler(handler);
    try {
      cli.run("migrate").code(0);
    } finally {
      log.removeHandler(handler);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void damagedAndNewerDatabases_haveCodesOfTheirOwn() throws Exception {
    cli.run("migrate").code(0);
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tempo.db"));
        Statement statement = c.createStatement()) {
      statement.execute("PRAGMA user_version = 999");
    }
    cli.run("run", "--port", "0").code(6).oneLine("newer version of Tempo");
    Files.writeString(data.resolve("tempo.db"), "x".repeat(10_000));
    cli.run("run", "--port", "0").code(5).oneLine("damaged");
  }

  @Test
  void directoryThatCannotBeWritten_saysSo() throws Exception {
    cli.with("TEMPO_DATA_PATH", "/proc/tempo").run("run", "--port", "0").code(4).oneLine("/proc");
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, Set.of());
    if (!Files.isWritable(data)) { // root may write everywhere
      cli.run("run", "--port", "0").code(4).oneLine(data.toString());
    }
  }

  @Test
  void database_mayLieElsewhere_andIsLockedThere() throws Exception {
    Path database = parent.resolve("db/jobs.db");
    Files.createDirectories(database.getParent());
    Cli there = cli.with("TEMPO_DB_PATH", database.toString());
    there.run("start", "--port", "0").code(0);
    try {
      assertThat(database).exists();
      assertThat(data.resolve("tempo.db")).doesNotExist();
      there
          .run("run", "--port", "0", "--data-path", parent.resolve("second").toString())
          .code(4)
          .oneLine("in use by process");
    } finally {
      there.run("stop").code(0);
    }
  }

  @Test
  void resetPassword_letsInWhoIsLockedOut() throws Exception {
    cli.run("start", "--port", "0").code(0);
    ApiClient client =
        new ApiClient(
            RUNS_ON.matcher(cli.run("status").out()).results().findFirst().orElseThrow().group());
    client.post("/api/setup/admin", "{'username':'Boss','password':'forgotten words'}").status(201);
    ApiClient session = client.logIn("boss", "forgotten words");
    String key =
        session.post("/api/keys", "{'name':'k','scope':'api'}").status(201).data("key").textValue();
    String left = "{'username':'left','password':'forgotten words','active':false}";
    session.post("/api/users", left).status(201);
    cli.input("new words\n").run("reset-password", "boss", "--stdin").code(4).oneLine("in use");
    cli.run("stop").code(0);
    cli.input("short\n").run("reset-password", "boss", "--stdin").code(2);
    cli.input("new words\n").run("reset-password", "nobody", "--stdin").code(1).oneLine("nobody");
    cli.input("new words\n").run("reset-password", "boss", "--stdin").code(0);
    assertThat(cli.input("new words\n").run("reset-password", "LEFT", "--stdin").code(0).out())
        .contains("deactivated");
    cli.run("start", "--port", "0").code(0);
    try {
      ApiClient again =
          new ApiClient(
              RUNS_ON.matcher(cli.run("status").out()).results().findFirst().orElseThrow().group());
      again
          .header("Authorization", session.headers().get("Authorization"))
          .get("/api/auth/me")
          .problem(401, "INVALID_TOKEN");
      again.withKey(key).get("/api/auth/me").problem(401, "INVALID_TOKEN");
      again.logIn("boss", "new words").get("/api/auth/me").status(200);
      again
          .post("/api/auth/login", "{'username':'left','password':'new words'}")
          .problem(401, "INVALID_CREDENTIALS");
    } finally {
      cli.run("stop").code(0);
    }
  }

  @Test
  void helpAndCompletion_knowAllCommands() throws Exception {
    String help = cli.run("help").code(0).out();
    String completion = cli.run("completion").code(0).out();
    for (String command :
        new String[] {
          "run",
          "start",
          "stop",
          "restart",
          "status",
          "health",
          "version",
          "config",
          "migrate",
          "nodes",
          "backup",
          "restore",
          "reset-password",
          "backup",
          "restore",
          "reset-password",
          "completion"
        }) {
      assertThat(help).contains(command);
      assertThat(completion).contains(command);
    }
    assertThat(cli.run("version").code(0).out()).matches("Tempo \\d+\\.\\d+\\.\\d+\\S*\\s+");
  }

  @Test
  void process_knowsAllCommands_alsoWhereOneAloneIsNeeded() throws Exception {
    Cli process = Cli.plain();
    assertThat(process.run("--help").code(0).out()).contains("doctor", "completion");
    assertThat(process.run("run", "--help").code(0).out()).startsWith("Usage: tempo run ");
    assertThat(process.run("run", "status").code(2).err()).contains("'status'");
  }

  private static String row(Cli.Result shown, String name) throws IOException {
    return shown
        .out()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .orElseThrow()
        .replaceAll(" +", " ");
  }
}
