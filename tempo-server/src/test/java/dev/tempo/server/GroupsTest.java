package dev.tempo.server;

import static dev.tempo.server.ScriptGroups.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What groups and their scripts say, over HTTP: real files, a real watch, a group for each test.
 */
final class GroupsTest {
  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;
  private static ScriptGroups groups;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    groups = new ScriptGroups(directory, admin);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What the application which Tempo takes over from documents, to the byte. */
  private static byte[] example(String name) {
    try (InputStream in = GroupsTest.class.getResourceAsStream("groups/metadata/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void documentedGroup_isAGroupOfJobs_withTheSourceOfEachField() {
    Path group = groups.path("system");
    write(group.resolve("backup_system.py"), example("backup_system.py.txt"));
    write(group.resolve("metadata.json"), example("metadata.json"));
    JsonNode job =
        groups.await(
            "@system:backup-system", j -> j.path("requiredLevel").asText().equals("admin"));
    assertThat(job.path("source").textValue()).isEqualTo("discovered");
    assertThat(job.path("groupId").textValue()).isEqualTo("system");
    assertThat(job.path("name").textValue()).isEqualTo("backup_system");
    assertThat(job.path("timeoutSeconds").intValue()).isEqualTo(3600);
    assertThat(job.path("interface").path("preferredPort").intValue()).isEqualTo(5200);
    assertThat(job.path("parameters").findValuesAsText("name"))
        .containsExactly("destination", "compression");
    assertThat(job.path("owner").isNull()).isTrue();
    JsonNode byHeader = groups.metadata("@system:backup-system");
    assertThat(byHeader.path("sources").path("description").textValue()).isEqualTo("header");
    assertThat(byHeader.path("effective").path("description").path("es").textValue())
        .isEqualTo("Crea una copia de seguridad completa del sistema con opciones de compresión");
    assertThat(byHeader.path("warnings")).isEmpty();

    write(group.resolve("scripts/script_metadata.json"), example("script_metadata.json"));
    job =
        groups.await("@system:backup-system", j -> j.path("name").asText().equals("System Backup"));
    assertThat(job.path("displayName").path("it").textValue()).isEqualTo("Backup del Sistema");
    JsonNode both = groups.metadata("@system:backup-system");
    JsonNode sources = both.path("sources");
    for (String field :
        List.of(
            "displayName",
            "description",
            "descriptionLong",
            "requiredLevel",
            "category",
            "tags",
            "parameters",
            "executionTimeoutSeconds",
            "preferredPort",
            "autoOpen",
            "requiresParameters")) {
      assertThat(sources.path(field).textValue()).as(field).isEqualTo("json");
      assertThat(both.path("effective").path(field))
          .as(field)
          .isEqualTo(both.path("json").path(field));
    }
    assertThat(sources.path("condaEnvironment").textValue()).isEqualTo("group");
    assertThat(sources.path("requirements").textValue()).isEqualTo("default");
    assertThat(both.path("header")).isEqualTo(byHeader.path("header"));
    JsonNode shown = admin.get("/api/groups/system").status(200).data();
    assertThat(shown.path("name").textValue()).isEqualTo("System Administration");
    assertThat(shown.path("descriptions").path("fr").textValue()).startsWith("Scripts d'admin");
    assertThat(shown.path("icon").textValue()).isEqualTo("server");
    assertThat(shown.path("requiredLevel").textValue()).isEqualTo("operator");
    assertThat(shown.path("condaEnvironment").textValue()).isEqualTo("base");
    assertThat(shown.path("environment").path("kind").textValue()).isEqualTo("conda");
    assertThat(shown.path("executionTimeoutSeconds").intValue()).isEqualTo(300);
    assertThat(shown.path("jobCount").intValue()).isEqualTo(1);
    assertThat(ScriptGroups.safeNames(admin, "/api/script-groups/system/scripts"))
        .containsExactly("backup-system");
    assertThat(
            admin
                .header("Accept-Language", "es")
                .get("/api/groups/system")
                .data("description")
                .textValue())
        .isEqualTo("Scripts de administración y mantenimiento del sistema");
  }

  @Test
  void edit_winsOverTheFiles_untilItIsTakenBack() {
    Path group = groups.path("edits");
    write(
        group.resolve("heat.py"),
        "'''ScriptsManager Metadata:\n@category: header\n@tags: h\n'''\n");
    groups.await("@edits:heat", j -> j.path("category").asText().equals("header"));
    String path = "/api/jobs/@edits:heat/metadata";
    JsonNode read = admin.get(path).data();
    JsonNode edited =
        admin
            .put(
                path,
                "{'version':%d,'category':'mine'}".formatted(read.path("version").longValue()))
            .status(200)
            .data();
    assertThat(edited.path("effective").path("category").textValue()).isEqualTo("mine");
    assertThat(edited.path("sources").path("category").textValue()).isEqualTo("edited");
    assertThat(edited.path("sources").path("tags").textValue()).isEqualTo("header");
    assertThat(admin.get("/api/jobs/@edits:heat").data("category").textValue()).isEqualTo("mine");
    admin
        .put(path, "{'version':%d,'category':'late'}".formatted(read.path("version").longValue()))
        .problem(409, "CONFLICT");

    write(
        group.resolve("heat.py"), "'''ScriptsManager Metadata:\n@category: other\n@tags: i\n'''\n");
    groups.await("@edits:heat", j -> j.path("tags").path(0).asText().equals("i"));
    assertThat(groups.metadata("@edits:heat").path("effective").path("category").textValue())
        .isEqualTo("mine");
    JsonNode back = admin.put(path, "{'category':null}").status(200).data();
    assertThat(back.path("effective").path("category").textValue()).isEqualTo("other");
    assertThat(back.path("sources").path("category").textValue()).isEqualTo("header");
    assertThat(back.path("edited")).isEmpty();
    JsonNode newest = back.path("changes").path(0);
    assertThat(newest.path("jobName").textValue())
        .isEqualTo(admin.get("/api/jobs/@edits:heat").data("name").textValue());
    assertThat(newest.path("before").textValue()).isEqualTo("mine");
    assertThat(newest.path("after").textValue()).isEqualTo("other");
    assertThat(newest.path("by").textValue()).isEqualTo("admin");
    assertThat(back.path("changes").findValuesAsText("source")).contains("edited", "header");
    assertThat(
            admin
                .get("/api/admin/metadata-changes?job=@edits:heat&limit=1")
                .status(200)
                .data("changes")
                .path(0))
        .isEqualTo(newest);
    String id = admin.get("/api/auth/me").data("id").textValue();
    for (String user : List.of("me", "admin", id)) {
      String of = "/api/admin/metadata-changes?job=@edits:heat&limit=1&user=" + user;
      assertThat(admin.get(of).status(200).data("changes").path(0)).isEqualTo(newest);
    }
    assertThat(admin.get("/api/admin/metadata-changes?user=nobody").status(200).data("changes"))
        .isEmpty();
    admin
        .put(path, "{'requiredLevel':'boss','tags':['not fine'],'colour':1}")
        .invalid("requiredLevel", "tags", "colour");
    admin.put("/api/jobs/@edits:heat", "{'tags':['by-job'],'timeoutSeconds':7}").status(200);
    JsonNode asJob = groups.metadata("@edits:heat");
    assertThat(asJob.path("edited").path("tags").path(0).textValue()).isEqualTo("by-job");
    assertThat(asJob.path("edited").path("executionTimeoutSeconds").intValue()).isEqualTo(7);
    assertThat(admin.put(path, asJob.toString()).status(200).data("effective"))
        .isEqualTo(asJob.path("effective"));
    ApiClient operator = server.as(Role.OPERATOR);
    operator.put(path, "{'category':'no'}").problem(403, "UNAUTHORIZED");
    assertThat(operator.get(path).status(200).data("editable")).isEmpty();
  }

  @Test
  void whatTheFileSays_isNotChangedInTempo() {
    write(groups.path("truth").resolve("a.sh"), "echo one\n");
    JsonNode job = groups.await("@truth:a");
    String path = "/api/jobs/@truth:a";
    assertThat(admin.put(path, job.toString()).status(200).data("version"))
        .isEqualTo(job.path("version"));
    admin.put(path, "{'task':{'kind':'shell','content':'echo two'}}").problem(409, "CONFLICT");
    admin.put(path, "{'name':'Other'}").problem(409, "CONFLICT");
    String folder = admin.post("/api/folders", "{'name':'F'}").status(201).data("id").textValue();
    admin.put(path, "{'folderId':'" + folder + "'}").problem(409, "CONFLICT");
    admin
        .send(
            "PATCH",
            path + "/auto-save",
            "{'content':'echo two','version':%d}"
                .formatted(job.path("version").longValue())
                .replace('\'', '"'),
            "application/json")
        .problem(409, "CONFLICT");
    admin.delete(path).problem(409, "CONFLICT");
    JsonNode changed =
        admin
            .put(
                path,
                "{'triggers':[{'type':'cron','expression':'0 3 * * *'}],'retry':{'count':2},"
                    + "'notify':{'on':'always'},'queue':'night'}")
            .status(200)
            .data();
    write(groups.path("truth").resolve("a.sh"), "echo two\n");
    JsonNode after =
        groups.await("@truth:a", j -> j.path("task").path("content").asText().equals("echo two\n"));
    for (String field : List.of("triggers", "retry", "notify", "queue", "id")) {
      assertThat(after.path(field)).as(field).isEqualTo(changed.path(field));
    }
    groups.await("@truth:a", j -> j.path("scriptVersion").intValue() == 2);
    admin.post(path + "/versions/1/restore").problem(409, "CONFLICT");
  }

  @Test
  void environment_isChosenForAGroup_andTakenBack() {
    Path group = groups.path("env");
    write(group.resolve("metadata.json"), "{\"conda_environment\": \"science\"}");
    write(group.resolve("requirements.txt"), "rich==13.0\n");
    write(group.resolve("a.py"), "print(1)\n");
    write(group.resolve("b.py"), "# /// script\n# dependencies = [\"tqdm\"]\n# ///\n");
    awaitConda("science");
    groups.await("@env:b");
    assertThat(groups.metadata("@env:a").path("effective").path("requirements").path(0).textValue())
        .isEqualTo("rich==13.0");
    assertThat(groups.metadata("@env:b").path("effective").path("requirements").path(0).textValue())
        .isEqualTo("tqdm");
    JsonNode chosen =
        admin.put("/api/groups/env/environment", "{'condaEnvironment':'other'}").status(200).data();
    assertThat(chosen.path("condaEnvironment").textValue()).isEqualTo("other");
    awaitConda("other");
    admin.post("/api/script-groups/env/conda", "{'condaEnvironment':null}").status(200);
    awaitConda("science");
    admin.put("/api/groups/env/environment", "{}").invalid("condaEnvironment");
    admin.get("/api/groups/none").problem(404, "NOT_FOUND");
  }

  private static void awaitConda(String name) {
    groups.await("@env:a");
    Await.until(
        "the environment is " + name,
        () ->
            groups
                .metadata("@env:a")
                .path("effective")
                .path("condaEnvironment")
                .asText()
                .equals(name));
  }

  @Test
  void lists_areFilteredByGroupAndSource() {
    write(groups.path("filter").resolve("one.sh"), "echo 1\n");
    groups.await("@filter:one");
    admin.post("/api/jobs", "{'name':'one'}").status(201);
    assertThat(ScriptGroups.safeNames(admin, "/api/jobs?group=filter")).containsExactly("one");
    assertThat(ScriptGroups.safeNames(admin, "/api/jobs?source=managed")).contains("one");
    assertThat(admin.get("/api/jobs?source=managed").data("jobs").findValuesAsText("groupId"))
        .containsOnly("null");
    assertThat(admin.get("/api/jobs/one").status(200).data("source").textValue())
        .isEqualTo("managed");
    admin.get("/api/jobs?source=odd").invalid("source");
    assertThat(admin.get("/api/runs?group=none").status(200).data("runs")).isEmpty();
    assertThat(admin.get("/api/search/logs?q=1&group=none").status(200).data("hits")).isEmpty();
    assertThat(
            admin
                .get("/api/jobs?folder=root&recursive=true&limit=1000")
                .data("jobs")
                .findValuesAsText("source"))
        .containsOnly("managed");
    String run = admin.post("/api/jobs/@filter:one/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, r -> !r.path("finishedAt").isNull());
    assertThat(admin.get("/api/runs?group=filter").status(200).data("runs").findValuesAsText("id"))
        .containsExactly(run);
  }

  @Test
  void fileIsReadAgain_whenSomebodyAsks_andWhatIsNotThereIsNotFound() {
    write(groups.path("again").resolve("x.sh"), "# ScriptsManager Metadata:\n# @category: one\n");
    groups.await("@again:x");
    JsonNode read = admin.post("/api/scripts/@again:x/refresh-metadata").status(200).data();
    assertThat(read.path("effective").path("category").textValue()).isEqualTo("one");
    assertThat(read.path("file").textValue()).isEqualTo("x.sh");
    JsonNode refreshed = admin.get("/api/script-groups/again/refresh").status(200).data();
    assertThat(refreshed.path("added")).isEmpty();
    write(groups.path("again").resolve("y.sh"), "echo y\n");
    write(groups.path("again").resolve("x.sh"), "# ScriptsManager Metadata:\n# @category: two\n");
    Await.until(
        "both are there",
        () -> {
          admin.post("/api/groups/again/refresh").status(200);
          return groups.safeNames("again").equals(List.of("x", "y"))
              && groups.metadata("@again:x").path("header").path("category").asText().equals("two");
        });
    admin.post("/api/jobs", "{'name':'Managed'}").status(201);
    JsonNode managed = admin.post("/api/jobs/managed/refresh-metadata").status(200).data();
    assertThat(managed.path("sources").path("category").textValue()).isEqualTo("default");
    admin.post("/api/jobs/@again:none/refresh-metadata").problem(404, "NOT_FOUND");
    admin.get("/api/groups/none/jobs").problem(404, "NOT_FOUND");
    admin.post("/api/groups/none/refresh").problem(404, "NOT_FOUND");
    admin
        .put("/api/groups/none/environment", "{'condaEnvironment':null}")
        .problem(404, "NOT_FOUND");
    admin.get("/api/admin/metadata-changes?job=@again:none").problem(404, "NOT_FOUND");
    admin.get("/api/admin/metadata-changes?limit=0").invalid("limit");
  }

  @Test
  void managedJob_saysAllItself_inEitherShape() {
    admin.post("/api/jobs", "{'name':'Shape'}").status(201);
    JsonNode changed =
        admin
            .put(
                "/api/jobs/shape/metadata",
                "{'description':{'en':'Words','fr':'Mots'},'preferredPort':5201,'autoOpen':true,"
                    + "'tags':['a']}")
            .status(200)
            .data();
    assertThat(changed.path("effective").path("description").path("en").textValue())
        .isEqualTo("Words");
    assertThat(changed.path("effective").path("preferredPort").intValue()).isEqualTo(5201);
    assertThat(changed.path("interface").path("autoOpen").booleanValue()).isTrue();
    assertThat(changed.path("sources").path("tags").textValue()).isEqualTo("edited");
    assertThat(changed.path("sources").path("category").textValue()).isEqualTo("default");
    long version = changed.path("version").longValue();
    admin
        .put("/api/jobs/shape/metadata", "{'version':%d}".formatted(version - 1))
        .problem(409, "CONFLICT");
  }
}
