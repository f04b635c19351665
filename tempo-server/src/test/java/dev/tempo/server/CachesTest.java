package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.Ids;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is kept in memory of the database: rows are changed behind the server's back, as another
 * process would, and seen once the server is told that anything may have changed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CachesTest {
  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;
  private static Database database;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    database = server.store().database();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private void change(String statement, Object... arguments) {
    int changed = database.write(c -> Sql.of(c, statement, arguments).execute());
    assertThat(changed).as(statement).isPositive();
  }

  private void invalidate() {
    server.server().caches().invalidateAll();
  }

  private String job(String json) {
    return admin.post("/api/jobs", json).status(201).data("id").textValue();
  }

  private static UUID uuid(String text) {
    return UUID.fromString(text);
  }

  @Test
  void everyNodeCache_isRegistered() {
    List<String> known =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.tempo.server")
                .stream()
                .filter(type -> type.isAssignableTo(NodeCache.class) && !type.isInterface())
                .map(JavaClass::getName)
                .toList();
    assertThat(known).hasSizeGreaterThan(10);
    assertThat(server.server().caches().all())
        .extracting(cache -> cache.getClass().getName())
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void jobsFoldersAndNames_areThoseOfTheDatabase() {
    String folder = admin.post("/api/folders", "{'name':'Ops'}").status(201).data("id").textValue();
    String id =
        job(
            "{'name':'Task','folderId':'%s','description':'before','task':{'kind':'shell','content':'echo old'}}"
                .formatted(folder));
    String gone = job("{'name':'Gone','task':{'kind':'shell','content':'true'}}");
    assertThat(content(id)).isEqualTo("echo old");
    assertThat(names("/api/jobs", "jobs")).contains("Task", "Gone");
    String owner = admin.get("/api/jobs/" + id).data("owner").textValue();
    assertThat(owner).isEqualTo("admin");

    change(
        "UPDATE job SET name = 'Other', task_body = 'echo new', version = version + 1 WHERE id = ?",
        uuid(id));
    change(
        "UPDATE job_details SET document = replace(document, 'before', 'after') WHERE job_id = ?",
        uuid(id));
    change("DELETE FROM job_details WHERE job_id = ?", uuid(gone));
    change("DELETE FROM job WHERE id = ?", uuid(gone));
    change("UPDATE folder SET name = 'Operations' WHERE id = ?", uuid(folder));
    change("UPDATE users SET username = 'chief' WHERE username = 'admin'");
    assertThat(content(id)).isEqualTo("echo old");
    assertThat(names("/api/jobs", "jobs")).contains("Task", "Gone");
    assertThat(names("/api/folders", "folders")).contains("Ops");

    invalidate();
    assertThat(content(id)).isEqualTo("echo new");
    assertThat(names("/api/jobs", "jobs")).contains("Other").doesNotContain("Task", "Gone");
    assertThat(names("/api/folders", "folders")).contains("Operations").doesNotContain("Ops");
    JsonNode shown = admin.get("/api/jobs/ops:task").data();
    assertThat(shown.path("owner").textValue()).isEqualTo("chief");
    assertThat(shown.path("description").textValue()).isEqualTo("after");
    admin.get("/api/jobs/" + gone).problem(404, "NOT_FOUND");
  }

  private String content(String id) {
    return admin.get("/api/jobs/" + id).data("task").path("content").textValue();
  }

  private List<String> names(String path, String list) {
    return admin.get(path).status(200).data(list).findValuesAsText("name");
  }

  @Test
  void runsAndWhoMaySeeThem_areThoseOfTheDatabase() {
    ApiClient dora = server.as("dora", Role.DEVELOPER);
    String id = job("{'name':'Ran','task':{'kind':'shell','content':'true'}}");
    String run = admin.post("/api/jobs/ran/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, shown -> shown.path("status").textValue().equals("success"));
    assertThat(recent(id)).isEqualTo(1);
    assertThat(admin.get("/api/runs/" + run + "/context").data("usual").isNull()).isTrue();
    dora.get("/api/runs/" + run).problem(404, "NOT_FOUND");

    for (int i = 0; i < 5; i++) {
      copy(uuid(run), Ids.next());
    }
    change(
        "INSERT INTO run_share (run_id, user_id) SELECT ?, id FROM users WHERE username = 'dora'",
        uuid(run));
    assertThat(recent(id)).isEqualTo(1);
    dora.get("/api/runs/" + run).problem(404, "NOT_FOUND");

    invalidate();
    assertThat(recent(id)).isEqualTo(6);
    assertThat(admin.get("/api/runs/" + run + "/context").data("usual").isObject()).isTrue();
    dora.get("/api/runs/" + run).status(200);

    change("DELETE FROM run_share");
    invalidate();
    dora.get("/api/runs/" + run).problem(404, "NOT_FOUND");
  }

  private int recent(String jobId) {
    return admin.get("/api/jobs/" + jobId).data("recentRuns").size();
  }

  private void copy(UUID run, UUID id) {
    database.write(
        c -> {
          List<String> columns =
              new ArrayList<>(
                  Sql.of(c, "SELECT * FROM run LIMIT 1").first(row -> row.columns()).orElseThrow());
          columns.remove("id");
          String others = String.join(", ", columns);
          String copy =
              "INSERT INTO run (id, " + others + ") SELECT ?, " + others + " FROM run WHERE id = ?";
          return Sql.of(c, copy, id, run).execute();
        });
  }

  @Test
  void settingsRetentionAndLateness_areThoseOfTheDatabase() {
    String id =
        job(
            "{'name':'Awaited','task':{'kind':'shell','content':'true'},"
                + "'triggers':[{'type':'cron','expression':'0 * * * *'}],"
                + "'expect':{'startWithinSeconds':600}}");
    assertThat(days()).isNotEqualTo(777);
    assertThat(admin.get("/api/jobs/" + id).data("late").isNull()).isTrue();
    awaitWatched(id);

    change("INSERT INTO setting (name, value) VALUES ('retentionAdminDays', '777')");
    Instant since = Instant.now().minus(Duration.ofDays(3));
    change(
        "UPDATE late_watch SET since = ?, started = ?, kind = 'START', late_since = ?,"
            + " expected_at = ? WHERE job_id = ?",
        since,
        since,
        since.plus(Duration.ofDays(1)),
        since.plus(Duration.ofDays(1)),
        uuid(id));
    assertThat(days()).isNotEqualTo(777);
    assertThat(admin.get("/api/jobs/" + id).data("late").isNull()).isTrue();

    invalidate();
    assertThat(days()).isEqualTo(777);
    assertThat(admin.get("/api/jobs/" + id).data("late").isObject()).isTrue();

    change("UPDATE users SET retention_days = 3");
    invalidate();
    assertThat(days()).isEqualTo(3);
  }

  private void awaitWatched(String id) {
    Await.until(
        "it is noted since when the job is watched",
        () ->
            database.read(
                c -> Sql.of(c, "SELECT 1 FROM late_watch WHERE job_id = ?", uuid(id)).exists()));
  }

  private int days() {
    return admin.get("/api/logs/stats").status(200).data("retentionDays").intValue();
  }

  @Test
  void changeOfOneKind_isSeen_byWhatItConcerns() {
    String folder = admin.post("/api/folders", "{'name':'Few'}").status(201).data("id").textValue();
    String id = job("{'name':'Single','task':{'kind':'shell','content':'echo old'}}");
    UUID eve = uuid(server.as("eve", Role.DEVELOPER).get("/api/auth/me").data("id").textValue());
    admin.put("/api/jobs/" + id + "/owner", "{'owner':'eve'}").status(200);
    String run = admin.post("/api/jobs/single/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, shown -> shown.path("status").textValue().equals("success"));
    assertThat(recent(id)).isEqualTo(1);
    assertThat(content(id)).isEqualTo("echo old");

    change("UPDATE job SET task_body = 'echo new', version = version + 1 WHERE id = ?", uuid(id));
    tell(new DataChange.JobsChanged(Set.of(uuid(id))));
    assertThat(content(id)).isEqualTo("echo new");

    change("UPDATE users SET username = 'eva' WHERE id = ?", eve);
    tell(new DataChange.UsersChanged(Set.of(eve)));
    assertThat(admin.get("/api/jobs/" + id).data("owner").textValue()).isEqualTo("eva");

    change("UPDATE folder SET name = 'Fewer' WHERE id = ?", uuid(folder));
    tell(new DataChange.FoldersChanged());
    assertThat(names("/api/folders", "folders")).contains("Fewer");

    copy(uuid(run), Ids.next());
    tell(new DataChange.RunsChanged(Set.of(uuid(id))));
    assertThat(recent(id)).isEqualTo(2);

    change("INSERT INTO setting (name, value) VALUES ('productName', 'Elsewhere')");
    tell(new DataChange.SettingsSaved());
    assertThat(admin.get("/api/branding").data("productName").textValue()).isEqualTo("Elsewhere");

    change("DELETE FROM job_details WHERE job_id = ?", uuid(id));
    change("DELETE FROM job WHERE id = ?", uuid(id));
    tell(new DataChange.JobsChanged(Set.of(uuid(id))));
    admin.get("/api/jobs/" + id).problem(404, "NOT_FOUND");
  }

  private static void tell(DataChange change) {
    server.server().caches().invalidate(change);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void accountsThatAreGone_leaveTheServerToBeSetUp() {
    ApiClient anybody = server.client();
    assertThat(needsSetup(anybody)).isFalse();
    change("DELETE FROM users");
    invalidate();
    assertThat(needsSetup(anybody)).isTrue();
  }

  private static boolean needsSetup(ApiClient anybody) {
    return anybody.get("/api/setup/status").status(200).data("needsSetup").booleanValue();
  }
}
