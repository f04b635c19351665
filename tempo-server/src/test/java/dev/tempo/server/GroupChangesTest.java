package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
