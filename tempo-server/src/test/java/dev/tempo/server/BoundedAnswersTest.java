package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.security.authorization.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Answers over large data are bounded in bytes, and go on where they ended. */
final class BoundedAnswersTest extends ServerTest {
  private static final int MOST_BYTES = 16_000_000;

  @Test
  void comparedVersions_areBounded_howeverManyLinesTheyHave() {
    String many = "a\\n".repeat(490_000);
    String others = "b\\n".repeat(490_000);
    String task = "'task':{'kind':'shell','content':'%s'}";
    admin.post("/api/jobs", "{'name':'Long'," + task.formatted(many) + "}").status(201);
    admin.put("/api/jobs/long", "{" + task.formatted(others) + "}").status(200);
    ApiClient viewer = server.as(Role.VIEWER);
    List<CompletableFuture<ApiClient.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> viewer.get("/api/jobs/long/versions/1/diff?with=2").status(200)));
    }
    admin.get("/api/health").status(200);
    for (CompletableFuture<ApiClient.Answer> answer : answers) {
      JsonNode diff = answer.join().data();
      assertThat(answer.join().body()).hasSizeLessThan(MOST_BYTES);
      assertThat(diff.path("truncated").booleanValue()).isTrue();
      assertThat(diff.path("removed").intValue()).isEqualTo(50_000);
    }
  }

  @Test
  void linesOfALog_areBoundedInBytes_andGoOn() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode job = mapper.createObjectNode().put("name", "Loud");
    String script =
        "awk 'BEGIN { s = \"x\"; while (length(s) < 15000) s = s s; while (i++ < 700) print s }'";
    job.putObject("task").put("kind", "shell").put("content", script);
    admin.send("POST", "/api/jobs", job.toString(), "application/json").status(201);
    String run = ended(admin, "loud");
    admin.await("/api/runs/" + run + "/logs?limit=1", log -> log.path("complete").isBoolean());
    long from = 1;
    long lines = 0;
    int pages = 0;
    JsonNode page;
    do {
      ApiClient.Answer answer = admin.get("/api/runs/" + run + "/logs?limit=10000&from=" + from);
      assertThat(answer.status(200).body()).hasSizeLessThan(MOST_BYTES);
      page = answer.data();
      lines += page.path("lines").size();
      from = page.path("nextLine").longValue();
      pages++;
    } while (!page.path("complete").booleanValue());
    assertThat(lines).isEqualTo(page.path("total").longValue()).isGreaterThanOrEqualTo(700);
    assertThat(pages).isGreaterThan(1);
    String whole = admin.get("/api/runs/" + run + "/logs/download").status(200).body();
    assertThat(whole).hasSizeGreaterThan(700 * 15_000);
  }

  @Test
  void parametersOfARun_areBoundedTogether() {
    admin
        .post("/api/jobs", "{'name':'Plain','task':{'kind':'shell','content':'true'}}")
        .status(201);
    StringBuilder parameters = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      parameters.append(i == 0 ? "" : ",").append("'p").append(i).append("':'");
      parameters.append("x".repeat(9_990)).append("'");
    }
    String body =
        admin.post("/api/jobs/plain/run", "{'parameters':{" + parameters + "}}").status(422).body();
    assertThat(body).contains("must have at most 65536 characters together");
  }

  @Test
  void hitsOfASearch_areBounded_andGoOn() {
    String script = "i=0; while [ $i -lt 300 ]; do echo needle $i; i=$((i+1)); done";
    admin
        .post("/api/jobs", "{'name':'Hay','task':{'kind':'shell','content':'" + script + "'}}")
        .status(201);
    String run = ended(admin, "hay");
    admin.await(
        "/api/search/logs?q=needle&limit=1&run=" + run, hits -> !hits.path("hits").isEmpty());
    JsonNode page =
        admin
            .await(
                "/api/search/logs?q=needle&limit=1000&run=" + run,
                hits -> hits.path("hits").size() == 200)
            .data();
    JsonNode rest =
        admin
            .get(
                "/api/search/logs?q=needle&limit=1000&run="
                    + run
                    + "&cursor="
                    + page.path("nextCursor").textValue())
            .data();
    assertThat(rest.path("hits")).hasSize(100);
  }
}
