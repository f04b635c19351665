package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a deletion takes is told before it is done, and comes back after. */
final class DeletionsTest extends ServerTest {
  private static final String WRITES =
      "'task':{'kind':'shell','content':'mkdir -p out; echo data > out/result.csv'},"
          + "'triggers':[{'type':'interval','everySeconds':86400}],"
          + "'environmentVariables':{'KEY':'hidden'},'secretVariables':['KEY']";

  @Test
  void whatGoes_isTold_ofAJobAndOfAFolder() {
    String top = folder("Ops & Co", null);
    String sub = folder("Nightly", top);
    String job = job("Writes", sub);
    ended(admin, job);
    server.as(Role.VIEWER).put("/api/jobs/" + job + "/favorite", "{}").status(200);
    admin.post("/api/keys", "{'name':'k','scope':'trigger','jobs':['" + job + "']}").status(201);

    JsonNode one = admin.get("/api/jobs/" + job + "/deletion").status(200).data();
    assertThat(one.path("runs").intValue()).isEqualTo(1);
    assertThat(one.path("versions").intValue()).isEqualTo(1);
    assertThat(one.path("files").intValue()).isEqualTo(1);
    assertThat(one.path("sizeBytes").intValue()).isEqualTo("data\n".length());
    assertThat(one.at("/jobs/0/folderNames").toString()).isEqualTo("[\"Ops & Co\",\"Nightly\"]");
    assertThat(one.at("/jobs/0/files/names/0").asText()).isEqualTo("out/result.csv");
    assertThat(one.at("/jobs/0/favorites").intValue()).isEqualTo(1);
    assertThat(one.at("/jobs/0/keys").intValue()).isEqualTo(1);

    JsonNode all = admin.get("/api/folders/" + top + "/contents").status(200).data();
    assertThat(all.at("/folders/0/name").asText()).isEqualTo("Nightly");
    assertThat(all.path("jobs").findValuesAsText("name")).containsExactly("Writes");
    assertThat(all.path("refusal").isNull()).isTrue();
    JsonNode foreign =
        server.as(Role.DEVELOPER).get("/api/folders/" + top + "/contents").status(200).data();
    assertThat(foreign.path("refusal").asText()).contains("Writes");
    assertThat(foreign.path("runs").intValue()).isZero(); // the admin's, not for others
    server.as(Role.OPERATOR).get("/api/jobs/" + job + "/deletion").problem(403, "UNAUTHORIZED");
  }

  @Test
  void aHiddenJob_isNotCounted_andKeepsItsFolder() {
    String folder = folder("Mixed", null);
    String hidden = "{'name':'Hidden','requiredLevel':'admin','folderId':'" + folder + "'}";
    admin.post("/api/jobs", hidden).status(201);
    ApiClient developer = server.as(Role.DEVELOPER);
    developer.get("/api/folders/" + folder + "/contents").problem(404, "NOT_FOUND");
    developer.post("/api/jobs", "{'name':'Open','folderId':'" + folder + "'}").status(201);
    JsonNode seen = developer.get("/api/folders/" + folder + "/contents").status(200).data();
    assertThat(seen.path("jobs").findValuesAsText("name")).containsExactly("Open");
    assertThat(seen.path("jobCount").intValue()).isEqualTo(1);
    assertThat(seen.path("refusal").asText()).isNotEmpty().doesNotContain("Hidden");
    var refused = developer.delete("/api/folders/" + folder).problem(403, "UNAUTHORIZED");
    assertThat(refused.body()).doesNotContain("2 jobs");
  }

