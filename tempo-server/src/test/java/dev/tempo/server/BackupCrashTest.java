package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they make or restore a backup, two at once, and full disks. */
@EnabledOnOs(OS.LINUX)
final class BackupCrashTest {
  private static final Pattern READY = Pattern.compile(".*http://127\\.0\\.0\\.1:(\\d+).*");
  private static final int LARGE_BYTES = 16 << 20;

  /** So many that it takes a while to sync them. */
  private static final int BESIDE = 1_500;

  private static final int IN_GROUP = 40;
  private static final String DAILY = "{'triggers':[{'type':'cron','expression':'0 4 * * *'}]}";

  @TempDir private Path parent;
  private final List<Process> started = new ArrayList<>();
  private Path data;
  private Path backups;

  @BeforeEach
  void create() throws IOException {
    data = parent.resolve("data");
    backups = parent.resolve("backups");
    Files.createDirectories(data.resolve("projects"));
    SqliteStore.open(data).close();
    byte[] noise = new byte[LARGE_BYTES];
    new Random(7).nextBytes(noise);
    Files.write(data.resolve("projects/large"), noise);
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void killedBackup_leavesNoArchive_andTheNextOneIsMade_butNotTwoAtOnce() throws Exception {
    Process process = start(backup());
    Await.until("it packs", () -> exists(backups, ".tar.gz.part"));
    Cli.inside().run(backup()).code(1).oneLine("Another backup is being made");
    kill(process);
    assertThat(exists(backups, ".tar.gz")).isFalse();

    String made = Cli.inside().run(backup()).code(0).out().strip();

    Cli.inside().run("restore", made, "--check").code(0);
    assertThat(names(backups)).noneMatch(name -> name.endsWith(".part") || name.contains(".work-"));
  }

  @Test
  void killedRestore_isBegunAgain_andComplete() throws Exception {
    String made = Cli.inside().run(backup()).code(0).out().strip();
    Path elsewhere = parent.resolve("elsewhere");
    String[] restore = {"restore", made, "--data-path", elsewhere.toString()};
    Process process = start(restore);
    Await.until("it unpacks", () -> exists(elsewhere, "large"));
    kill(process);
    assertThat(elsewhere.resolve("tempo.db")).doesNotExist();

    Cli.inside().run(restore).code(0);

    assertThat(elsewhere.resolve("projects/large"))
        .hasSameBinaryContentAs(data.resolve("projects/large"));
    assertThat(elsewhere.resolve("restore/staged")).doesNotExist();
  }

  @Test
  void serverKilledWhileItRestoresAProject_hasItNotAtAll_andRestoresItThen() throws Exception {
    Path home = parent.resolve("served");
    Path file = home.resolve("projects/_managed/admin/big/large");
    String[] run = {"--port", "0", "--data-path", home.toString()};
    Process process = start(run);
    ApiClient admin = firstAccount(process);
    String project =
        admin.post("/api/projects", "{'name':'Big'}").status(201).data("id").textValue();
    Files.createDirectories(file.getParent());
    Files.copy(data.resolve("projects/large"), file);
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    admin.await("/api/backups/status", status -> status.path("running").isNull());
    admin.delete("/api/projects/" + project).status(204);
    String restore = "/api/backups/" + id + "/items/restore";
    admin.post(restore, "{'kind':'project','id':'" + project + "'}").status(202);
    Await.until("it unpacks", () -> exists(home.resolve("restore"), "/large"));
    kill(process);

    process = start(run);
    admin = answering(process).logIn("admin", TestServer.PASSWORD);
    admin.get("/api/projects/" + project).problem(404, "NOT_FOUND");
    assertThat(file).doesNotExist();
    assertThat(names(home.resolve("restore"))).noneMatch(name -> name.contains("look-"));
    admin.post(restore, "{'kind':'project','id':'" + project + "'}").status(202);
    var outcome =
        admin
            .await("/api/backups/status", status -> status.path("running").isNull())
            .data("lastOutcome");
    assertThat(outcome.path("result").textValue()).as(outcome.toString()).isEqualTo("done");
    assertThat(file).hasSameBinaryContentAs(data.resolve("projects/large"));
  }

  /** It must not run on the next start without what lay beside its script. */
  @Test
  void serverKilledWhileItRestoresAJob_hasItNotAtAll_andRestoresItThen() throws Exception {
    Path home = parent.resolve("served");
    Path script = home.resolve("scripts/often");
    String[] run = {"--port", "0", "--data-path", home.toString()};
    Process process = start(run);
    ApiClient admin = firstAccount(process);
    String job =
        admin
            .post("/api/jobs", "{'name':'Often','task':{'kind':'shell','content':'ls'}}")
            .status(201)
            .data("id")
            .textValue();
    for (int i = 0; i < BESIDE; i++) {
      Files.writeString(script.resolve("beside-" + i), "kept");
    }
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    admin.await("/api/backups/status", status -> status.path("running").isNull());
    admin.delete("/api/jobs/" + job + "?forGood=true").status(200);
    String restore = "/api/backups/" + id + "/items/restore";
    admin.post(restore, "{'kind':'job','id':'" + job + "'}").status(202);
    Await.until("it is being put in its place", () -> Files.exists(script));
    kill(process);
    assertThat(names(script)).as("killed in the middle").hasSizeLessThan(BESIDE);

    process = start(run);
    admin = answering(process).logIn("admin", TestServer.PASSWORD);
    ApiClient again = admin;
    Await.until("nothing is left", () -> again.get("/api/jobs/" + job).status() == 404);
    assertThat(script).doesNotExist();
    admin.post(restore, "{'kind':'job','id':'" + job + "'}").status(202);
    admin.await("/api/backups/status", status -> status.path("running").isNull());
    assertThat(admin.get("/api/jobs/" + job).data("enabled").booleanValue()).isTrue();
    assertThat(names(script)).hasSizeGreaterThan(BESIDE);
  }

  /** Files in their place are not all that it was: triggers and edits are in no file. */
  @Test
  void serverKilledWhileItRestoresAGroup_completesItThen_andKeepsTheFormerFiles() throws Exception {
    Path home = parent.resolve("served");
    String[] run = {"--port", "0", "--data-path", home.toString()};
    Process process = start(run);
    ApiClient admin = firstAccount(process);
    ScriptGroups groups = new ScriptGroups(home, admin);
    for (int i = 0; i < IN_GROUP; i++) {
      groups.write("lab/s" + i + ".sh", "echo " + i + "\n");
    }
    String last = "@lab:s" + (IN_GROUP - 1);
    for (int i = 0; i < IN_GROUP; i++) {
      groups.await("@lab:s" + i);
      admin.put("/api/jobs/@lab:s" + i, DAILY).status(200);
    }
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    admin.await("/api/backups/status", status -> status.path("running").isNull());
    for (int i = 0; i < IN_GROUP; i++) {
      admin.put("/api/jobs/@lab:s" + i, "{'triggers':[]}").status(200);
    }
    groups.write("lab/s0.sh", "echo changed\n");
    String restore = "/api/backups/" + id + "/items/restore";
    admin.post(restore, "{'kind':'group','id':'lab','conflict':'replace'}").status(202);
    Await.until("files are in their place", () -> Files.exists(groups.path(".previous-lab")));
    kill(process);
    assertThat(home.resolve("restore/item.json")).as("killed in the middle").exists();

    process = start(run);
    ApiClient again = answering(process).logIn("admin", TestServer.PASSWORD);
    Await.until("it is complete", () -> !again.get("/api/jobs/" + last).data("triggers").isEmpty());
    again.await("/api/backups/status", status -> status.path("running").isNull());
    for (int i = 0; i < IN_GROUP; i++) {
      assertThat(again.get("/api/jobs/@lab:s" + i).data("triggers")).as("of " + i).hasSize(1);
    }
    assertThat(groups.path("lab/s0.sh")).content().contains("echo 0");
    assertThat(groups.path(".previous-lab/s0.sh")).content().contains("changed");
    assertThat(home.resolve("restore/item.json")).doesNotExist();
  }

  private static ApiClient firstAccount(Process process) throws IOException {
    ApiClient nobody = answering(process);
    nobody
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    return nobody.logIn("admin", TestServer.PASSWORD);
  }

  private static ApiClient answering(Process process) throws IOException {
    Matcher ready = READY.matcher(String.valueOf(process.inputReader().readLine()));
    assertThat(ready.matches()).isTrue();
    return new ApiClient("http://127.0.0.1:" + ready.group(1));
  }

  /** A small file system in memory, mounted in a namespace of the process's own. */
  @Test
  void fullDisk_failsInOneLine_andLeavesNothingButTheReason() throws Exception {
    Path disk = Files.createDirectory(parent.resolve("disk"));
    Path listing = parent.resolve("listing");
    Cli cli = onSmallDisk(disk, listing);

    cli.run("backup", "--data-path", data.toString(), "--output", disk + "/backups")
        .code(1)
        .oneLine("No space left");

    assertThat(Files.readAllLines(listing))
        .noneMatch(name -> name.endsWith(".part") || name.contains(".work-"))
        .anyMatch(name -> name.endsWith("-manual.log"));
    String made = Cli.inside().run(backup()).code(0).out().strip();
    cli.run("restore", made, "--data-path", disk + "/restored")
        .code(1)
        .oneLine("There is too little room to restore this backup");
    assertThat(Files.readAllLines(listing)).noneMatch(name -> name.contains("large"));
  }

  private String[] backup() {
    return new String[] {"backup", "--data-path", data.toString(), "--output", backups.toString()};
  }

  private Process start(String... command) throws IOException {
    Process process = Cli.plain().start(command);
    started.add(process);
    return process;
  }

  private static void kill(Process process) throws InterruptedException {
    assertThat(process.isAlive()).as("it was killed in the middle").isTrue();
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean exists(Path below, String end) {
    return names(below).stream().anyMatch(name -> name.endsWith(end));
  }

  private static List<String> names(Path below) {
    try (Stream<Path> all = Files.walk(below)) {
      return all.map(Path::toString).toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of(); // not there yet, or changing
    }
  }

  private static Cli onSmallDisk(Path disk, Path listing) throws Exception {
    String mount = "mount -t tmpfs -o size=24m tempo-test '" + disk + "'";
    String[][] ways = {{"unshare", "--mount"}, {"unshare", "--mount", "--map-root-user"}};
    for (String[] way : ways) {
      if (new ProcessBuilder(command(way, mount)).start().waitFor() == 0) {
        String after = "; code=$?; find '" + disk + "' >'" + listing + "'; exit $code";
        return Cli.plain().under(command(way, mount + " && \"$@\"" + after));
      }
    }
    assumeThat(false).as("a file system can be mounted, even if in a namespace").isTrue();
    return Cli.plain();
  }

  private static String[] command(String[] way, String script) {
    String[] command = Arrays.copyOf(way, way.length + 4);
    command[way.length] = "/bin/sh";
    command[way.length + 1] = "-c";
    command[way.length + 2] = script;
    command[way.length + 3] = "sh";
    return command;
  }
}
