package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in groups over HTTP: real files, a real watch, one server, a group for each test. */
final class GroupsTest {
  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path group(String id) {
    try {
      return Files.createDirectories(directory.resolve("script_groups").resolve(id));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the application which Tempo takes over from documents, to the byte. */
  private static byte[] example(String name) {
    try (InputStream in = GroupsTest.class.getResourceAsStream("groups/metadata/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until a job is there, and as it should be. */
  private static JsonNode await(String job, Predicate<JsonNode> wanted) {
    Await.until(
        job + " is there",
        () -> {
          ApiClient.Answer answer = admin.get("/api/jobs/" + job);
          return answer.status() == 200 && wanted.test(answer.data());
        });
    return admin.get("/api/jobs/" + job).data();
  }

  private static JsonNode await(String job) {
    return await(job, any -> true);
  }

  private static JsonNode metadata(String job) {
    return admin.get("/api/jobs/" + job + "/metadata").status(200).data();
  }

  private static List<String> fields(JsonNode warnings) {
    List<String> fields = new ArrayList<>();
    warnings.forEach(
        warning ->
            fields.add(
                warning.path("file").asText()
                    + ":"
                    + warning.path("line").asText("-")
                    + " "
                    + warning.path("field").asText("-")));
    return fields;
  }

  private static List<String> safeNames(ApiClient client, String path) {
    return client.get(path).status(200).data("jobs").findValuesAsText("safeName");
  }

  @Test
  void documentedGroup_isAGroupOfJobs_withTheSourceOfEachField() {
    Path group = group("system");
    write(group.resolve("backup_system.py"), example("backup_system.py.txt"));
    write(group.resolve("metadata.json"), example("metadata.json"));
    JsonNode job =
        await("@system:backup-system", j -> j.path("requiredLevel").asText().equals("admin"));
    assertThat(job.path("source").textValue()).isEqualTo("discovered");
    assertThat(job.path("groupId").textValue()).isEqualTo("system");
    assertThat(job.path("name").textValue()).isEqualTo("backup_system");
    assertThat(job.path("timeoutSeconds").intValue()).isEqualTo(3600);
    assertThat(job.path("interface").path("preferredPort").intValue()).isEqualTo(5200);
    assertThat(job.path("parameters").findValuesAsText("name"))
        .containsExactly("destination", "compression");
    assertThat(job.path("owner").isNull()).isTrue();
    JsonNode byHeader = metadata("@system:backup-system");
    assertThat(byHeader.path("sources").path("description").textValue()).isEqualTo("header");
    assertThat(byHeader.path("effective").path("description").path("es").textValue())
        .isEqualTo("Crea una copia de seguridad completa del sistema con opciones de compresión");
    assertThat(byHeader.path("warnings")).isEmpty();

    write(group.resolve("scripts/script_metadata.json"), example("script_metadata.json"));
    job = await("@system:backup-system", j -> j.path("name").asText().equals("System Backup"));
    assertThat(job.path("displayName").path("it").textValue()).isEqualTo("Backup del Sistema");
    JsonNode both = metadata("@system:backup-system");
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
    assertThat(safeNames(admin, "/api/script-groups/system/scripts"))
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
    Path group = group("edits");
    write(
        group.resolve("heat.py"),
        "'''ScriptsManager Metadata:\n@category: header\n@tags: h\n'''\n");
    await("@edits:heat", j -> j.path("category").asText().equals("header"));
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
    await("@edits:heat", j -> j.path("tags").path(0).asText().equals("i"));
    assertThat(metadata("@edits:heat").path("effective").path("category").textValue())
        .isEqualTo("mine");
    JsonNode back = admin.put(path, "{'category':null}").status(200).data();
    assertThat(back.path("effective").path("category").textValue()).isEqualTo("other");
    assertThat(back.path("sources").path("category").textValue()).isEqualTo("header");
    assertThat(back.path("edited")).isEmpty();
    JsonNode newest = back.path("changes").path(0);
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
    admin
        .put(path, "{'requiredLevel':'boss','tags':['not fine'],'colour':1}")
        .invalid("requiredLevel", "tags", "colour");
    admin.put("/api/jobs/@edits:heat", "{'tags':['by-job'],'timeoutSeconds':7}").status(200);
    JsonNode asJob = metadata("@edits:heat");
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
    write(group("truth").resolve("a.sh"), "echo one\n");
    JsonNode job = await("@truth:a");
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
    write(group("truth").resolve("a.sh"), "echo two\n");
    JsonNode after =
        await("@truth:a", j -> j.path("task").path("content").asText().equals("echo two\n"));
    for (String field : List.of("triggers", "retry", "notify", "queue", "id")) {
      assertThat(after.path(field)).as(field).isEqualTo(changed.path(field));
    }
    await("@truth:a", j -> j.path("scriptVersion").intValue() == 2);
    admin.post(path + "/versions/1/restore").problem(409, "CONFLICT");
  }

  @Test
  void script_runsWhereItLies_besideItsNeighbours() {
    Path group = group("place");
    write(group.resolve("helper/__init__.py"), "WORD = 'from the neighbour'\n");
    write(group.resolve("data.txt"), "from the file");
    write(
        group.resolve("use.py"),
        "import os, pathlib\nfrom helper import WORD\n"
            + "print(WORD, '|', pathlib.Path('data.txt').read_text(), '|', __file__)\n");
    write(group.resolve("use.sh"), "cat \"$(dirname \"$0\")/data.txt\"\n");
    await("@place:use");
    await("@place:use-2");
    assertThat(output("@place:use"))
        .isEqualTo(
            "from the neighbour | from the file | " + group.resolve("use.py").toAbsolutePath());
    assertThat(output("@place:use-2")).isEqualTo("from the file");
  }

  private static String output(String job) {
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, r -> !r.path("finishedAt").isNull());
    return admin
        .get("/api/runs/" + run + "/logs?stream=stdout")
        .status(200)
        .data("lines")
        .path(0)
        .path("content")
        .textValue();
  }

  @Test
  void scriptThatVanishes_isKept_andComesBackWhole() throws IOException {
    Path file = group("gone").resolve("tide.sh");
    write(file, "echo tide\n");
    String id = await("@gone:tide").path("id").textValue();
    assertThat(output("@gone:tide")).isEqualTo("tide");
    admin.put("/api/jobs/" + id + "/metadata", "{'category':'sea'}").status(200);
    admin
        .put("/api/jobs/" + id, "{'triggers':[{'type':'cron','expression':'0 3 * * *'}]}")
        .status(200);
    Files.delete(file);
    JsonNode gone = await(id, j -> !j.path("enabled").booleanValue());
    assertThat(fields(gone.path("warnings")))
        .containsExactly("tide.sh:null file".replace("null", "-"));
    assertThat(metadata(id).path("missing").booleanValue()).isTrue();
    ApiClient.Answer refused = admin.post("/api/jobs/" + id + "/run").problem(409, "CONFLICT");
    assertThat(refused.json().path("detail").asText()).contains("tide.sh is gone");
    admin.post("/api/jobs/" + id + "/enable").problem(409, "CONFLICT");
    assertThat(gone.path("triggers")).hasSize(1);
    assertThat(gone.path("runCount").intValue()).isEqualTo(1);

    write(file, "echo high tide\n");
    JsonNode back = await(id, j -> j.path("enabled").booleanValue());
    assertThat(back.path("warnings")).isEmpty();
    assertThat(back.path("category").textValue()).isEqualTo("sea");
    assertThat(back.path("triggers").findValuesAsText("id"))
        .isEqualTo(gone.path("triggers").findValuesAsText("id"));
    assertThat(output("@gone:tide")).isEqualTo("high tide");
    Files.move(file, file.resolveSibling("ebb.sh"));
    String other = await("@gone:ebb").path("id").textValue();
    assertThat(other).isNotEqualTo(id);
    await(id, j -> !j.path("enabled").booleanValue());
    admin.delete("/api/jobs/" + id).status(200);
    assertThat(safeNames(admin, "/api/groups/gone/jobs")).containsExactly("ebb");
  }

  @Test
  void everyKindOfFile_isTakenAsItShould() throws IOException {
    Path group = group("kinds");
    write(group.resolve("empty.py"), "");
    write(group.resolve("binary.py"), new byte[] {'#', 0, 1, 2});
    write(group.resolve("large.sh"), "# " + "x".repeat(5_000_000) + "\n");
    write(
        group.resolve("latin.py"),
        "'''ScriptsManager Metadata:\n@category: caf\u00e9\n'''"
            .getBytes(StandardCharsets.ISO_8859_1));
    write(group.resolve("crlf.py"), "'''\r\nScriptsManager Metadata:\r\n@category: c\r\n'''\r\n");
    write(group.resolve("bom.py"), "\uFEFF# ScriptsManager Metadata:\n# @category: b\n");
    Files.createDirectories(group.resolve("directory.py"));
    write(directory.resolve("outside.py"), "print(1)\n");
    Files.createSymbolicLink(group.resolve("out.py"), directory.resolve("outside.py"));
    Files.createSymbolicLink(group.resolve("inner.py"), Path.of("crlf.py"));
    Files.createSymbolicLink(group.resolve("nowhere.py"), Path.of("nothing.py"));
    JsonNode done = admin.post("/api/groups/kinds/refresh").status(200).data();
    assertThat(safeNames(admin, "/api/groups/kinds/jobs"))
        .containsExactly("bom", "crlf", "empty", "inner", "large", "latin");
    assertThat(fields(done.path("warnings")))
        .containsExactlyInAnyOrder("binary.py:- -", "out.py:- -", "empty.py:- -", "latin.py:- -");
    assertThat(admin.get("/api/jobs/@kinds:latin").data("category").textValue())
        .isEqualTo("caf\u00e9");
    assertThat(admin.get("/api/jobs/@kinds:crlf").data("category").textValue()).isEqualTo("c");
    assertThat(admin.get("/api/jobs/@kinds:bom").data("category").textValue()).isEqualTo("b");
    write(group.resolve("binary.py"), "print('text now')\n");
    await("@kinds:binary");
  }

  @Test
  void badHeader_isAWarning_andHidesNothing() {
    Path group = group("bad");
    write(group.resolve("metadata.json"), "{\"name\": \"Bad\", \"colour\": 1}");
    write(group.resolve("fine.py"), "'''ScriptsManager Metadata:\n@category: fine\n'''\n");
    write(
        group.resolve("wrong.py"),
        "'''ScriptsManager Metadata:\n@category: w\n@required_level: boss\n@parameters: [\n'''\n");
    JsonNode job = await("@bad:wrong", j -> j.path("category").asText().equals("w"));
    await("@bad:fine", j -> j.path("category").asText().equals("fine"));
    assertThat(fields(job.path("warnings")))
        .containsExactly("wrong.py:3 requiredLevel", "wrong.py:4 parameters");
    JsonNode shown = admin.get("/api/groups/bad").data();
    assertThat(fields(shown.path("warnings")))
        .containsExactly(
            "metadata.json:1 colour", "wrong.py:3 requiredLevel", "wrong.py:4 parameters");
    write(group.resolve("metadata.json"), "{\"name\": ");
    Await.until(
        "the broken file is told",
        () -> fields(admin.get("/api/groups/bad").data("warnings")).contains("metadata.json:1 -"));
    assertThat(admin.get("/api/groups/bad").data("name").textValue()).isEqualTo("Bad");
    write(group.resolve("metadata.json"), "{\"name\": \"Good\", \"auto_discovery\": false}");
    write(
        group.resolve("scripts/script_metadata.json"),
        "{\"fine.py\": {\"category\": \"json\"}, \"absent.py\": {}}");
    await("@bad:fine", j -> j.path("category").asText().equals("json"));
    await("@bad:wrong", j -> !j.path("enabled").booleanValue());
    assertThat(fields(admin.get("/api/groups/bad").data("warnings")))
        .contains("wrong.py:- -", "scripts/script_metadata.json:- absent.py");
  }

  @Test
  void levels_areTheHigherOfGroupAndScript_forEveryRole() {
    Path group = group("levels");
    write(group.resolve("metadata.json"), "{\"required_level\": \"operator\"}");
    write(group.resolve("plain.sh"), "echo plain\n");
    write(group.resolve("low.sh"), "# ScriptsManager Metadata:\n# @required_level: viewer\n");
    write(group.resolve("high.sh"), "# ScriptsManager Metadata:\n# @required_level: admin\n");
    await("@levels:high", j -> j.path("requiredLevel").asText().equals("admin"));
    await("@levels:low", j -> j.path("requiredLevel").asText().equals("operator"));
    await("@levels:plain", j -> j.path("requiredLevel").asText().equals("operator"));
    assertThat(metadata("@levels:low").path("sources").path("requiredLevel").textValue())
        .isEqualTo("group");
    for (Role role : Role.values()) {
      ApiClient client = role == Role.ADMIN ? admin : server.as(role);
      boolean sees = role.atLeast(Role.OPERATOR);
      client.get("/api/groups/levels").status(sees ? 200 : 404);
      client.get("/api/jobs/@levels:plain").status(sees ? 200 : 404);
      client.get("/api/jobs/@levels:high").status(role == Role.ADMIN ? 200 : 404);
      client.get("/api/jobs/@levels:plain/docs").status(sees ? 200 : 404);
      client.post("/api/jobs/@levels:plain/run").status(sees ? 202 : 403);
      client
          .put("/api/jobs/@levels:plain/metadata", "{'category':'c'}")
          .status(role.atLeast(Role.DEVELOPER) ? 200 : 403);
      client.post("/api/groups/levels/refresh").status(role.atLeast(Role.DEVELOPER) ? 200 : 403);
      client.get("/api/admin/permissions").status(role == Role.ADMIN ? 200 : 403);
      if (sees) {
        assertThat(safeNames(client, "/api/groups/levels/jobs"))
            .isEqualTo(
                role == Role.ADMIN ? List.of("high", "low", "plain") : List.of("low", "plain"));
        assertThat(client.get("/api/groups/levels").data("jobCount").intValue())
            .isEqualTo(role == Role.ADMIN ? 3 : 2);
      }
    }
    admin
        .put("/api/jobs/@levels:low/metadata", "{'requiredLevel':'viewer'}")
        .invalid("requiredLevel");
    admin.put("/api/jobs/@levels:low", "{'requiredLevel':'viewer'}").invalid("requiredLevel");
    server
        .as(Role.DEVELOPER)
        .put("/api/jobs/@levels:low/metadata", "{'requiredLevel':'admin'}")
        .invalid("requiredLevel");
    JsonNode matrix = admin.get("/api/admin/permissions").data();
    assertThat(matrix.path("roles")).hasSize(4);
    assertThat(matrix.path("actions").findValuesAsText("action")).contains("runJobs", "seeJobs");
    JsonNode level = find(matrix.path("jobs"), "name", "high");
    assertThat(level.path("requiredLevel").textValue()).isEqualTo("admin");
    assertThat(find(matrix.path("groups"), "groupId", "levels").path("requiredLevel").textValue())
        .isEqualTo("operator");
  }

  @Test
  void whatCannotBeRead_isShownToFewer_andNeverToMore() throws IOException {
    Path group = group("closed");
    Path about = group.resolve("metadata.json");
    write(about, "{\"required_level\": \"admin\",");
    write(group.resolve("plain.sh"), "echo plain\n");
    await("@closed:plain", j -> j.path("requiredLevel").asText().equals("admin"));
    server.as(Role.DEVELOPER).get("/api/groups/closed").status(404);
    write(about, "{\"required_level\": \"operator\"}");
    await("@closed:plain", j -> j.path("requiredLevel").asText().equals("operator"));
    write(about, "{\"required_level\": \"boss\"}");
    await("@closed:plain", j -> j.path("requiredLevel").asText().equals("admin"));
    write(about, "{\"required_level\": \"operator\"}");
    write(
        group.resolve("high.sh"),
        "# ScriptsManager Metadata:\n# @required_level: admin\n# @bogus: 1\n");
    await("@closed:plain", j -> j.path("requiredLevel").asText().equals("operator"));
    await("@closed:high");
    assertThat(fields(admin.get("/api/groups/closed").data("warnings")))
        .contains("high.sh:3 bogus");
    assertThat(server.as(Role.OPERATOR).get("/api/groups/closed").data("warnings")).isEmpty();
    write(
        group.resolve("high.sh"),
        "# ScriptsManager Metadata:\n# @required_level: admin\n# @b: 1\n");
    JsonNode refreshed = server.as(Role.DEVELOPER).post("/api/groups/closed/refresh").data();
    assertThat(refreshed.toString()).doesNotContain("high.sh");

    Path away = group.resolveSibling(".closed");
    Files.move(group, away);
    await("@closed:plain", j -> !j.path("enabled").booleanValue());
    server.as(Role.VIEWER).get("/api/groups/closed").status(404);
    assertThat(server.as(Role.OPERATOR).get("/api/groups/closed").data("isActive").booleanValue())
        .isFalse();
    Files.move(away, group);
    await("@closed:plain", j -> j.path("enabled").booleanValue());
  }

  private static JsonNode find(JsonNode list, String field, String value) {
    for (JsonNode one : list) {
      if (one.path(field).asText().equals(value)) {
        return one;
      }
    }
    throw new AssertionError("There is no " + value + " in " + list);
  }

  @Test
  void largeScripts_areReadFewAtATime_andAllOfThem() {
    Path group = group("large");
    byte[] script = "# filler\n".repeat(250_000).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      write(group.resolve("l" + i + ".sh"), script);
    }
    Await.until(
        "all are there",
        () -> admin.get("/api/groups/large/jobs").data("jobs").findValues("safeName").size() == 3);
    JsonNode refreshed = admin.post("/api/groups/large/refresh").status(200).data();
    assertThat(refreshed.path("changed")).isEmpty();
    assertThat(admin.get("/api/groups/large").data("jobCount").intValue()).isEqualTo(3);
  }

  @Test
  void editorsAndSlowCopies_areNeverTakenHalf() throws IOException {
    Path group = group("slow");
    Path file = group.resolve("long.sh");
    for (int part = 0; part < 12; part++) {
      Files.writeString(
          file,
          "echo " + part + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
      java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
    }
    JsonNode job = await("@slow:long");
    assertThat(job.path("scriptVersion").intValue()).isEqualTo(1);
    assertThat(job.path("task").path("content").asText()).endsWith("echo 11\n");
    Path fresh = group.resolve(".long.sh.tmp");
    write(fresh, "echo renamed\n");
    Files.move(file, group.resolve("long.sh~"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    JsonNode renamed =
        await("@slow:long", j -> j.path("task").path("content").asText().equals("echo renamed\n"));
    assertThat(renamed.path("id")).isEqualTo(job.path("id"));
    assertThat(renamed.path("enabled").booleanValue()).isTrue();
    await("@slow:long", j -> j.path("scriptVersion").intValue() == 2);
  }

  @Test
  void environment_isChosenForAGroup_andTakenBack() {
    Path group = group("env");
    write(group.resolve("metadata.json"), "{\"conda_environment\": \"science\"}");
    write(group.resolve("requirements.txt"), "rich==13.0\n");
    write(group.resolve("a.py"), "print(1)\n");
    write(group.resolve("b.py"), "# /// script\n# dependencies = [\"tqdm\"]\n# ///\n");
    awaitConda("science");
    await("@env:b");
    assertThat(metadata("@env:a").path("effective").path("requirements").path(0).textValue())
        .isEqualTo("rich==13.0");
    assertThat(metadata("@env:b").path("effective").path("requirements").path(0).textValue())
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
    await("@env:a");
    Await.until(
        "the environment is " + name,
        () -> metadata("@env:a").path("effective").path("condaEnvironment").asText().equals(name));
  }

  @Test
  void namesThatAreNoGroups_areTold_andNotTaken() throws IOException {
    Path root = group("names").getParent();
    write(root.resolve("with space/a.sh"), "echo 1\n");
    write(root.resolve("_managed/a.sh"), "echo 1\n");
    Files.createDirectories(directory.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("linked"), directory.resolve("elsewhere"));
    write(directory.resolve("elsewhere/a.sh"), "echo linked\n");
    JsonNode done = admin.post("/api/groups/refresh").status(200).data();
    assertThat(done.path("warnings").findValuesAsText("file"))
        .contains("with space", "_managed", "linked");
    assertThat(admin.get("/api/groups").data("groups").findValuesAsText("id"))
        .contains("names")
        .doesNotContain("linked", "_managed", "with space");
    admin.put("/api/settings", "{'groupLinks':true}").status(200);
    admin.post("/api/groups/refresh").status(200);
    await("@linked:a");
    assertThat(output("@linked:a")).isEqualTo("linked");
    admin.put("/api/settings", "{'groupLinks':false}").status(200);
  }

  @Test
  void lists_areFilteredByGroupAndSource() {
    write(group("filter").resolve("one.sh"), "echo 1\n");
    await("@filter:one");
    admin.post("/api/jobs", "{'name':'one'}").status(201);
    assertThat(safeNames(admin, "/api/jobs?group=filter")).containsExactly("one");
    assertThat(safeNames(admin, "/api/jobs?source=managed")).contains("one");
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
    write(group("again").resolve("x.sh"), "# ScriptsManager Metadata:\n# @category: one\n");
    await("@again:x");
    JsonNode read = admin.post("/api/scripts/@again:x/refresh-metadata").status(200).data();
    assertThat(read.path("effective").path("category").textValue()).isEqualTo("one");
    assertThat(read.path("file").textValue()).isEqualTo("x.sh");
    JsonNode refreshed = admin.get("/api/script-groups/again/refresh").status(200).data();
    assertThat(refreshed.path("added")).isEmpty();
    write(group("again").resolve("y.sh"), "echo y\n");
    write(group("again").resolve("x.sh"), "# ScriptsManager Metadata:\n# @category: two\n");
    Await.until(
        "both are there",
        () -> {
          admin.post("/api/groups/again/refresh").status(200);
          return safeNames(admin, "/api/groups/again/jobs").equals(List.of("x", "y"))
              && metadata("@again:x").path("header").path("category").asText().equals("two");
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
    admin.get("/api/admin/metadata-changes?user=me").invalid("user");
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
