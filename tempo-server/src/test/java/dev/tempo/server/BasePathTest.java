package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.BasePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that lies below a path, as a proxy shows it. */
final class BasePathTest {
  private static final Path UI = Path.of("src/main/resources/META-INF/ui");
  private static final Pattern ADDRESS = Pattern.compile("\"(/[^\"]*)\"");
  private static final Pattern INLINE =
      Pattern.compile("<script(?: type=\"importmap\")?>(.*?)</script>", Pattern.DOTALL);

  @TempDir Path directory;
  private TestServer server;
  private ApiClient below;

  @BeforeEach
  void start() {
    server = TestServer.start(directory, builder -> builder.setting("basePath", "/tempo"));
    below = new ApiClient(server.url() + "/tempo");
    below
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void requests_mayHaveThePathOrNot() {
    ApiClient admin = below.logIn("admin", TestServer.PASSWORD);
    for (String path : List.of("/api/health", "/api/jobs", "/api/scripts", "/ui/icon.svg", "/")) {
      admin.get(path).status(200);
      server.admin().get(path).status(200);
    }
    below.get("").status(200);
    below.get("?q=1").status(200);
    below.get("/jobs/some-job?tab=script").status(200);
    below.get("/api/nothing").problem(404, "NOT_FOUND");
    below.get("/tempo/api/health").problem(404, "NOT_FOUND"); // taken away once
    server.client().get("/tempoapi/health").problem(404, "NOT_FOUND");
    server.client().get("/Tempo/api/health").problem(404, "NOT_FOUND");
  }

  @Test
  void document_leadsBelowThePath_andBrowsersKnowItsScripts() throws Exception {
    requireBelowThePath(below, 2, 9);
  }

  @Test
  void documentOfADirectory_leadsBelowThePath_andBrowsersKnowItsImportMap() throws Exception {
    System.setProperty("tempo.ui.directory", UI.toString());
    try (TestServer other =
        TestServer.start(
            directory.resolve("other"), builder -> builder.setting("basePath", "/tempo"))) {
      requireBelowThePath(new ApiClient(other.url() + "/tempo"), 3, 50);
    } finally {
      System.clearProperty("tempo.ui.directory");
    }
  }

  private static void requireBelowThePath(ApiClient client, int scripts, int files)
      throws NoSuchAlgorithmException {
    var page = client.get("/jobs").status(200);
    List<String> inline =
        INLINE.matcher(page.body()).results().map(script -> script.group(1)).toList();
    assertThat(inline).hasSize(scripts);
    for (String script : inline) {
      byte[] text = script.getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      assertThat(page.header("Content-Security-Policy"))
          .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    assertThat(page.body()).contains("data-base=\"/tempo\"");
    List<String> addresses =
        ADDRESS.matcher(page.body()).results().map(one -> one.group(1)).toList();
    assertThat(addresses).hasSizeGreaterThan(files);
    assertThat(addresses).allSatisfy(one -> assertThat(one).startsWith("/tempo"));
    for (String address : addresses) {
      if (address.matches(".*\\.(js|css|svg|mjs)")) {
        client.get(address.substring("/tempo".length())).status(200);
      }
    }
  }

  @Test
  void whatLeavesTheServer_hasThePath() throws Exception {
    String login = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    var answer = below.post("/api/auth/login", login).status(200);
    assertThat(answer.header("Set-Cookie")).contains("; Path=/tempo; ");
    ApiClient browser = below.browser(answer);
    assertThat(browser.post("/api/auth/logout").status(200).header("Set-Cookie"))
        .contains("; Path=/tempo; Max-Age=0;");
    assertThat(below.get("/api/openapi.json").status(200).body())
        .contains("\"servers\":[{\"url\":\"/tempo\"}]");
    Files.writeString(directory.resolve("config/logo.svg"), "<svg/>");
    below.logIn("admin", TestServer.PASSWORD).put("/api/settings", "{'logoPath':'logo.svg'}");
    String logo = below.get("/api/branding").data("logoUrl").textValue();
    assertThat(logo).isEqualTo("/tempo/api/branding/logo");
    server.client().get(logo).status(200);
  }

  @Test
  void sockets_openBelowThePath_alsoByTickets() throws Exception {
    ApiClient admin = below.logIn("admin", TestServer.PASSWORD);
    String url = server.url() + "/tempo";
    SocketClient socket = SocketClient.open(admin, url, "/ws");
    socket.say("{'ping':'here'}");
    assertThat(socket.untilType("pong").toString()).contains("here");
    socket.vanish();
    for (String path : List.of("/ws", "/tempo/ws")) {
      String ticket =
          admin
              .post("/api/tickets", "{'path':'" + path + "'}")
              .status(201)
              .data("ticket")
              .textValue();
      SocketClient other = SocketClient.open(Map.of(), url, "/ws?ticket=" + ticket);
      other.say("{'ping':'there'}");
      assertThat(other.untilType("pong").toString()).contains("there");
      other.vanish();
    }
  }

  @Test
  void pathsOfItsOwn_areNoBasePaths() throws IOException {
    Set<String> own = new TreeSet<>();
    below
        .get("/api/openapi.json")
        .json()
        .path("paths")
        .fieldNames()
        .forEachRemaining(path -> own.add(path.split("/")[1]));
    collect(own, "\\['/([a-z-]+)", Files.readString(UI.resolve("app/shell/routes.js")));
    collect(own, "\"/([^/\"]+)/", Files.readString(UI.resolve("index.html")));
    assertThat(own).contains("api", "ws", "jobs", "docs", "ui", "webjars", "_static");
    assertThat(own).noneSatisfy(segment -> assertThat(BasePath.isOne("/" + segment)).isTrue());
  }

  private static void collect(Set<String> found, String pattern, String text) {
    Pattern.compile(pattern).matcher(text).results().forEach(one -> found.add(one.group(1)));
  }
}
