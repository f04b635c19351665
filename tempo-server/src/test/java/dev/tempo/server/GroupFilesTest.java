package dev.tempo.server;

import static dev.tempo.server.ScriptGroups.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in groups as they come, change and go: what becomes of the jobs that they are. */
final class GroupFilesTest {
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
  void script_runsWhereItLies_besideItsNeighbours() {
    Path group = groups.path("place");
    write(group.resolve("helper/__init__.py"), "WORD = 'from the neighbour'\n");
    write(group.resolve("data.txt"), "from the file");
    write(
        group.resolve("use.py"),
        "import os, pathlib\nfrom helper import WORD\n"
            + "print(WORD, '|', pathlib.Path('data.txt').read_text(), '|', __file__)\n");
    write(group.resolve("use.sh"), "cat \"$(dirname \"$0\")/data.txt\"\n");
    groups.await("@place:use");
    groups.await("@place:use-2");
    assertThat(groups.output("@place:use"))
        .isEqualTo(
            "from the neighbour | from the file | " + group.resolve("use.py").toAbsolutePath());
    assertThat(groups.output("@place:use-2")).isEqualTo("from the file");
  }

  @Test
  void scriptThatVanishes_isKept_andComesBackWhole() throws IOException {
    Path file = groups.path("gone").resolve("tide.sh");
    write(file, "echo tide\n");
    String id = groups.await("@gone:tide").path("id").textValue();
    assertThat(groups.output("@gone:tide")).isEqualTo("tide");
    admin.put("/api/jobs/" + id + "/metadata", "{'category':'sea'}").status(200);
    admin
        .put("/api/jobs/" + id, "{'triggers':[{'type':'cron','expression':'0 3 * * *'}]}")
        .status(200);
    Files.delete(file);
    JsonNode gone = groups.await(id, j -> !j.path("enabled").booleanValue());
    assertThat(ScriptGroups.warned(gone.path("warnings")))
        .containsExactly("tide.sh:null file".replace("null", "-"));
    assertThat(groups.metadata(id).path("missing").booleanValue()).isTrue();
    ApiClient.Answer refused = admin.post("/api/jobs/" + id + "/run").problem(409, "CONFLICT");
    assertThat(refused.json().path("detail").asText()).contains("tide.sh is gone");
    admin.post("/api/jobs/" + id + "/enable").problem(409, "CONFLICT");
    assertThat(gone.path("triggers")).hasSize(1);
    assertThat(gone.path("runCount").intValue()).isEqualTo(1);

    write(file, "echo high tide\n");
    JsonNode back = groups.await(id, j -> j.path("enabled").booleanValue());
    assertThat(back.path("warnings")).isEmpty();
    assertThat(back.path("category").textValue()).isEqualTo("sea");
    assertThat(back.path("triggers").findValuesAsText("id"))
        .isEqualTo(gone.path("triggers").findValuesAsText("id"));
    assertThat(groups.output("@gone:tide")).isEqualTo("high tide");
    Files.move(file, file.resolveSibling("ebb.sh"));
    String other = groups.await("@gone:ebb").path("id").textValue();
    assertThat(other).isNotEqualTo(id);
    groups.await(id, j -> !j.path("enabled").booleanValue());
    admin.delete("/api/jobs/" + id).status(200);
    assertThat(groups.safeNames("gone")).containsExactly("ebb");
  }

  @Test
  void everyKindOfFile_isTakenAsItShould() throws IOException {
    Path group = groups.path("kinds");
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
    assertThat(groups.safeNames("kinds"))
        .containsExactly("bom", "crlf", "empty", "inner", "large", "latin");
    assertThat(ScriptGroups.warned(done.path("warnings")))
        .containsExactlyInAnyOrder("binary.py:- -", "out.py:- -", "empty.py:- -", "latin.py:- -");
    assertThat(admin.get("/api/jobs/@kinds:latin").data("category").textValue())
        .isEqualTo("caf\u00e9");
    assertThat(admin.get("/api/jobs/@kinds:crlf").data("category").textValue()).isEqualTo("c");
    assertThat(admin.get("/api/jobs/@kinds:bom").data("category").textValue()).isEqualTo("b");
    write(group.resolve("binary.py"), "print('text now')\n");
    groups.await("@kinds:binary");
  }

