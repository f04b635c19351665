package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup that is made while scripts run and restored elsewhere: the same jobs, runs, logs,
 * versions, projects and groups, byte for byte. R7 of the quality page.
 */
final class BackupLoadTest {
  /** What does not change while runs come and go, row for row. */
  private static final List<String> STILL =
      List.of(
          "job",
          "job_trigger",
          "job_details",
          "job_doc",
          "folder",
          "users",
          "script_version",
          "project",
          "project_home",
          "script_group",
          "group_script");

  private static final double WANTED_PER_SECOND = 50;

  @TempDir private Path parent;
  private Path data;
  private TestServer server;
  private ApiClient admin;
  private String job;

  @BeforeEach
  void fill() throws IOException {
    data = parent.resolve("data");
    server = TestServer.startSetUp(data, engine -> engine.queue("default", 64));
    admin = server.admin();
    String script = "for i in 1 2 3 4 5 6 7 8 9; do echo line $i é; done";
    String folder =
        admin.post("/api/folders", "{'name':'Reports'}").status(201).data("id").textValue();
    job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Writes','folderId':'"
                    + folder
                    + "','task':{'kind':'shell','content':'echo first'},"
                    + "'triggers':[{'type':'cron','expression':'0 3 1 1 *'}]}")
            .status(201)
            .data("id")
            .textValue();
    admin
        .put("/api/jobs/" + job, "{'task':{'kind':'shell','content':'" + script + "'}}")
        .status(200);
    admin.put("/api/jobs/" + job + "/docs", "{'lang':'en','markdown':'# É'}").status(200);
    String project = admin.get("/api/projects/active").data("id").textValue();
    for (String name : List.of("settings.json", "kept.tmp", "kept.log")) {
      String path = "/api/projects/" + project + "/files/" + name;
      admin.send("PUT", path, "{\"é\":1}", "application/octet-stream").status(201);
    }
    Files.writeString(projectFiles().resolve(".tempo-unfinished"), "left out");
    ScriptGroups groups = new ScriptGroups(data, admin);
    groups.write("lab/heat.sh", "echo 21\n");
    groups.write("lab/left.tmp", "left out");
    groups.await("@lab:heat");
    Files.createDirectories(data.resolve("envs/job/1"));
    Files.writeString(data.resolve("envs/job/1/big"), "left out");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void backupUnderLoad_restoredElsewhere_isTheSameByteForByte() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> load = load(2, enough, new AtomicLong());
    Await.until("20 runs", () -> succeeded(server.store()).size() >= 20);
    Path archive = make();
    enough.set(true);
    join(load);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rw-------");
    assertThat(requireSame(archive, "elsewhere")).isGreaterThanOrEqualTo(20);
  }

  /** Three backups within a minute of at least fifty runs a second. */
  @Test
  @Tag("long")
  void backupsUnderFiftyRunsASecond_restoredElsewhere_areTheSame() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicLong done = new AtomicLong();
    long begin = System.nanoTime();
    List<Thread> load = load(24, enough, done);
    List<Path> archives = new ArrayList<>();
    for (long runs = 500; runs <= 2_500; runs += 1_000) {
      long wanted = runs;
      Await.until(wanted + " runs", () -> done.get() >= wanted);
      archives.add(make());
    }
    double rate = done.get() / ((System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1));
    enough.set(true);
    join(load);
    System.out.printf("%d runs, %.0f a second%n", done.get(), rate);
    long before = 0;
    for (Path archive : archives) {
      long runs = requireSame(archive, archive.getFileName().toString());
      assertThat(runs).isGreaterThan(before);
      before = runs;
    }
    assertThat(rate).isGreaterThan(WANTED_PER_SECOND);
  }

  /** Restores a backup elsewhere and compares all of it; how many runs it has that ended well. */
  private long requireSame(Path archive, String name) throws Exception {
    Path elsewhere = parent.resolve("at-" + name);
    Cli.inside().run("restore", archive.toString(), "--data-path", elsewhere.toString()).code(0);
    for (String table : STILL) {
      assertThat(rows(elsewhere, table)).as(table).isEqualTo(rows(data, table)).isNotEmpty();
    }
    for (String tree : List.of("projects", "script_groups", "config", "scripts")) {
      assertThat(files(elsewhere.resolve(tree))).as(tree).isEqualTo(files(data.resolve(tree)));
    }
    assertThat(files(elsewhere.resolve("projects")))
        .hasSize(3)
        .allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo("7b22c3a9223a317d"));
    assertThat(elsewhere.resolve("envs")).doesNotExist();
    try (SqliteStore store = SqliteStore.open(elsewhere)) {
      List<Run> restored = succeeded(store);
      for (Run run : restored) {
        assertThat(server.store().runs().find(run.id())).isEqualTo(Optional.of(run));
        assertThat(store.logs().read(run.id(), 1, 1_000))
            .hasSize(9)
            .isEqualTo(server.store().logs().read(run.id(), 1, 1_000));
      }
      return restored.size();
    }
  }

  private static List<Run> succeeded(JdbcStore store) {
    List<Run> all = new ArrayList<>();
    RunQuery query = RunQuery.ALL.withStatus(RunStatus.SUCCESS).withLimit(1_000);
    var page = store.runs().list(query);
    while (!page.runs().isEmpty()) {
      all.addAll(page.runs());
      page = store.runs().list(query.withBefore(page.runs().getLast().id()));
    }
    return all;
  }

  /** All rows of a table as text, in their order by that. */
  private static List<String> rows(Path directory, String table) {
    return SqliteStoreProvider.INSTANCE.read(
        directory.resolve("tempo.db"),
        connection -> {
          List<String> rows = new ArrayList<>();
          try (var statement = connection.createStatement();
              var found = statement.executeQuery("SELECT * FROM " + table)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
              StringBuilder row = new StringBuilder();
              for (int i = 1; i <= columns; i++) {
                Object value = found.getObject(i);
                row.append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
                row.append('|');
              }
              rows.add(row.toString());
            }
          }
          rows.sort(null);
          return rows;
        });
  }

  /** The bytes of all files that belong into a backup. */
  private static Map<String, String> files(Path tree) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = tree.relativize(file).toString();
        if (!name.contains(".tempo-") && !name.endsWith("left.tmp")) {
          files.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  private Path projectFiles() throws IOException {
    try (Stream<Path> all = Files.walk(data.resolve("projects"))) {
      return all.filter(file -> file.endsWith("settings.json"))
          .findFirst()
          .orElseThrow()
          .getParent();
    }
  }

  private List<Thread> load(int threads, AtomicBoolean enough, AtomicLong done) {
    Tempo tempo = server.tempo();
    UUID id = UUID.fromString(job);
    return Stream.generate(
            () ->
                Thread.ofVirtual()
                    .start(
                        () -> {
                          while (!enough.get()) {
                            tempo.run(id).await(Duration.ofSeconds(60));
                            done.incrementAndGet();
                          }
                        }))
        .limit(threads)
        .toList();
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private Path make() {
    String id = admin.post("/api/backups").status(202).data("id").textValue();
    JsonNode outcome =
        admin
            .await("/api/backups/status", status -> status.path("running").isNull())
            .data("lastOutcome");
    assertThat(outcome.path("result").textValue()).as(outcome.toString()).isEqualTo("done");
    JsonNode made = admin.get("/api/backups").status(200).data("backups").get(0);
    assertThat(made.path("id").textValue()).isEqualTo(id);
    return Path.of(made.path("file").textValue());
  }
}
