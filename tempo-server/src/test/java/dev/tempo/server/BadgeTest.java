package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.security.authorization.Role;
import org.junit.jupiter.api.Test;

/** Badges: how jobs stand, for whoever is logged in, and for everybody where that is wanted. */
final class BadgeTest extends ServerTest {

  @Test
  void badge_saysHowTheJobStands_toWhoeverMaySeeThat() {
    job("Good & <b>", "true", "");
    job("Bad", "exit 1", "'requiredLevel':'admin',");
    String first = svg(admin.get("/api/jobs/good-b/badge.svg"));
    assertThat(first).contains(">not run<", "Good &amp; &lt;b&gt;").doesNotContain("<b>");
    ended(admin, "good-b");
    ended(admin, "bad");
    assertThat(svg(admin.get("/api/jobs/good-b/badge.svg"))).contains(">passing<");
    assertThat(svg(admin.get("/api/jobs/bad/badge.svg?label=%22x%22&style=flat")))
        .contains(">failing<", "&quot;x&quot;", "rx=\"0\"");
    assertThat(svg(server.as(Role.VIEWER).get("/api/jobs/good-b/badge.svg")))
        .contains(">not run<"); // whose run it was is not the viewer's
    admin.post("/api/jobs/good-b/disable").status(200);
    ApiClient.Answer disabled = admin.get("/api/jobs/good-b/badge.svg");
    assertThat(svg(disabled)).contains(">disabled<");
    ApiClient asBefore = admin.header("If-None-Match", disabled.header("ETag"));
    assertThat(asBefore.get("/api/jobs/good-b/badge.svg").status()).isEqualTo(304);
    server.as(Role.VIEWER).get("/api/jobs/bad/badge.svg").problem(404, "NOT_FOUND");
    server.client().get("/api/jobs/bad/badge.svg").problem(401, "INVALID_TOKEN");
    admin.get("/api/jobs/bad/badge.svg?style=round").invalid("style");
    admin.get("/api/jobs/bad/badge.svg?label=" + "x".repeat(101)).invalid("label");
  }

  @Test
  void address_showsTheBadgeToEverybody_untilItEnds() {
    job("Shown", "true", "");
    ended(admin, "shown");
    assertThat(admin.get("/api/jobs/shown/badge").data("path").isNull()).isTrue();
    String path = admin.post("/api/jobs/shown/badge").status(201).data("path").textValue();
    assertThat(path).matches("/api/badges/[A-Za-z0-9_-]{32}\\.svg");
    assertThat(admin.get("/api/jobs/shown/badge").data("path").textValue()).isEqualTo(path);
    ApiClient nobody = server.client();
    var answer = nobody.get(path).status(200);
    assertThat(svg(answer)).contains("Shown", ">passing<");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(answer.header("ETag")).matches("\"[0-9a-f]{24}\"");
    ApiClient.Answer known = nobody.header("If-None-Match", answer.header("ETag")).get(path);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    nobody.get(path + "?style=round").invalid("style");

    String token = path.substring(path.lastIndexOf('/') + 1).replace(".svg", "");
    nobody.bearer(token).get("/api/jobs/shown").problem(401, "INVALID_TOKEN");
    nobody.get("/api/badges/" + token.toLowerCase(java.util.Locale.ROOT)).problem(404, "NOT_FOUND");
    server.as(Role.OPERATOR).post("/api/jobs/shown/badge").problem(403, "UNAUTHORIZED");
    server.as(Role.OPERATOR).get("/api/jobs/shown/badge").problem(403, "UNAUTHORIZED");
    String second = admin.post("/api/jobs/shown/badge").status(201).data("path").textValue();
    nobody.get(path).problem(404, "NOT_FOUND");
    nobody.get(second).status(200);
    admin.delete("/api/jobs/shown/badge").status(200);
    nobody.get(second).problem(404, "NOT_FOUND");
    String third = admin.post("/api/jobs/shown/badge").status(201).data("path").textValue();
    admin.delete("/api/jobs/shown").status(200);
    nobody.get(third).problem(404, "NOT_FOUND");
  }

  private static String svg(ApiClient.Answer answer) {
    assertThat(answer.status(200).header("Content-Type")).startsWith("image/svg+xml");
    assertThat(answer.body()).startsWith("<svg xmlns=").endsWith("</svg>");
    return answer.body();
  }

  private void job(String name, String script, String more) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    admin.post("/api/jobs", "{'name':'" + name + "'," + more + task + "}").status(201);
  }
}