  @Test
  void badHeader_isAWarning_andHidesNothing() {
    Path group = groups.path("bad");
    write(group.resolve("metadata.json"), "{\"name\": \"Bad\", \"colour\": 1}");
    write(group.resolve("fine.py"), "'''ScriptsManager Metadata:\n@category: fine\n'''\n");
    write(
        group.resolve("wrong.py"),
        "'''ScriptsManager Metadata:\n@category: w\n@required_level: boss\n@parameters: [\n'''\n");
    JsonNode job = groups.await("@bad:wrong", j -> j.path("category").asText().equals("w"));
    groups.await("@bad:fine", j -> j.path("category").asText().equals("fine"));
    assertThat(ScriptGroups.warned(job.path("warnings")))
        .containsExactly("wrong.py:3 requiredLevel", "wrong.py:4 parameters");
    JsonNode shown = admin.get("/api/groups/bad").data();
    assertThat(ScriptGroups.warned(shown.path("warnings")))
        .containsExactly(
            "metadata.json:1 colour", "wrong.py:3 requiredLevel", "wrong.py:4 parameters");
    write(group.resolve("metadata.json"), "{\"name\": ");
    Await.until(
        "the broken file is told",
        () ->
            ScriptGroups.warned(admin.get("/api/groups/bad").data("warnings"))
                .contains("metadata.json:1 -"));
    assertThat(admin.get("/api/groups/bad").data("name").textValue()).isEqualTo("Bad");
    write(group.resolve("metadata.json"), "{\"name\": \"Good\", \"auto_discovery\": false}");
    write(
        group.resolve("scripts/script_metadata.json"),
        "{\"fine.py\": {\"category\": \"json\"}, \"absent.py\": {}}");
    groups.await("@bad:fine", j -> j.path("category").asText().equals("json"));
    groups.await("@bad:wrong", j -> !j.path("enabled").booleanValue());
    assertThat(ScriptGroups.warned(admin.get("/api/groups/bad").data("warnings")))
        .contains("wrong.py:- -", "scripts/script_metadata.json:- absent.py");
  }

  @Test
  void largeScripts_areReadFewAtATime_andAllOfThem() {
    Path group = groups.path("large");
    byte[] script = "# filler\n".repeat(250_000).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      write(group.resolve("l" + i + ".sh"), script);
    }
    Await.until(
        "all are there",
        () -> admin.get("/api/groups/large/jobs").json().findValues("safeName").size() == 3);
    JsonNode refreshed = admin.post("/api/groups/large/refresh").status(200).data();
    assertThat(refreshed.path("changed")).isEmpty();
    assertThat(admin.get("/api/groups/large").data("jobCount").intValue()).isEqualTo(3);
  }

  @Test
  void editorsAndSlowCopies_areNeverTakenHalf() throws IOException {
    Path group = Files.createDirectories(groups.path("slow"));
    Path file = group.resolve("long.sh");
    for (int part = 0; part < 12; part++) {
      Files.writeString(
          file,
          "echo " + part + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
      java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
    }
    JsonNode job = groups.await("@slow:long");
    assertThat(job.path("scriptVersion").intValue()).isEqualTo(1);
    assertThat(job.path("task").path("content").asText()).endsWith("echo 11\n");
    Path fresh = group.resolve(".long.sh.tmp");
    write(fresh, "echo renamed\n");
    Files.move(file, group.resolve("long.sh~"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    JsonNode renamed =
        groups.await(
            "@slow:long", j -> j.path("task").path("content").asText().equals("echo renamed\n"));
    assertThat(renamed.path("id")).isEqualTo(job.path("id"));
    assertThat(renamed.path("enabled").booleanValue()).isTrue();
    groups.await("@slow:long", j -> j.path("scriptVersion").intValue() == 2);
  }

  @Test
  void namesThatAreNoGroups_areTold_andNotTaken() throws IOException {
    Path root = Files.createDirectories(groups.path("names")).getParent();
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
    groups.await("@linked:a");
    assertThat(groups.output("@linked:a")).isEqualTo("linked");
    admin.put("/api/settings", "{'groupLinks':false}").status(200);
  }
}
