package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.RunQuery;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Failed runs say why, and every run knows those around it. */
final class RunReasonTest extends ServerTest {
  @Test
  void errorThatIsReadBeforeMuchOutput_isFoundAllTheSame() {
    job("Early", "nonsense_4712; seq 3000; exit 3", "'enabled':true");
    JsonNode run = admin.get("/api/runs/" + ended(admin, "early")).data();
    assertThat(run.path("reason").path("text").textValue())
        .contains("nonsense_4712")
        .contains("not found");
    assertThat(run.path("reason").path("lineNumber").longValue()).isPositive();
    job("Quiet", "seq 3000; exit 3", "'enabled':true");
    assertThat(admin.get("/api/runs/" + ended(admin, "quiet")).data("reason").isNull()).isTrue();
  }

  @Test
  void failedRun_saysWhy_inItself_andInLists_withSecretsMasked() {
    job(
        "Shell",
        "seq 3000; nonsense_4711; exit 3",
        "'secretVariables':['TOKEN'],'environmentVariables':{'TOKEN':'hidden-word'}");
    JsonNode run = admin.get("/api/runs/" + ended(admin, "shell")).data();
    assertThat(run.path("error").textValue()).isEqualTo("It exited with code 3");
    assertThat(run.path("reason").path("text").textValue())
        .contains("nonsense_4711")
        .contains("not found");
    assertThat(run.path("reason").path("kind").textValue()).isEqualTo("shell");
    long number = run.path("reason").path("lineNumber").longValue();
    JsonNode line =
        admin
            .get("/api/runs/" + id(run) + "/logs?from=" + number + "&limit=1")
            .data("lines")
            .get(0);
    assertThat(line.path("content").textValue()).contains("nonsense_4711");

    job(
        "Secret",
        "echo \\\"fatal: wrong token $TOKEN\\\" >&2; exit 1",
        "'secretVariables':['TOKEN'],'environmentVariables':{'TOKEN':'hidden-word'}");
    JsonNode masked = admin.get("/api/runs/" + ended(admin, "secret")).data();
    assertThat(masked.path("reason").path("text").textValue()).startsWith("fatal: wrong token ***");

    job("Cut", "echo error: not why; sleep 60", "'timeoutSeconds':1");
    JsonNode cut = admin.get("/api/runs/" + ended(admin, "cut")).data();
    assertThat(cut.path("status").textValue()).isEqualTo("timeout");
    assertThat(cut.path("reason").isNull()).isTrue();
    job("Silent", "exit 4", "'enabled':true");
    ended(admin, "silent");
    job("Good", "echo error: but all is well", "'enabled':true");
    ended(admin, "good");

    JsonNode listed = admin.get("/api/runs").data("runs");
    List<String> texts =
        StreamSupport.stream(listed.spliterator(), false)
            .map(one -> one.path("reason").path("text").asText("-"))
            .toList();
    assertThat(texts).hasSize(5).startsWith("-", "-", "-");
    assertThat(listed.toString()).doesNotContain("hidden-word").contains("nonsense_4711");
    assertThat(admin.get("/api/dashboard").data("failures").toString()).contains("nonsense_4711");
  }

  @Test
  void context_isOfTheJob_andOfWhatOneMaySee() {
    job("Often", "[ ! -e " + directory.resolve("bad") + " ] || exit 1", "'enabled':true");
    ApiClient other = server.as(Role.OPERATOR);
    String first = ended(admin, "often");
    assertThat(context(first).path("usual").isNull()).isTrue();
    List<String> more =
        java.util.stream.IntStream.range(0, 4).mapToObj(i -> ended(admin, "often")).toList();
    JsonNode context = context(first);
    assertThat(context.path("previousRunId").isNull()).isTrue();
    assertThat(context.path("nextRunId").textValue()).isEqualTo(more.getFirst());
    assertThat(context.path("lastSuccessId").isNull()).isTrue();
    assertThat(context.path("attempts")).hasSize(1);
    JsonNode usual = context(more.getLast()).path("usual");
    assertThat(usual.path("medianMs").longValue())
        .isLessThanOrEqualTo(usual.path("p90Ms").longValue());
    assertThat(usual.path("p90Ms").longValue())
        .isLessThanOrEqualTo(usual.path("p95Ms").longValue());
    assertThat(context(more.getLast()).path("lastSuccessId").textValue()).isEqualTo(more.get(2));
    assertThat(context(more.getLast()).path("nextRunId").isNull()).isTrue();
    String own = ended(other, "often");
    JsonNode seen = other.get("/api/runs/" + own + "/context").status(200).data();
    assertThat(seen.path("previousRunId").isNull()).isTrue();
    assertThat(context(own).path("previousRunId").textValue()).isEqualTo(more.getLast());
    other.get("/api/runs/" + first + "/context").problem(404, "NOT_FOUND");
  }

