package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpTest {
  private static final List<String> STRICT =
      List.of(
          "Content-Security-Policy",
          "X-Content-Type-Options",
          "X-Frame-Options",
          "Referrer-Policy",
          "Cross-Origin-Opener-Policy",
          "Cross-Origin-Resource-Policy",
          "Permissions-Policy");

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void unknownPath_is404() {
    server.client().get("/api/nope").problem(404, "NOT_FOUND");
    server.client().get("/nope").problem(404, "NOT_FOUND");
    server.admin().get("/api/jobs/a/b/c").problem(404, "NOT_FOUND");
    server.client().get("/ui/nope.js").problem(404, "NOT_FOUND");
    server
        .client()
        .get("/ui/%2e%2e/%2e%2e/dev/tempo/server/Main.class")
        .problem(400, "BAD_REQUEST");
  }

  @Test
  void unknownPath_isAPageForPeople_with404() {
    ApiClient browser = server.client().header("Accept", "text/html,application/xhtml+xml");
    var answer = browser.get("/nope/at/all").status(404);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.body()).contains("<tempo-app>", "/app/pages/not-found.js");
    browser.get("/api/nope").problem(404, "NOT_FOUND");
    browser.get("/ui/nope.js").problem(404, "NOT_FOUND");
    browser.delete("/nope").problem(404, "NOT_FOUND");
  }

  @Test
  void longAnswers_areCompressed_forWhoeverTakesThat() throws Exception {
    String plain = server.client().get("/api/openapi.json").status(200).body();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/openapi.json"))
            .header("Accept-Encoding", "gzip")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> zipped = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(zipped.headers().allValues("Vary")).contains("Accept-Encoding");
      assertThat(zipped.body().length).isLessThan(plain.length() / 4);
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
      }
    }
  }

  @Test
  void wrongMethod_is405WithWhatIsAllowed() {
    var answer = server.client().delete("/api/health").problem(405, "METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    server.client().send("PATCH", "/api/jobs", null, null).status(405);
    var options = server.client().send("OPTIONS", "/api/jobs", null, null).status(204);
    assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void head_answersLikeGetWithoutBody() {
    String length = server.client().get("/").status(200).header("Content-Length");
    var head = server.client().send("HEAD", "/", null, null).status(200);
    assertThat(head.header("Content-Length")).isEqualTo(length);
    assertThat(head.body()).isEmpty();
    server.client().send("HEAD", "/api/jobs", null, null).status(401);
  }

  @Test
  void file_thatIsNotModified_is304() {
    String tag = server.client().get("/ui/icon.svg").status(200).header("ETag");
    var again = server.client().header("If-None-Match", tag).get("/ui/icon.svg").status(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void file_thatABrowserHasInAnyForm_is304_andGzipOnlyWhereItIsTaken() {
    ApiClient client = server.client();
    String tag = client.get("/ui/icon.svg").status(200).header("ETag");
    for (String known : List.of("W/" + tag, "\"x\", " + tag, "*")) {
      client.header("If-None-Match", known).get("/ui/icon.svg").status(304);
    }
    client.header("If-None-Match", "\"x\"").get("/ui/icon.svg").status(200);
    for (String path : List.of("/ui/app/main.js", "/api/openapi.json")) {
      var refused = client.header("Accept-Encoding", "gzip;q=0").get(path).status(200);
      assertThat(refused.header("Content-Encoding")).isEmpty();
      var taken = client.header("Accept-Encoding", "gzip;q=0.1").get(path).status(200);
      assertThat(taken.header("Content-Encoding")).isEqualTo("gzip");
    }
  }

  @Test
  void headOfADownload_saysItsLength() {
    ApiClient admin = server.admin();
    admin
        .post(
            "/api/jobs", "{'name':'Says','task':{'kind':'shell','content':'echo one; echo zwölf'}}")
        .status(201);
    String run = admin.post("/api/jobs/says/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, found -> found.path("status").asText().equals("success"));
    String path = "/api/runs/" + run + "/logs/download";
    int length = admin.get(path).status(200).body().getBytes(StandardCharsets.UTF_8).length;
    var head = admin.send("HEAD", path, null, null).status(200);
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(length));
    assertThat(length).isPositive();
  }

  @Test
  void contentType_isReadInAnyCase() {
    for (String type : List.of("Application/JSON", "application/json; charset=UTF-8")) {
      String body = "{\"username\":\"admin\",\"password\":\"" + TestServer.PASSWORD + "\"}";
      server.client().send("POST", "/api/auth/login", body, type).status(200);
    }
  }

  @Test
  void everyAnswer_hasStrictHeaders() {
    for (String path :
        List.of("/", "/api/health", "/api/jobs", "/api/nope", "/ui/app/main.js", "/health")) {
      var answer = server.client().get(path);
      STRICT.forEach(name -> assertThat(answer.header(name)).as(path + " " + name).isNotBlank());
    }
    String policy = server.client().get("/").header("Content-Security-Policy");
    assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe");
    assertThat(server.client().get("/api/health").header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void requestThatIsNoHttp_isAProblemDocument() throws IOException {
    for (String garbage :
        List.of(
            "GARBAGE\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nBad\u0001: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(40_000) + "\r\n\r\n",
            "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")) {
      String answer = raw(garbage);
      assertThat(answer)
          .startsWith("HTTP/1.1 4")
          .contains("application/problem+json", "\"code\":", "X-Content-Type-Options: nosniff");
    }
  }

  @Test
  void version_isThatOfTheBuild() {
    assertThat(server.client().get("/api/version").data("version").textValue())
        .matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void preview_ofFixedTimeInAGap_isAfterTheGap() {
    var preview =
        server
            .admin()
            .post(
                "/api/schedules/preview",
                "{'type':'cron','expression':'30 2 * * *','timezone':'Europe/Paris',"
                    + "'from':'2026-03-28T12:00:00Z','count':2}")
            .status(200);
    assertThat(preview.data("occurrences").toString())
        .isEqualTo("[\"2026-03-29T01:00:00Z\",\"2026-03-30T00:30:00Z\"]");
    assertThat(preview.data("description").textValue()).isEqualTo("At 02:30 every day");
    var never =
        server
            .admin()
            .header("Accept-Language", "fr-FR,fr;q=0.9")
            .post("/api/schedules/preview", "{'type':'cron','expression':'0 0 31 2 *'}")
            .status(200);
    assertThat(never.data("occurrences")).isEmpty();
    assertThat(never.data("warnings")).hasSize(1);
    server
        .admin()
        .post("/api/schedules/preview", "{'type':'cron','expression':'1 2 x * *'}")
        .invalid("expression");
    ApiClient admin = server.admin();
    String times = "{'type':'interval','everySeconds':60,'count':%d}";
    var most = admin.post("/api/schedules/preview", times.formatted(100)).status(200);
    assertThat(most.data("occurrences")).hasSize(100);
    admin.post("/api/schedules/preview", times.formatted(101)).invalid("count");
    String longest = "{'type':'cron','expression':'%s'}";
    admin.post("/api/schedules/preview", longest.formatted("* ".repeat(251))).invalid("expression");
  }

  @Test
  void timezones_nameTheServersOwn() {
    assertThat(server.admin().get("/api/settings/timezone").data("offset").textValue())
        .matches("[+-]\\d\\d:\\d\\d");
    assertThat(server.admin().get("/api/timezones").data("timezones").toString())
        .contains("\"Europe/Paris\"");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.server().port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
