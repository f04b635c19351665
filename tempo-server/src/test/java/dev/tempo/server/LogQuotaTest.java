package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.quota.LogQuota;
import dev.tempo.server.security.authorization.Role;
import org.junit.jupiter.api.Test;

/** Lets the logs of an account take so much, and sums up what an account has started. */
final class LogQuotaTest extends ServerTest {
  private static final String PATH = "/api/settings/log-quota";

  @Test
  void logsPastTheQuota_areNotKept_andRunsGoOn() {
    ApiClient ann = server.as("ann", Role.DEVELOPER);
    String id = ann.get("/api/auth/me").data("id").textValue();
    String body =
        "{'name':'Talks','task':{'kind':'shell','content':'echo hello; echo bad >&2; exit 3'}}";
    ann.post("/api/jobs", body).status(201);
    String before = ended(ann, "talks");
    assertThat(ann.get("/api/logs/stats").data("quota").path("state").textValue())
        .isEqualTo("none");

    admin.put(PATH, "{'users':[{'userId':'" + id + "','quotaBytes':1}]}").status(200);
    assertThat(ann.get("/api/logs/stats").data("quota").path("state").textValue())
        .isEqualTo("full");
    String run = ended(ann, "talks");
    admin.await("/api/runs/" + run + "/logs", log -> log.path("total").intValue() == 0);
    JsonNode log = ann.get("/api/runs/" + run + "/logs").status(200).data();
    assertThat(log.path("kept").booleanValue()).isFalse();
    assertThat(log.has("kept")).isTrue();
    JsonNode told = ann.get("/api/runs/" + run).data();
    assertThat(told.path("status").textValue()).isEqualTo("failure");
    assertThat(told.at("/reason/text").textValue()).isEqualTo("bad");
    JsonNode old = ann.get("/api/runs/" + before + "/logs").data();
    assertThat(old.path("total").intValue()).isEqualTo(2);
    assertThat(old.has("kept")).isFalse();

    String others = ended(admin, "talks");
    assertThat(admin.get("/api/runs/" + others + "/logs").data("total").intValue()).isEqualTo(2);
    admin.put(PATH, "{'users':[]}").status(200);
    String later = ended(ann, "talks");
    assertThat(ann.get("/api/runs/" + later + "/logs").data("total").intValue()).isEqualTo(2);
  }

  @Test
  void quotas_areSetByAdministrators_byRoleAndAccount() {
    ApiClient ann = server.as("ann", Role.OPERATOR);
    ann.get(PATH).problem(403, "UNAUTHORIZED");
    admin.put("/api/settings", "{'logQuotaOperatorMb':2}").status(200);
    JsonNode told = admin.get(PATH).status(200).data();
    assertThat(told.at("/roleBytes/operator").longValue()).isEqualTo(2L << 20);
    assertThat(told.at("/roleBytes/admin").longValue()).isZero();
    assertThat(ann.get("/api/logs/stats").data("quota").path("limitBytes").longValue())
        .isEqualTo(2L << 20);
    String nobody = "00000000-0000-7000-8000-000000000000";
    admin
        .put(PATH, "{'users':[{'userId':'" + nobody + "','quotaBytes':1}]}")
        .invalid("users[0].userId");
    admin.put(PATH, "{}").invalid("users");
    assertThat(new LogQuota(89, 100).state()).isEqualTo("ok");
    assertThat(new LogQuota(90, 100).state()).isEqualTo("near");
    assertThat(new LogQuota(100, 100).state()).isEqualTo("full");
    assertThat(new LogQuota(100, 0).state()).isEqualTo("none");
  }

  @Test
  void statistics_areOfWhatTheCallerStarted() {
    String good = "{'name':'Good','task':{'kind':'shell','content':'echo hello'}}";
    String bad = "{'name':'Bad','task':{'kind':'shell','content':'exit 1'}}";
    admin.post("/api/jobs", good).status(201);
    admin.post("/api/jobs", bad).status(201);
    for (int i = 0; i < 10; i++) {
      ended(admin, "bad");
    }
    ended(admin, "good");
    JsonNode sums = admin.get("/api/logs/statistics").status(200).data();
    assertThat(sums.path("runs").intValue()).isEqualTo(11);
    assertThat(sums.path("complete").booleanValue()).isTrue();
    assertThat(sums.path("jobs").findValuesAsText("name")).containsExactly("Bad", "Good");
    assertThat(sums.at("/jobs/0/failures").intValue()).isEqualTo(10);
    int onDays =
        sums.path("trend").findValuesAsText("runs").stream().mapToInt(Integer::parseInt).sum();
    assertThat(onDays).isEqualTo(11);
    assertThat(sums.path("advice").findValuesAsText("kind")).containsExactly("failing");
    assertThat(server.as(Role.VIEWER).get("/api/logs/statistics").data("runs").intValue()).isZero();
    admin.get("/api/logs/statistics?days=0").invalid("days");
  }
}
