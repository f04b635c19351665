package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody has written into a script and not saved. */
final class DraftsTest extends ServerTest {
  private static final String DRAFT = "/api/jobs/text/draft";

  private ApiClient ada;

  @BeforeEach
  void makeJob() {
    ada = server.as("ada", Role.DEVELOPER);
    ada.post("/api/jobs", "{'name':'Text','task':{'kind':'python','content':'print(1)\\n'}}")
        .status(201);
  }

  @Test
  void draft_isKept_tellsItsMistakes_andIsNobodyElses() {
    ada.get(DRAFT).problem(404, "NOT_FOUND");
    assertThat(ada.get("/api/jobs/text").data("hasDraft").booleanValue()).isFalse();
    JsonNode kept = keep(ada, "print(1)\\nprint(", version()).status(200).data();
    assertThat(kept.path("content").textValue()).isEqualTo("print(1)\nprint(");
    assertThat(kept.path("baseVersion").longValue()).isEqualTo(version());
    assertThat(kept.path("baseIsLive").booleanValue()).isTrue();
    assertThat(kept.path("problems").get(0).path("line").intValue()).isEqualTo(2);
    assertThat(kept.path("problems").get(0).path("severity").textValue()).isEqualTo("error");
    assertThat(ada.get(DRAFT).status(200).data()).isEqualTo(kept);
    assertThat(ada.get("/api/jobs/text").data("hasDraft").booleanValue()).isTrue();
    assertThat(content()).isEqualTo("print(1)\n");

    admin.get(DRAFT).problem(404, "NOT_FOUND");
    assertThat(admin.get("/api/jobs/text").data("hasDraft").booleanValue()).isFalse();
    keep(admin, "print(2)", version()).status(200);
    assertThat(ada.get(DRAFT).data("content").textValue()).endsWith("print(");
    ada.delete(DRAFT).status(200);
    ada.delete(DRAFT).problem(404, "NOT_FOUND");
    assertThat(admin.get(DRAFT).data("content").textValue()).isEqualTo("print(2)");
  }

  @Test
  void draft_knowsWhetherTheScriptWasChangedSince_butNotItsSettings() {
    long first = version();
    keep(ada, "print(2)", first);
    ada.put("/api/jobs/text", "{'timeoutSeconds':60,'description':'x'}").status(200);
    assertThat(ada.get(DRAFT).data("baseIsLive").booleanValue()).isTrue();
    assertThat(keep(ada, "print(3)", first).data("baseIsLive").booleanValue()).isTrue();
    admin.put("/api/jobs/text", "{'task':{'content':'print(9)'}}").status(200);
    assertThat(ada.get(DRAFT).data("baseIsLive").booleanValue()).isFalse();
    assertThat(keep(ada, "print(4)", version()).data("baseIsLive").booleanValue()).isTrue();
    assertThat(keep(admin, "print(5)", first).data("baseIsLive").booleanValue()).isFalse();
  }

  @Test
  void draft_endsWithASave_theJob_andTheAccount() {
    keep(ada, "print(2)", version());
    String body = "{'content':'print(3)','version':" + version() + "}";
    ada.send("PATCH", "/api/jobs/text/auto-save", body.replace('\'', '"'), "application/json")
        .status(200);
    ada.get(DRAFT).problem(404, "NOT_FOUND");

    keep(ada, "print(4)", version());
    keep(admin, "print(5)", version());
    String id = ada.get("/api/auth/me").data("id").textValue();
    admin.delete("/api/users/" + id).status(200);
    assertThat(drafts()).isEqualTo(1);
    admin.delete("/api/jobs/text").status(200);
    assertThat(drafts()).isZero();
  }

  @Test
  void draft_outlivesARestart_andIsInTheAuditTrail() {
    keep(ada, "print(2)", version());
    assertThat(admin.get("/api/admin/audit?action=saveDraft").body())
        .contains("saveDraft", "ada")
        .doesNotContain("print(2)");
    server.close();
    server = TestServer.start(directory);
    ApiClient again = server.client().logIn("ada", TestServer.PASSWORD);
    assertThat(again.get(DRAFT).data("content").textValue()).isEqualTo("print(2)");
  }

