package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asks what a run ran with, what happened in it, and what it printed by levels. */
final class RunDetailsTest extends ServerTest {

  @Test
  void environment_isAsItWasAtTheStart_withoutValuesOfVariables() {
    String body =
        "{'name':'Set up','task':{'kind':'shell','content':'#!/bin/sh\\ntrue'},"
            + "'environmentVariables':{'PLACE':'here','TOKEN':'hidden'},'secretVariables':['TOKEN']}";
    admin.post("/api/jobs", body).status(201);
    String id = ended(admin, "set-up");
    admin.put("/api/jobs/set-up", "{'environmentVariables':{}}").status(200);
    String path = "/api/runs/" + id + "/environment";
    admin.await(path, now -> now.path("known").booleanValue());
    JsonNode seen = admin.get(path).status(200).data();
    assertThat(seen.path("interpreter").findValuesAsText("value")).containsExactly("/bin/sh");
    assertThat(seen.path("variables").findValuesAsText("name")).containsExactly("PLACE", "TOKEN");
    assertThat(seen.path("variables").findValuesAsText("secret")).containsExactly("false", "true");
    assertThat(seen.path("settings").findValuesAsText("name")).contains("queue");
    assertThat(seen.toString()).doesNotContain("here", "hidden");
    server.as(Role.VIEWER).get("/api/runs/" + id + "/environment").problem(404, "NOT_FOUND");
  }

  @Test
  void environment_isNotTold_toWhoMayNotSeeTheJob() {
    String body =
        "{'name':'High','requiredLevel':'admin','task':{'kind':'shell','content':'true'}}";
    admin.post("/api/jobs", body).status(201);
    String id = ended(admin, "high");
    ApiClient developer = server.as("dora", Role.DEVELOPER);
    admin.post("/api/runs/" + id + "/share", "{'users':['dora']}").status(200);
    JsonNode seen = developer.get("/api/runs/" + id + "/environment").status(200).data();
    assertThat(seen.path("known").booleanValue()).isFalse();
    assertThat(seen.path("settings")).isEmpty();
    JsonNode told = developer.get("/api/runs/" + id + "/timeline").status(200).data("events");
    assertThat(told.findValuesAsText("kind")).doesNotContain("environment");
  }

  @Test
  void timeline_tellsWhatHappened_inOrder() {
    String body =
        "{'name':'Told','limits':{'outputBytes':10},"
            + "'task':{'kind':'shell','content':'echo first; echo second; exit 3'}}";
    admin.post("/api/jobs", body).status(201);
    String id = ended(admin, "told");
    JsonNode events = admin.get("/api/runs/" + id + "/timeline").status(200).data("events");
    List<String> kinds = events.findValuesAsText("kind");
    assertThat(kinds).startsWith("queued", "started").endsWith("ended");
    assertThat(kinds).contains("first_output", "system");
    assertThat(events.findValuesAsText("timestamp")).isSorted();
    JsonNode end = events.get(events.size() - 1);
    assertThat(end.path("number").intValue() == 3 || !end.path("text").isNull()).isTrue();
    server.as(Role.VIEWER).get("/api/runs/" + id + "/timeline").problem(404, "NOT_FOUND");
  }

  @Test
  void lines_areAskedForByTheirLevel_andGraverOnes() {
    String script =
        "for i in $(seq 25000); do echo plain $i; done; echo DEBUG: d; echo INFO: i;"
            + " echo WARN: w; echo ERROR: e; echo plain";
    String body = "{'name':'Levels','task':{'kind':'shell','content':'" + script + "'}}";
    admin.post("/api/jobs", body).status(201);
    String id = ended(admin, "levels");
    assertThat(level(id, "warning")).containsExactly("WARN: w", "ERROR: e");
    assertThat(level(id, "debug")).containsExactly("DEBUG: d", "INFO: i", "WARN: w", "ERROR: e");
    JsonNode first = admin.get("/api/runs/" + id + "/logs?level=error").data();
    assertThat(first.path("lines")).isEmpty();
    assertThat(first.path("nextLine").intValue()).isEqualTo(20_001);
    assertThat(first.path("complete").booleanValue()).isFalse();
    admin.get("/api/runs/" + id + "/logs?level=loud").invalid("level");

    String search = "/api/search/logs?q=:&job=levels&level=warning";
    List<String> found = admin.get(search).status(200).data("hits").findValuesAsText("content");
    assertThat(found).containsExactly("ERROR: e", "WARN: w");
    admin.get("/api/search/logs?q=:&level=loud").invalid("level");
  }

  /** All lines of a level, however many answers they take. */
  private List<String> level(String id, String level) {
    List<String> found = new java.util.ArrayList<>();
    long next = 1;
    boolean complete = false;
    while (!complete) {
      String query = "?limit=1000&level=" + level + "&from=" + next;
      JsonNode page = admin.get("/api/runs/" + id + "/logs" + query).status(200).data();
      found.addAll(page.path("lines").findValuesAsText("content"));
      next = page.path("nextLine").longValue();
      complete = page.path("complete").booleanValue();
    }
    return found;
  }
}
