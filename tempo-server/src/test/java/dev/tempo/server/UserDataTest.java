package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Shows what accounts have left, and deletes it, as administrators do. */
final class UserDataTest extends ServerTest {

  @Test
  void data_isToldByAccount_andReset() {
    ApiClient ann = server.as("ann", Role.DEVELOPER);
    String annId = ann.get("/api/auth/me").data("id").textValue();
    String project =
        ann.post("/api/projects", "{'name':'Work'}").status(201).data("id").textValue();
    String file = "/api/projects/" + project + "/files/notes.txt";
    ann.send("PUT", file, "twelve bytes", "application/octet-stream").status(201);
    String body = "{'name':'Hers','task':{'kind':'shell','content':'echo hello'}}";
    ann.post("/api/jobs", body).status(201);
    String run = ended(ann, "hers");
    String other = ended(admin, "hers");

    JsonNode before = of("ann");
    assertThat(before.path("projects").intValue()).isGreaterThanOrEqualTo(1);
    assertThat(before.path("sizeBytes").longValue()).isGreaterThanOrEqualTo(12);
    assertThat(before.path("runs").intValue()).isEqualTo(1);
    assertThat(before.path("logBytes").longValue()).isPositive();
    JsonNode all = admin.get("/api/admin/data?limit=1").status(200).data();
    assertThat(all.path("users")).hasSize(1);
    assertThat(all.path("nextCursor").isTextual()).isTrue();
    long most = admin.get("/api/admin/data").data("totalBytes").longValue();
    assertThat(most).isGreaterThanOrEqualTo(before.path("sizeBytes").longValue() + 12);
    String second = "/api/admin/data?limit=1&cursor=" + all.path("nextCursor").textValue();
    assertThat(all.path("totalBytes").longValue()).isEqualTo(most);
    assertThat(admin.get(second).data("totalBytes").longValue()).isEqualTo(most);
    assertThat(all.path("freeBytes").longValue()).isPositive();
    ann.get("/api/admin/data").problem(403, "UNAUTHORIZED");

    String reset = "/api/users/" + annId + "/reset-data";
    ann.post(reset, "{}").problem(403, "UNAUTHORIZED");
    admin.post(reset, "{'everything':true}").invalid("everything");
    String sleeper = "{'name':'Sleeper','task':{'kind':'shell','content':'exec sleep 300'}}";
    ann.post("/api/jobs", sleeper).status(201);
    String asleep = ann.post("/api/jobs/sleeper/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + asleep, of -> of.path("status").asText().equals("running"));
    admin.post(reset, "{}").problem(409, "CONFLICT");
    ann.post("/api/runs/" + asleep + "/cancel").status(202);
    admin.await("/api/runs/" + asleep, of -> of.path("status").asText().equals("cancelled"));
    JsonNode done = admin.post(reset, "{}").status(200).data();
    assertThat(done.path("runs").intValue()).isEqualTo(2);
    assertThat(done.path("complete").booleanValue()).isTrue();
    JsonNode after = of("ann");
    assertThat(after.path("sizeBytes").longValue()).isZero();
    assertThat(after.path("runs").intValue()).isZero();
    admin.get("/api/runs/" + run).problem(404, "NOT_FOUND");
    admin.get("/api/runs/" + other).status(200);
    assertThat(ann.get("/api/projects").data("projects")).hasSize(1);
    admin.get("/api/jobs/hers").status(200);
    String nobody = "/api/users/00000000-0000-7000-8000-000000000000/reset-data";
    admin.post(nobody, "{}").problem(404, "NOT_FOUND");
  }

  @Test
  void logsOfAUser_areListedWithAnAudit_andDeleted() {
    ApiClient olga = server.as("olga", Role.OPERATOR);
    String olgaId = olga.get("/api/auth/me").data("id").textValue();
    String body =
        "{'name':'Open','requiredLevel':'viewer','task':{'kind':'shell','content':'true'}}";
    admin.post("/api/jobs", body).status(201);
    String run = ended(olga, "open");
    String own = ended(admin, "open");
    admin.get("/api/admin/logs/user/" + olgaId + "?status=odd").invalid("status");

    String path = "/api/admin/logs/user/" + olgaId;
    JsonNode listed = admin.get(path).status(200).data("runs");
    assertThat(listed.findValuesAsText("id")).containsExactly(run);
    JsonNode trail = admin.get("/api/admin/audit?limit=20").status(200).data("entries");
    assertThat(
            StreamSupport.stream(trail.spliterator(), false)
                .map(entry -> entry.path("route").textValue()))
        .contains("GET /api/admin/logs/user/{id}");
    olga.get(path).problem(403, "UNAUTHORIZED");
    assertThat(admin.delete(path).status(200).data("deleted").intValue()).isEqualTo(1);
    admin.get("/api/runs/" + run).problem(404, "NOT_FOUND");
    admin.get("/api/runs/" + own).status(200);
    String nobody = "/api/admin/logs/user/00000000-0000-7000-8000-000000000000";
    admin.delete(nobody).problem(404, "NOT_FOUND");
    assertThat(admin.post("/api/admin/logs/export", "{'format':'csv'}").status(200).body())
        .startsWith("runId,");
    olga.post("/api/admin/logs/export", "{}").problem(403, "UNAUTHORIZED");
  }

  private JsonNode of(String name) {
    JsonNode users = admin.get("/api/admin/data").status(200).data("users");
    return StreamSupport.stream(users.spliterator(), false)
        .filter(user -> user.path("username").textValue().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