  @Test
  void context_namesAllAttempts_andRunsSayWhatIsUsual_whileTheyRun() {
    job("Retried", "echo error: $1 >&2; exit 1", "'retry':{'count':2,'delaySeconds':0}");
    String first = ended(admin, "retried");
    Await.until(
        "all attempts have ended",
        () ->
            server.tempo().store().runs().list(RunQuery.ALL).runs().stream()
                    .filter(run -> run.status().isFinal())
                    .count()
                == 3);
    JsonNode attempts = context(first).path("attempts");
    assertThat(attempts.findValuesAsText("attempt")).containsExactly("1", "2", "3");
    assertThat(attempts.findValuesAsText("status")).containsOnly("failure");
    String last = attempts.get(2).path("id").textValue();
    assertThat(context(last).path("attempts")).isEqualTo(attempts);

    job("Slow", "[ ! -e " + directory.resolve("go") + " ] || sleep 60", "'enabled':true");
    for (int i = 0; i < 5; i++) {
      assertThat(admin.get("/api/runs/" + ended(admin, "slow")).data("usual").isNull()).isTrue();
    }
    assertThat(directory.resolve("go").toFile().mkdir()).isTrue();
    String running = run(admin, "slow");
    admin.await("/api/runs/" + running, run -> run.path("usual").path("p95Ms").isNumber());
    assertThat(
            admin
                .get("/api/runs?status=running")
                .data("runs")
                .get(0)
                .path("usual")
                .path("medianMs")
                .isNumber())
        .isTrue();
    admin.post("/api/runs/" + running + "/cancel").status(202);
    ended(running);
  }

  @Test
  void marks_areThoseOfTheLog() {
    job(
        "Marked",
        "echo ::group::One; echo a; echo ::group::Two; echo ::endgroup::; echo \\\" ::Warning"
            + " line=x,title=T::w%0Ax\\\" >&2; echo no ::error::e; echo ::error"
            + " file=a.py,line=3,endLine=4,col=5,endColumn=6::bad; echo ::group::Three",
        "'enabled':true");
    String run = ended(admin, "marked");
    JsonNode marks =
        admin
            .await("/api/runs/" + run + "/logs/marks", all -> all.path("groups").size() == 3)
            .data();
    assertThat(marks.path("groups").findValuesAsText("title"))
        .containsExactly("One", "Two", "Three");
    assertThat(marks.path("groups").get(2).path("end").isNull()).isTrue();
    assertThat(marks.path("groups").get(0).path("end").longValue())
        .isEqualTo(marks.path("groups").get(1).path("line").longValue() - 1);
    assertThat(marks.path("annotations")).hasSize(2);
    assertThat(marks.path("annotations").toString())
        .contains("\"message\":\"w\\nx\"", "\"title\":\"T\"", "\"fileLine\":3", "\"endColumn\":6");
    assertThat(marks.path("script").textValue()).isEqualTo("marked");
    assertThat(marks.path("truncated").booleanValue()).isFalse();
    server.as(Role.OPERATOR).get("/api/runs/" + run + "/logs/marks").problem(404, "NOT_FOUND");
  }

  private JsonNode context(String run) {
    return admin.get("/api/runs/" + run + "/context").status(200).data();
  }

  private void job(String name, String script, String more) {
    String body = "{'name':'%s','task':{'kind':'shell','content':'%s'},%s}";
    admin.post("/api/jobs", body.formatted(name, script, more)).status(201);
  }

  private static String id(JsonNode run) {
    return run.path("id").textValue();
  }
}