  @Test
  void aJob_comesBackWhole() {
    String job = job("Writes", folder("Ops", null));
    JsonNode before = admin.get("/api/jobs/" + job).data();
    ended(admin, job);
    admin.put("/api/jobs/" + job + "/favorite", "{}").status(200);
    admin.put("/api/jobs/" + job + "/presets/usual", "{'parameters':{}}").status(200);
    admin.put("/api/jobs/" + job + "/docs", "{'markdown':'# Read me'}").status(200);
    String undo = admin.delete("/api/jobs/" + job).status(200).data("undoId").asText();
    admin.get("/api/jobs/" + job).problem(404, "NOT_FOUND");
    server.as(Role.OPERATOR).post("/api/deletions/" + undo + "/undo").problem(404, "NOT_FOUND");

    JsonNode restored = admin.post("/api/deletions/" + undo + "/undo").status(200).data();
    assertThat(restored.path("problems")).isEmpty();
    JsonNode after = admin.get("/api/jobs/" + job).status(200).data();
    for (String field : "name key folderPath owner secretVariables createdAt".split(" ")) {
      assertThat(after.path(field)).as(field).isEqualTo(before.path(field));
    }
    assertThat(after.path("favorite").booleanValue()).isTrue();
    assertThat(after.at("/triggers/0/id")).isEqualTo(before.at("/triggers/0/id"));
    assertThat(after.path("nextRunAt").isNull()).isFalse();
    assertThat(after.path("runCount").intValue()).isEqualTo(1);
    admin.get("/api/jobs/" + job + "/presets/usual").status(200);
    assertThat(admin.get("/api/jobs/" + job + "/docs").data("markdown").asText())
        .isEqualTo("# Read me");
    assertThat(Path.of(directory.toString(), "scripts/ops/writes/out/result.csv"))
        .hasContent("data");
    assertThat(admin.get("/api/trash").data("total").intValue()).isZero();
    admin.put("/api/jobs/" + job, "{'task':{'content':'true'}}").status(200);
    assertThat(admin.get("/api/jobs/" + job + "/versions").data("versions")).hasSize(2);
    ended(admin, job);
    admin.post("/api/deletions/" + undo + "/undo").problem(404, "NOT_FOUND");
  }

  @Test
  void aFolder_comesBackWithAllThatWasInIt_orNotAtAll() {
    String top = folder("Ops", null);
    String sub = folder("Sub", top);
    String job = job("Writes", sub);
    String undo =
        admin.delete("/api/folders/" + top + "?cascade=true").status(200).data("undoId").asText();
    String inTheWay = folder("Ops", null);
    admin.post("/api/deletions/" + undo + "/undo").problem(409, "CONFLICT");
    admin.get("/api/jobs/" + job).problem(404, "NOT_FOUND");
    admin.delete("/api/folders/" + inTheWay).status(200);
    JsonNode restored = admin.post("/api/deletions/" + undo + "/undo").status(200).data();
    assertThat(restored.path("folders").findValuesAsText("name")).containsExactly("Ops", "Sub");
    assertThat(admin.get("/api/jobs/" + job).data("folderId").asText()).isEqualTo(sub);
  }

  @Test
  void aJob_whosePlaceIsTaken_staysAway() {
    String job = job("Writes", null);
    String undo = admin.delete("/api/jobs/" + job).status(200).data("undoId").asText();
    String other = job("Writes", null);
    admin.post("/api/deletions/" + undo + "/undo").problem(409, "CONFLICT");
    admin.delete("/api/jobs/" + other).status(200);
    admin.post("/api/deletions/" + undo + "/undo").status(200);
    admin.get("/api/jobs/" + job).status(200);
  }

  private String folder(String name, String parent) {
    String parentId = parent == null ? "null" : "'" + parent + "'";
    String body = "{'name':'" + name + "','parentId':" + parentId + "}";
    return admin.post("/api/folders", body).status(201).data("id").asText();
  }

  private String job(String name, String folder) {
    String folderId = folder == null ? "null" : "'" + folder + "'";
    String body = "{'name':'" + name + "','folderId':" + folderId + "," + WRITES + "}";
    return admin.post("/api/jobs", body).status(201).data("id").asText();
  }
}