  @Test
  void whoMayNotEditTheJob_keepsNoDraft_andWhoMayNotSeeIt_knowsNothing() {
    keep(server.as(Role.DEVELOPER), "x", 1).problem(403, "UNAUTHORIZED");
    keep(server.as(Role.OPERATOR), "x", 1).problem(403, "UNAUTHORIZED");
    keep(server.as(Role.VIEWER), "x", 1).problem(403, "UNAUTHORIZED");
    admin.put("/api/jobs/text", "{'requiredLevel':'admin'}").status(200);
    for (Role role : new Role[] {Role.DEVELOPER, Role.OPERATOR}) {
      ApiClient other = server.client().logIn(role.label(), TestServer.PASSWORD);
      keep(other, "x", 1).problem(404, "NOT_FOUND");
      other.get(DRAFT).problem(404, "NOT_FOUND");
      other.delete(DRAFT).problem(404, "NOT_FOUND");
    }
  }

  @Test
  void draft_isBoundedAsScriptsAre_andOnlyOfJobsThatHaveOne() {
    keep(ada, "x".repeat(1_000_001), version()).invalid("content");
    ada.put(DRAFT, "{'content':'x'}").invalid("baseVersion");
    ada.put(DRAFT, "{'content':'x','baseVersion':-1}").invalid("baseVersion");
    ada.post("/api/jobs", "{'name':'Bare','task':{'kind':'command','command':['true']}}")
        .status(201);
    ada.put("/api/jobs/bare/draft", "{'content':'x','baseVersion':1}").invalid("content");
  }

  @Test
  void draft_ofAnotherWindow_stays_unlessItIsKnown() {
    String first = basedOn("print(2)", "null").status(200).data("savedAt").textValue();
    JsonNode refused = basedOn("print(3)", "null").problem(409, "CONFLICT").json();
    assertThat(refused.path("draft")).isEqualTo(ada.get(DRAFT).data());
    assertThat(refused.path("draft").path("content").textValue()).isEqualTo("print(2)");
    String second = basedOn("print(3)", "'" + first + "'").data("savedAt").textValue();
    assertThat(second).isGreaterThan(first); // within a millisecond, too
    basedOn("print(4)", "'" + first + "'").problem(409, "CONFLICT");
    basedOn("print(4)", "'soon'").invalid("basedOn");
    ada.delete(DRAFT + "?basedOn=" + first).problem(409, "CONFLICT");
    assertThat(ada.get(DRAFT).data("content").textValue()).isEqualTo("print(3)");
    ada.delete(DRAFT + "?basedOn=" + second).status(200);
    basedOn("print(5)", "'" + second + "'").status(200); // in the place of none
    keep(ada, "print(6)", version()).status(200); // who says nothing knows of one window only
  }

  @Test
  void save_takesNoDraftOfAnotherWindowAlong() {
    String kept = keep(ada, "print(2)", version()).data("savedAt").textValue();
    autoSave("print(3)", "null");
    assertThat(ada.get(DRAFT).data("content").textValue()).isEqualTo("print(2)");
    autoSave("print(4)", "'" + kept + "'");
    ada.get(DRAFT).problem(404, "NOT_FOUND");
  }

  private void autoSave(String content, String basedOn) {
    String body =
        "{'content':'%s','version':%d,'draftBasedOn':%s}".formatted(content, version(), basedOn);
    ada.send("PATCH", "/api/jobs/text/auto-save", body.replace('\'', '"'), "application/json")
        .status(200);
  }

  private ApiClient.Answer basedOn(String content, String basedOn) {
    return ada.put(
        DRAFT,
        "{'content':'%s','baseVersion':%d,'basedOn':%s}".formatted(content, version(), basedOn));
  }

  private static ApiClient.Answer keep(ApiClient who, String content, long version) {
    return who.put(DRAFT, "{'content':'" + content + "','baseVersion':" + version + "}");
  }

  private int drafts() {
    return server
        .store()
        .database()
        .read(
            connection -> {
              try (var rows =
                  connection.createStatement().executeQuery("SELECT count(*) FROM draft")) {
                return rows.getInt(1);
              }
            });
  }

  private long version() {
    return admin.get("/api/jobs/text").data("version").longValue();
  }

  private String content() {
    return admin.get("/api/jobs/text").data("task").path("content").textValue();
  }
}
