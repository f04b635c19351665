package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be changed in Tempo of jobs whose scripts lie in groups, and what follows from that. */
final class GroupChangesTest {
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

  @Test
  void scriptOfAFile_isWrittenByNoRoute_butCanBeTriedOut() {
    groups.write("content/a.sh", "echo one\n");
    groups.await("@content:a");
    String path = "/api/jobs/@content:a";
    ApiClient.Answer draft =
        admin.put(path + "/draft", "{'content':'echo two','baseVersion':1}").status(409);
    assertThat(draft.json().path("detail").textValue()).contains("a.sh");
    admin.get(path + "/draft").problem(404, "NOT_FOUND");
    String run =
        admin.post(path + "/try", "{'content':'echo tried'}").status(202).data("runId").textValue();
    JsonNode ended =
        admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull()).data();
    assertThat(groups.lines(ended, "stdout")).containsExactly("tried");
    assertThat(groups.path("content/a.sh")).hasContent("echo one\n");
    assertThat(groups.output("@content:a")).isEqualTo("one");
  }

  @Test
  void jobWhoseDeletionIsTakenBack_isKnownToItsGroupAgain() throws IOException {
    Path file = groups.write("undo/a.sh", "# ScriptsManager Metadata:\n# @category: c\n");
    String id = groups.await("@undo:a").path("id").textValue();
    admin.put("/api/jobs/@undo:a/metadata", "{'tags':['kept']}").status(200);
    Files.delete(file);
    groups.awaitMissing("@undo:a");
    String undo = admin.delete("/api/jobs/@undo:a").status(200).data("undoId").textValue();
    assertThat(groups.safeNames("undo")).isEmpty();
    admin.post("/api/deletions/" + undo + "/undo").status(200);
    JsonNode back = groups.metadata("@undo:a");
    assertThat(back.path("missing").booleanValue()).isTrue();
    assertThat(back.path("edited").path("tags").path(0).textValue()).isEqualTo("kept");
    admin.post("/api/jobs/@undo:a/run").problem(409, "CONFLICT");
    groups.write("undo/a.sh", "# ScriptsManager Metadata:\n# @category: d\n");
    JsonNode whole = groups.await("@undo:a", job -> job.path("category").asText().equals("d"));
    assertThat(whole.path("id").textValue()).isEqualTo(id);
    assertThat(whole.path("tags").path(0).textValue()).isEqualTo("kept");
    assertThat(whole.path("enabled").booleanValue()).isTrue();
  }

  @Test
  void levelOfAGroup_isChosen_andTheHigherOfItAndTheScriptsCounts() {
    groups.write("level/metadata.json", "{\"required_level\": \"operator\"}");
    groups.write("level/plain.sh", "echo plain\n");
    groups.write("level/high.sh", "# ScriptsManager Metadata:\n# @required_level: admin\n");
    groups.await("@level:high", job -> job.path("requiredLevel").asText().equals("admin"));
    groups.await("@level:plain", job -> job.path("requiredLevel").asText().equals("operator"));
    assertThat(admin.get("/api/groups/level").data("levelSource").textValue()).isEqualTo("json");
    ApiClient operator = server.as(Role.OPERATOR);
    ApiClient developer = server.as(Role.DEVELOPER);
    String path = "/api/groups/level/level";
    operator.put(path, "{'requiredLevel':'viewer'}").problem(403, "UNAUTHORIZED");
    developer.put(path, "{'requiredLevel':'admin'}").invalid("requiredLevel");
    developer.put(path, "{'requiredLevel':'boss'}").invalid("requiredLevel");
    developer.put(path, "{}").invalid("requiredLevel");
    JsonNode chosen = developer.put(path, "{'requiredLevel':'developer'}").status(200).data();
    assertThat(chosen.path("requiredLevel").textValue()).isEqualTo("developer");
    assertThat(chosen.path("levelSource").textValue()).isEqualTo("edited");
    assertThat(admin.get("/api/jobs/@level:plain").data("requiredLevel").textValue())
        .isEqualTo("developer");
    assertThat(admin.get("/api/jobs/@level:high").data("requiredLevel").textValue())
        .isEqualTo("admin");
    assertThat(groups.metadata("@level:plain").path("sources").path("requiredLevel").textValue())
        .isEqualTo("group");
    operator.get("/api/groups/level").status(404);
    operator.get("/api/jobs/@level:plain").status(404);
    admin.put("/api/jobs/@level:plain", "{'requiredLevel':'operator'}").invalid("requiredLevel");
    admin
        .put("/api/jobs/@level:plain/metadata", "{'requiredLevel':'operator'}")
        .invalid("requiredLevel");
    admin.put(path, "{'requiredLevel':'viewer'}").status(200); // below what the file says
    groups.write("level/metadata.json", "{\"required_level\": \"admin\", \"icon\": \"box\"}");
    admin.await("/api/groups/level", group -> group.path("icon").asText().equals("box"));
    assertThat(server.as(Role.VIEWER).get("/api/groups/level").data("jobCount").intValue())
        .isEqualTo(1);
    JsonNode inMatrix = null;
    for (JsonNode group : admin.get("/api/admin/permissions").data("groups")) {
      inMatrix = group.path("groupId").asText().equals("level") ? group : inMatrix;
    }
    assertThat(inMatrix.path("fileLevel").textValue()).isEqualTo("admin");
    assertThat(inMatrix.path("requiredLevel").textValue()).isEqualTo("viewer");
    assertThat(admin.put(path, "{'requiredLevel':null}").data("requiredLevel").textValue())
        .isEqualTo("admin");
    assertThat(admin.get("/api/jobs/@level:plain").data("requiredLevel").textValue())
        .isEqualTo("admin");
    assertThat(admin.get("/api/admin/audit").data().toString())
        .contains("requiredLevel: viewer -> -");
  }

  @Test
  void examplesOfAGroup_arePresetsThatNobodyChanges_ofTheJobsThatHaveSuchParameters() {
    groups.write(
        "examples/tool.py",
        "'''ScriptsManager Metadata:\n@parameters: [{\"name\": \"mode\", \"type\": \"select\","
            + " \"options\": [\"tar\", \"zip\"]}, {\"name\": \"parts\", \"type\": \"multiselect\","
            + " \"options\": [\"a\", \"b\"]}, {\"name\": \"key\", \"type\": \"secret\"}]\n'''\n");
    groups.write("examples/other.sh", "echo other\n");
    groups.write(
        "examples/examples/nightly.json", "{\"mode\": \"zip\", \"parts\": [\"a\", \"b\"]}");
    groups.write(
        "examples/examples/named.json",
        "{\"script\": \"tool.py\", \"parameters\": {\"mode\": \"tar\"}}");
    groups.write(
        "examples/examples/elsewhere.json",
        "{\"script\": \"no.py\", \"parameters\": {\"mode\": \"tar\"}}");
    groups.write("examples/examples/wrong.json", "{\"mode\": \"rar\"}");
    groups.write("examples/examples/secret.json", "{\"key\": \"s3cret\"}");
    groups.write("examples/examples/broken.json", "{\n\"mode\": ");
    groups.write("examples/examples/large.json", "{\"mode\": \"tar\"}" + " ".repeat(64 << 10));
    groups.await("@examples:tool", job -> job.path("parameters").size() == 3);
    String presets = "/api/jobs/@examples:tool/presets";
    JsonNode all = admin.await(presets, page -> page.path("total").intValue() == 2).data("presets");
    assertThat(all.findValuesAsText("name")).containsExactly("named", "nightly");
    assertThat(all.findValuesAsText("readOnly")).containsOnly("true");
    assertThat(all.path(1).path("parameters").path("parts").textValue()).isEqualTo("a,b");
    assertThat(admin.get("/api/jobs/@examples:other/presets").data("presets")).isEmpty();
    assertThat(admin.get("/api/groups/examples").data("warnings").findValuesAsText("file"))
        .containsExactly("examples/broken.json", "examples/large.json");
    admin.delete(presets + "/nightly").problem(409, "CONFLICT");
    admin.put(presets + "/nightly", "{'parameters':{'mode':'tar'}}").status(200);
    JsonNode own = admin.get(presets + "/nightly").status(200).data();
    assertThat(own.path("readOnly").booleanValue()).isFalse();
    assertThat(own.path("parameters").path("mode").textValue()).isEqualTo("tar");
    admin.delete(presets + "/nightly").status(200);
    assertThat(admin.get(presets + "/nightly").data("readOnly").booleanValue()).isTrue();
    groups.write("examples/examples/nightly.json", "{\"mode\": \"tar\"}");
    admin.await(
        presets + "/nightly", one -> one.path("parameters").path("mode").asText().equals("tar"));
    long version = admin.get("/api/jobs/@examples:tool").data("version").longValue();
    assertThat(version).isEqualTo(1); // the job itself has not changed for that
  }

  @Test
  void pagesThatAScriptNames_areShown_andSharedOnesAreWarnedOf() throws IOException {
    groups.write(
        "docs/heat.py",
        "'''ScriptsManager Metadata:\n@description_long: docs/deep/heat-page.md\n"
            + "@description_long_it: docs/calore.md\n'''\n");
    groups.write("docs/docs/deep/heat-page.md", "# Heat\n\n![chart](../chart.png)\n");
    groups.write("docs/docs/calore.md", "# Calore\n");
    groups.write("docs/twin.py", "print(1)\n");
    groups.write("docs/twin.sh", "echo 1\n");
    groups.await("@docs:heat");
    groups.await("@docs:twin-2");
    JsonNode english = admin.get("/api/jobs/@docs:heat/docs?lang=en").status(200).data();
    assertThat(english.path("markdown").textValue()).startsWith("# Heat");
    assertThat(english.path("path").textValue()).isEqualTo("docs/deep/heat-page.md");
    assertThat(english.path("languages")).hasSize(2);
    assertThat(admin.get("/api/jobs/@docs:heat/docs?lang=it").data("path").textValue())
        .isEqualTo("docs/calore.md");
    assertThat(groups.await("@docs:twin").path("warnings").findValuesAsText("message"))
        .anyMatch(message -> message.contains("twin.sh"));
    assertThat(admin.get("/api/jobs/@docs:heat").data("warnings")).isEmpty();
    String path = "/api/jobs/@docs:twin/docs";
    JsonNode saved = admin.put(path, "{'lang':'en','markdown':'# Twin'}").status(200).data();
    assertThat(saved.path("path").textValue()).isEqualTo("docs/twin.md");
    assertThat(groups.path("docs/docs/twin.md")).hasContent("# Twin");
    assertThat(admin.get("/api/jobs/@docs:twin-2/docs?lang=en").data("markdown").textValue())
        .isEqualTo("# Twin");
    groups.write("docs/docs/twin.md", "# By hand\n");
    ApiClient.Answer stale =
        admin.put(
            path,
            "{'lang':'en','markdown':'# Late','version':%d}"
                .formatted(saved.path("version").longValue()));
    stale.problem(409, "CONFLICT");
    assertThat(stale.json().path("docs").path("markdown").textValue()).startsWith("# By hand");
    admin.put(path, "{'lang':'en','markdown':''}").status(200);
    assertThat(groups.path("docs/docs/twin.md")).doesNotExist();
    groups.write("docs/docs/chart.txt", "text");
    assertThat(admin.get("/api/jobs/@docs:heat/docs/files/chart.txt").status()).isEqualTo(200);
    admin.get("/api/jobs/@docs:heat/docs/files/none.txt").problem(404, "NOT_FOUND");
    server.as(Role.OPERATOR).put(path, "{'lang':'en','markdown':'# No'}").status(403);
    JsonNode overview = admin.get("/api/admin/documentation").status(200).data("jobs");
    assertThat(overview.findValuesAsText("name")).contains("heat", "twin");
  }

  @Test
  void secretDefaultOfAFile_isSealedOnce_andStandsNowhereElse() throws Exception {
    String header =
        "'''ScriptsManager Metadata:\n@category: %s\n@parameters: [{\"name\": \"key\","
            + " \"type\": \"secret\", \"default\": \"%s\"}]\n'''\nimport os\n"
            + "print(os.environ['TEMPO_PARAM_KEY'][::-1])\n";
    groups.write("secret/tool.py", header.formatted("one", "sw0rdfish"));
    String updated = groups.await("@secret:tool").path("updatedAt").textValue();
    assertThat(groups.output("@secret:tool")).isEqualTo("hsifdr0ws");
    admin.post("/api/groups/secret/refresh").status(200);
    groups.write("secret/metadata.json", "{\"icon\": \"key\"}");
    admin.await("/api/groups/secret", group -> group.path("icon").asText().equals("key"));
    JsonNode untouched = admin.get("/api/jobs/@secret:tool").data();
    assertThat(untouched.path("version").intValue()).isEqualTo(1);
    assertThat(untouched.path("updatedAt").textValue()).isEqualTo(updated);

    JsonNode read = groups.metadata("@secret:tool");
    JsonNode parameters = read.path("effective").path("parameters");
    admin
        .put("/api/jobs/@secret:tool/metadata", "{'parameters':" + parameters + "}")
        .status(200); // as it was read, without the default
    assertThat(groups.output("@secret:tool")).isEqualTo("hsifdr0ws");
    admin
        .put(
            "/api/jobs/@secret:tool/metadata",
            "{'parameters':[{'name':'key','type':'secret','default':'tr1tone'}]}")
        .status(200);
    assertThat(groups.output("@secret:tool")).isEqualTo("enot1rt");
    groups.write("secret/tool.py", header.formatted("two", "sw0rdfish"));
    groups.await("@secret:tool", job -> job.path("category").asText().equals("two"));
    assertThat(groups.output("@secret:tool")).isEqualTo("enot1rt");
    admin.put("/api/jobs/@secret:tool/metadata", "{'parameters':null}").status(200);
    groups.write("secret/tool.py", header.formatted("three", "m4nta"));
    groups.await("@secret:tool", job -> job.path("category").asText().equals("three"));
    assertThat(groups.output("@secret:tool")).isEqualTo("atn4m");
    for (String told :
        List.of(
            groups.metadata("@secret:tool").toString(),
            admin.get("/api/admin/metadata-changes").data().toString(),
            admin.get("/api/admin/audit").data().toString())) {
      assertThat(told).doesNotContain("sw0rdfish", "tr1tone", "m4nta");
    }
    List<String> stored =
        server
            .store()
            .database()
            .read(
                c ->
                    Sql.of(
                            c,
                            "SELECT found || edited AS said FROM group_script UNION ALL"
                                + " SELECT old_value || new_value FROM metadata_change")
                        .all(row -> row.text("said")));
    assertThat(String.join("\n", stored)).doesNotContain("sw0rdfish", "tr1tone", "m4nta");
  }

  @Test
  void arguments_areInTheOrderInWhichTheyAreDeclared_whateverIsGiven() {
    String header =
        "'''ScriptsManager Metadata:\n@parameters: [%s]\n'''\nimport sys\n"
            + "print(' '.join(sys.argv[1:]))\n";
    String first = "{\"name\": \"first\", \"type\": \"string\"}";
    String second = "{\"name\": \"second\", \"type\": \"string\", \"default\": \"2\"}";
    String third =
        "{\"name\": \"third\", \"type\": \"string\", \"default\": \"3\","
            + " \"dependsOn\": \"first\"}";
    groups.write("order/a.py", header.formatted(first + "," + second + "," + third));
    groups.await("@order:a");
    assertThat(
            groups.lines(
                groups.run("@order:a", "{'parameters':{'third':'c','first':'a'}}"), "stdout"))
        .containsExactly("--first a --second 2 --third c");
    assertThat(groups.lines(groups.run("@order:a", "{'parameters':{'first':'a'}}"), "stdout"))
        .containsExactly("--first a --second 2 --third 3");
    groups.write("order/a.py", header.formatted(third + "," + second + "," + first));
    groups.await(
        "@order:a", job -> job.path("parameters").path(0).path("name").asText().equals("third"));
    assertThat(groups.output("@order:a")).isEqualTo("--second 2");
    assertThat(groups.lines(groups.run("@order:a", "{'parameters':{'first':'a'}}"), "stdout"))
        .containsExactly("--third 3 --second 2 --first a");
  }

  @Test
  void scriptThatIsTooLargeToRun_isToldOf_andNotTaken() throws IOException {
    groups.write("large/over.sh", "# " + "x".repeat(8 << 20) + "\n");
    groups.write("large/under.sh", "echo under\n# " + "x".repeat(7 << 20) + "\n");
    groups.await("@large:under");
    assertThat(groups.output("@large:under")).isEqualTo("under");
    JsonNode warnings = admin.get("/api/groups/large").data("warnings");
    assertThat(warnings.findValuesAsText("file")).containsExactly("over.sh");
    assertThat(warnings.path(0).path("message").textValue()).contains("8 MiB");
  }

  @Test
  void checkoutOfAnotherBranch_isFollowed_andTheWayBackMakesAllWhole() throws Exception {
    groups.write("branches/a.sh", "echo one\n");
    groups.write("branches/b.sh", "echo b\n");
    git("init", "-q", "-b", "one");
    git("add", ".");
    git("commit", "-qm", "one");
    String b = groups.await("@branches:b").path("id").textValue();
    groups.await("@branches:a");
    git("checkout", "-qb", "two");
    groups.write("branches/a.sh", "echo two\n");
    groups.write("branches/c.sh", "echo c\n");
    git("rm", "-q", "b.sh");
    git("add", ".");
    git("commit", "-qm", "two");
    groups.awaitMissing("@branches:b");
    for (int round = 0; round < 2; round++) {
      git("checkout", "-q", "one");
      groups.await("@branches:b", job -> job.path("enabled").booleanValue());
      groups.await("@branches:c", job -> !job.path("enabled").booleanValue());
      groups.await(
          "@branches:a", job -> job.path("task").path("content").asText().equals("echo one\n"));
      assertThat(admin.get("/api/jobs/@branches:b").data("id").textValue()).isEqualTo(b);
      git("checkout", "-q", "two");
      groups.await("@branches:c", job -> job.path("enabled").booleanValue());
      groups.await("@branches:b", job -> !job.path("enabled").booleanValue());
      groups.await(
          "@branches:a", job -> job.path("task").path("content").asText().equals("echo two\n"));
    }
    assertThat(groups.safeNames("branches")).containsExactly("a", "b", "c");
    assertThat(admin.get("/api/groups/branches").data("warnings").findValuesAsText("file"))
        .containsExactly("b.sh");
  }

  private static void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=T"));
    command.addAll(List.of("-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(groups.path("branches").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void fileOfTheProject_isGivenByItsName_andNothingElseIs() throws IOException {
    groups.write(
        "files/use.py",
        "'''ScriptsManager Metadata:\n@parameters: [{\"name\": \"input\", \"type\": \"file\"},"
            + " {\"name\": \"other\", \"type\": \"file\", \"default\": \"/etc/hostname\"},"
            + " {\"name\": \"where\", \"type\": \"path\"}]\n'''\nimport sys\n"
            + "print(open(sys.argv[2]).read(), sys.argv[4])\n");
    groups.await("@files:use");
    JsonNode project = admin.get("/api/projects/active").data();
    String files = "/api/projects/" + project.path("id").textValue() + "/files/";
    admin
        .send("PUT", files + "in/data.txt?group=files", "from the project", "text/plain")
        .status(201);
    JsonNode run =
        groups.run("@files:use", "{'parameters':{'input':'in/data.txt','where':'/srv/out'}}");
    assertThat(groups.lines(run, "stdout")).containsExactly("from the project /etc/hostname");
    String path = run.path("parameters").path("input").textValue();
    assertThat(path).startsWith("/").endsWith("/in/data.txt");
    assertThat(admin.get("/api/jobs/@files:use/parameters/last").data("parameters")).hasSize(3);
    admin.post("/api/runs/" + run.path("id").textValue() + "/rerun").status(202);
    for (String other :
        List.of("in", "in/none.txt", "/etc/passwd", "in/../../x", "../files/in/data.txt")) {
      admin
          .post("/api/jobs/@files:use/run", "{'parameters':{'input':'" + other + "'}}")
          .invalid("parameters.input");
    }
    Path place = Path.of(path).getParent();
    Files.createSymbolicLink(place.resolve("out.txt"), Path.of("/etc/passwd"));
    admin
        .post("/api/jobs/@files:use/run", "{'parameters':{'input':'in/out.txt'}}")
        .invalid("parameters.input");
    for (String wrong : List.of("../up", "/srv/../etc", "a\\u0007b", "n".repeat(300))) {
      admin
          .post("/api/jobs/@files:use/run", "{'parameters':{'where':'" + wrong + "'}}")
          .invalid("parameters.where");
    }
    ApiClient operator = server.as(Role.OPERATOR);
    operator
        .post("/api/jobs/@files:use/run", "{'parameters':{'input':'" + path + "'}}")
        .invalid("parameters.input"); // somebody else's

    JsonNode second = admin.post("/api/projects", "{'name':'Second'}").status(201).data();
    String inSecond =
        "{'projectId':'%s','parameters':{'input':'in/data.txt'}}"
            .formatted(second.path("id").textValue());
    admin.post("/api/jobs/@files:use/run", inSecond).invalid("parameters.input");
    String last = "/api/jobs/@files:use/parameters/last?project=" + second.path("id").textValue();
    assertThat(admin.get(last).status(200).data("parameters")).isEmpty();
  }
}
