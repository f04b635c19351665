package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts of another account that exchange what they own with links, FIFOs and hard links without
 * end, while root deletes, moves, backs up, restores, installs and checks over the API. Nothing of
 * root's is read, changed or lost, and nothing hangs.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileAccountTest {
  private static final Pattern RUNS_ON = Pattern.compile("http://[0-9.]+:\\d+");

  /** Groups and accounts, below which projects lie. */
  private static final int ABOVE_PROJECTS = 2;

  private static final String SECRET = "of root, and of nobody else";
  private static final int ROUNDS = 3;

  /** Exchanges whatever it has in its directory, for as long as it may. */
  private static final String SWAP =
      """
      import ctypes, os
      libc = ctypes.CDLL(None)
      def exchange(a, b):
          libc.renameat2(-100, a.encode(), -100, b.encode(), 2)
      os.makedirs("dir/deep", exist_ok=True)
      for name in ("file", "dir/secret", "dir/deep/more"):
          open(name, "w").write("own")
      for name, to in (("link", "VICTIM"), ("line", "VICTIM/secret"), ("up", "..")):
          if not os.path.lexists(name):
              os.symlink(to, name)
      if not os.path.lexists("fifo"):
          os.mkfifo("fifo")
      print("ready", flush=True)
      names = ["dir", "link", "file", "fifo", "mine", "line", "up", "own"]
      while True:
          for a in range(len(names)):
              exchange(names[a], names[(a + 3) % len(names)])
              exchange(names[a], "dir/deep")
      """;

  /** What builds the package, as whoever builds it. */
  private static final String BACKEND =
      """
      import os
      with open("PLACE/report", "a") as report:
          report.write("uid %d\\n" % os.getuid())
          try:
              report.write(open("VICTIM/secret").read() + "\\n")
          except OSError:
              report.write("refused\\n")
      raise OSError("enough")
      """;

  @TempDir Path parent;
  private Path data;
  private Path victim;
  private Cli cli;
  private ApiClient admin;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can try");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = parent.resolve("data");
    victim = Files.createDirectory(parent.resolve("victim"));
    for (String name : new String[] {"secret", "more", "deep"}) {
      Files.writeString(victim.resolve(name), SECRET);
    }
    Files.setPosixFilePermissions(
        victim.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
    cli =
        Cli.plain()
            .with("TEMPO_DATA_PATH", data.toString())
            .with("TEMPO_RUN_AS", "nobody")
            .with("TEMPO_PIP_OFFLINE", "true")
            .with("PATH", "/usr/bin:/bin");
    String out = cli.run("start", "--port", "0").code(0).out();
    Matcher url = RUNS_ON.matcher(out);
    assertThat(url.find()).as(out).isTrue();
    ApiClient client = new ApiClient(url.group());
    String account = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    client.post("/api/setup/admin", account).status(201);
    admin = client.logIn("admin", TestServer.PASSWORD);
  }

  @AfterEach
  void stop() throws Exception {
    if (cli != null) {
      cli.run("stop").code(0);
    }
  }

  @Test
  void whileAScriptExchangesWhatItOwns_nothingOfRootsIsReadChangedOrLost() throws Exception {
    Map<String, String> before = facts();
    String folder = admin.post("/api/folders", "{'name':'In'}").status(201).data("id").textValue();
    Files.writeString(parent.resolve("swap.py"), SWAP.replace("VICTIM", victim.toString()));
    for (int round = 0; round < ROUNDS; round++) {
      String task = "'task':{'kind':'shell','content':'exec /usr/bin/python3 %s'}";
      String script = task.formatted(parent.resolve("swap.py"));
      String job = made("{'name':'Hostile','overlap':'ALLOW'," + script + "}");
      admin.post("/api/jobs/" + job + "/run").status(202);
      awaitReady(job);
      Path own = data.resolve("scripts/hostile");
      if (!Files.exists(own.resolve("mine"), LinkOption.NOFOLLOW_LINKS)) {
        link(own.resolve("mine"));
      }
      assertNothingIn(backup());
      admin.put("/api/jobs/" + job, "{'folderId':'" + folder + "'}").status(200);
      admin.post("/api/jobs/" + job + "/run").status(202);
      Path last = backup();
      assertNothingIn(last);
      stage(last);
      admin.put("/api/jobs/" + job, "{'folderId':null}").status(200);
      admin.post("/api/jobs/" + job + "/check", "{'content':'echo ('}").status(200);
      boolean keep = round % 2 == 0;
      JsonNode gone = admin.delete("/api/jobs/" + job + "?keepFiles=" + keep).status(200).data();
      assertThat(facts()).isEqualTo(before);
      if (keep && gone.path("trashId").isTextual()) {
        made("{'name':'Hostile','task':{'kind':'shell','content':'true'}}");
        String trash = "/api/trash/" + gone.path("trashId").textValue();
        admin.post(trash + "/restore").status(200);
        admin.delete("/api/jobs/hostile?keepFiles=false").status(200);
      }
      assertThat(facts()).isEqualTo(before);
    }
    assertThat(admin.get("/api/health").status(200).data("status").textValue()).isNotBlank();
    assertNothingGained();
  }

  private String made(String job) {
    return admin.post("/api/jobs", job).status(201).data("id").textValue();
  }

  private void awaitReady(String job) {
    String run =
        admin.get("/api/jobs/" + job + "/runs").data("runs").path(0).path("id").textValue();
    admin.await("/api/runs/" + run + "/logs", log -> log.toString().contains("\"ready\""));
  }

  /** As scripts may themselves where {@code protected_hardlinks} is off. */
  private void link(Path name) throws IOException {
    Files.createLink(name, victim.resolve("secret"));
  }

  private Path backup() {
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    admin.await("/api/backups/status", status -> status.path("running").isNull());
    for (JsonNode made : admin.get("/api/backups").status(200).data("backups")) {
      if (id == null || made.path("id").textValue().equals(id)) {
        return Path.of(made.path("file").textValue());
      }
    }
    throw new AssertionError("The backup " + id + " was not made");
  }

  /** Unpacks a backup beside the data, as a start would put it in place, and forgets it. */
  private void stage(Path archive) throws IOException {
    String id = archive.getFileName().toString().replaceAll("^tempo-|\\.tar\\.gz$", "");
    admin.post("/api/backups/" + id + "/restore").status(202);
    admin.await("/api/backups/status", status -> status.path("running").isNull());
    assertNothingOfOthers(data.resolve("restore"), Integer.MAX_VALUE);
    admin.delete("/api/backups/restore").status(200);
  }

  /** The archive is one stream of entries; what is in one is in it as it is. */
  private static void assertNothingIn(Path archive) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(content.contains(SECRET)).as("what is root's is in the backup").isFalse();
      assertThat(content).contains("tempo.db");
    }
  }

  /** Content, owner and mode of all that is root's; further names come and go. */
  private Map<String, String> facts() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    try (Stream<Path> all = Files.walk(victim)) {
      for (Path path : all.toList()) {
        Map<String, Object> is = Files.readAttributes(path, "unix:uid,gid,mode");
        String content = Files.isRegularFile(path) ? Files.readString(path) : "";
        facts.put(path.toString(), is + " " + content);
      }
    }
    return facts;
  }

  /** Of what lies in the data directory the account has its scripts and projects, nothing else. */
  private void assertNothingGained() throws IOException {
    try (Stream<Path> top = Files.list(data)) {
      for (Path place : top.toList()) {
        switch (place.getFileName().toString()) {
          case "scripts" -> {} // which are the account's
          case "projects" -> assertNothingOfOthers(place, ABOVE_PROJECTS);
          default -> assertNothingOfOthers(place, Integer.MAX_VALUE);
        }
      }
    }
  }

  private static void assertNothingOfOthers(Path place, int depth) throws IOException {
    try (Stream<Path> all = Files.walk(place, depth)) {
      assertThat(all.filter(HostileAccountTest::isOthers)).as(place.toString()).isEmpty();
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageContaining("NoSuchFile"); // gone meanwhile
    }
  }

  private static boolean isOthers(Path path) {
    try {
      boolean ofRun = path.toString().contains("/runs/"); // what a run says itself
      return !ofRun && !Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(0);
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  @Test
  void packageThatBuildsItself_isBuiltByTheAccount_andReadsNothingOfRoots() throws Exception {
    Map<String, String> before = facts();
    Path evil = Files.createDirectory(parent.resolve("evil"));
    Files.setPosixFilePermissions(evil, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(
        evil.resolve("pyproject.toml"),
        "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n");
    Files.writeString(
        evil.resolve("backend.py"),
        BACKEND.replace("PLACE", evil.toString()).replace("VICTIM", victim.toString()));
    String job =
        made(
            "{'name':'Evil','task':{'kind':'python','content':'print(1)','requirements':'evil @"
                + " file://"
                + evil
                + "'}}");
    admin.await(
        "/api/jobs/" + job + "/environment",
        made -> made.path("state").asText().matches("failed|ready"));
    assertThat(Files.readAllLines(evil.resolve("report"))).containsOnly("uid 65534", "refused");
    assertThat(facts()).isEqualTo(before);
    assertNothingGained();
  }
}
