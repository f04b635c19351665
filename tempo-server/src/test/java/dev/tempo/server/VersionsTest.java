package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.versions.VersionService;
import dev.tempo.task.Task;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VersionsTest extends ServerTest {

  @BeforeEach
  void makeJob() {
    admin
        .post("/api/jobs", "{'name':'Text','task':{'kind':'shell','content':'echo 1\\n'}}")
        .status(201);
  }

  @Test
  void everySavedScript_isAVersionWithItsDigestAndAuthor() {
    save("echo 2\\n", "?message=Say%20two");
    admin.put("/api/jobs/text", "{'description':'not the script'}").status(200);
    JsonNode list = admin.get("/api/jobs/text/versions").status(200).data();
    assertThat(list.path("total").intValue()).isEqualTo(2);
    JsonNode newest = list.path("versions").get(0);
    assertThat(newest.path("number").intValue()).isEqualTo(2);
    assertThat(newest.path("author").textValue()).isEqualTo("admin");
    assertThat(newest.path("message").textValue()).isEqualTo("Say two");
    assertThat(newest.path("sizeBytes").intValue()).isEqualTo(7);
    assertThat(newest.path("sha256").textValue()).isEqualTo(VersionService.sha256("echo 2\n"));
    assertThat(admin.get("/api/jobs/text").data("scriptVersion").intValue()).isEqualTo(2);
    JsonNode first = admin.get("/api/jobs/text/versions/1").status(200).data();
    assertThat(first.path("content").textValue()).isEqualTo("echo 1\n");
    admin.get("/api/jobs/text/versions/3").problem(404, "NOT_FOUND");
    admin.get("/api/jobs/text/versions/x").problem(404, "NOT_FOUND");
    assertThat(admin.get("/api/scripts/text/versions/1").data()).isEqualTo(first);
  }

  @Test
  void list_pages() {
    for (int i = 2; i <= 5; i++) {
      save("echo " + i, "");
    }
    JsonNode page = admin.get("/api/jobs/text/versions?limit=3").data();
    assertThat(numbers(page)).containsExactly(5, 4, 3);
    String cursor = page.path("nextCursor").textValue();
    JsonNode next = admin.get("/api/jobs/text/versions?limit=3&cursor=" + cursor).data();
    assertThat(numbers(next)).containsExactly(2, 1);
    assertThat(next.path("nextCursor").isNull()).isTrue();
  }

  @Test
  void diff_isUnifiedAndByLine() {
    save("echo 0\\necho 1\\necho end", "");
    JsonNode diff = admin.get("/api/jobs/text/versions/1/diff?with=2").status(200).data();
    assertThat(diff.path("unified").textValue())
        .isEqualTo(
            """
            --- text (version 1)
            +++ text (version 2)
            @@ -1,1 +1,3 @@
            +echo 0
             echo 1
            +echo end
            \\ No newline at end of file
            """);
    assertThat(diff.path("added").intValue()).isEqualTo(2);
    assertThat(diff.path("removed").intValue()).isZero();
    assertThat(diff.path("lines").findValuesAsText("kind"))
        .containsExactly("added", "same", "added");
    assertThat(diff.path("lines").get(1).path("oldLine").intValue()).isEqualTo(1);
    assertThat(diff.path("lines").get(1).path("newLine").intValue()).isEqualTo(2);
    assertThat(admin.get("/api/jobs/text/versions/1/diff").data("to").intValue()).isEqualTo(2);
    JsonNode back = admin.get("/api/jobs/text/versions/2/diff?with=1").data();
    assertThat(back.path("removed").intValue()).isEqualTo(2);
    admin.get("/api/jobs/text/versions/1/diff?with=9").problem(404, "NOT_FOUND");
  }

  @Test
  void diff_ofLongScriptsThatShareNothing_isQuick() {
    save("a\\n".repeat(40_000), "");
    save("b\\n".repeat(40_000), "");
    JsonNode diff = admin.get("/api/jobs/text/versions/2/diff?with=3").status(200).data();
    assertThat(diff.path("removed").intValue()).isEqualTo(40_000);
    assertThat(diff.path("added").intValue()).isEqualTo(40_000);
  }

  @Test
  void restore_makesTheOldTextANewVersion() {
    save("echo 2", "");
    JsonNode restored = admin.post("/api/jobs/text/versions/1/restore").status(200).data();
    assertThat(restored.path("scriptVersion").intValue()).isEqualTo(3);
    assertThat(restored.path("task").path("content").textValue()).isEqualTo("echo 1\n");
    assertThat(admin.get("/api/jobs/text/versions/3").data("message").textValue())
        .isEqualTo("Restored version 1");
    ApiClient other = server.as(Role.DEVELOPER);
    other.post("/api/jobs/text/versions/1/restore").problem(403, "UNAUTHORIZED");
  }

  @Test
  void autoSave_ofOneSitting_isOneVersion_untilARunUsesIt() {
    JsonNode saved = autoSave("echo t", 1).status(200).data();
    assertThat(saved.path("version").intValue()).isEqualTo(2);
    assertThat(saved.path("savedAt").textValue()).endsWith("Z");
    autoSave("echo ty", 2).status(200);
    autoSave("echo typed", 3).status(200);
    assertThat(scriptVersion()).isEqualTo(2);
    assertThat(content(2)).isEqualTo("echo typed");

    String run = admin.post("/api/jobs/text/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, r -> r.path("status").textValue().equals("success"));
    autoSave("echo more", 4).status(200);
    assertThat(scriptVersion()).isEqualTo(3);
    assertThat(content(2)).isEqualTo("echo typed");

    JsonNode ran = admin.get("/api/runs/" + run).data();
    assertThat(ran.path("scriptVersion").intValue()).isEqualTo(2);
    assertThat(ran.path("scriptSha256").textValue()).isEqualTo(VersionService.sha256("echo typed"));
  }

  @Test
  void autoSave_bySomebodyElseOrByHand_isAVersionOfItsOwn() {
    autoSave("echo a", 1).status(200);
    save("echo by hand", "");
    autoSave("echo again", 3).status(200);
    assertThat(scriptVersion()).isEqualTo(4);
  }

  @Test
  void autoSave_overANewerSave_is409AndLosesNothing() {
    save("echo newer", "");
    var stale = autoSave("echo older", 1).problem(409, "CONFLICT");
    assertThat(stale.json().path("current").path("version").intValue()).isEqualTo(2);
    assertThat(stale.json().path("current").path("task").path("content").textValue())
        .isEqualTo("echo newer");
    assertThat(content(2)).isEqualTo("echo newer");
  }

  @Test
  void autoSave_whereItIsOffOrMakesNoSense_isRefused() {
    admin.put("/api/jobs/text", "{'autoSave':false}").status(200);
    autoSave("echo x", 2).problem(409, "CONFLICT");
    admin
        .send("PATCH", "/api/jobs/text/auto-save", "{\"content\":\"x\"}", "application/json")
        .invalid("version");
    admin
        .post("/api/jobs", "{'name':'None','task':{'kind':'command','command':['true']}}")
        .status(201);
    admin
        .send(
            "PATCH",
            "/api/jobs/none/auto-save",
            "{\"content\":\"x\",\"version\":1}",
            "application/json")
        .invalid("content");
    ApiClient other = server.as(Role.DEVELOPER);
    other
        .send(
            "PATCH",
            "/api/jobs/text/auto-save",
            "{\"content\":\"x\",\"version\":2}",
            "application/json")
        .problem(403, "UNAUTHORIZED");
  }

  @Test
  void versions_beyondTheBound_go() {
    for (int i = 2; i <= VersionService.KEPT_CONTENTS + 3; i++) {
      save("echo " + i, "");
    }
    JsonNode list = admin.get("/api/jobs/text/versions?limit=500").data();
    assertThat(list.path("total").intValue()).isEqualTo(VersionService.KEPT_CONTENTS);
    assertThat(numbers(list).getLast()).isEqualTo(4);
    admin.get("/api/jobs/text/versions/3").problem(404, "NOT_FOUND");
  }

  @Test
  void delete_keepsRunsWithTheVersionThatTheyRan() {
    String run = admin.post("/api/jobs/text/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, r -> r.path("status").textValue().equals("success"));
    admin.delete("/api/jobs/text").status(200);
    JsonNode ran = admin.get("/api/runs/" + run).status(200).data();
    assertThat(ran.path("scriptSha256").textValue()).isEqualTo(VersionService.sha256("echo 1\n"));
    server.close();
    server = TestServer.start(directory);
    JsonNode later = server.admin().get("/api/runs/" + run).status(200).data();
    assertThat(later).isEqualTo(ran);
  }

  @Test
  void scriptThatAProgramSaves_isAVersion_alsoWhileNoServerRuns() {
    server.tempo().save(Job.named("Code").task(Task.shell("echo 1")).build());
    admin.await("/api/jobs/Code/versions", v -> v.path("total").intValue() == 1);
    server.server().close();
    server.tempo().save(Job.named("Code").task(Task.shell("echo 2")).build());
    server.close();
    server = TestServer.start(directory);
    JsonNode versions = server.admin().get("/api/jobs/Code/versions").status(200).data();
    assertThat(numbers(versions)).containsExactly(2, 1);
    assertThat(versions.path("versions").get(0).path("author").isNull()).isTrue();
  }

  private ApiClient.Answer autoSave(String content, int version) {
    String body = "{\"content\":\"" + content + "\",\"version\":" + version + "}";
    return admin.send("PATCH", "/api/jobs/text/auto-save", body, "application/json");
  }

  private void save(String content, String query) {
    admin.put("/api/jobs/text" + query, "{'task':{'content':'" + content + "'}}").status(200);
  }

  private int scriptVersion() {
    return admin.get("/api/jobs/text").data("scriptVersion").intValue();
  }

  private String content(int number) {
    return admin.get("/api/jobs/text/versions/" + number).data("content").textValue();
  }

  private static List<Integer> numbers(JsonNode list) {
    return list.path("versions").findValues("number").stream().map(JsonNode::intValue).toList();
  }
}
