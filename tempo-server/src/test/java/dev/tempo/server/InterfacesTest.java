package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.ShutdownPolicy;
import dev.tempo.TempoBuilder;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.webapp.PortPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of real scripts, behind a real tunnel: one server, accounts for each test. */
final class InterfacesTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ShutdownPolicy LEAVE =
      new ShutdownPolicy(
          Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);

  /** Says what it was given. */
  private static final String PAGE =
      """
      import http.server, json, os, sys
      print("serving")
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              body = json.dumps({"arguments": sys.argv[1:], "pid": os.getpid(),
                  "environment": {k: v for k, v in os.environ.items() if k.startswith("TEMPO_")},
                  "headers": {k.lower(): v for k, v in self.headers.items()}}).encode()
              self.send_response(200)
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              if self.command == "GET":
                  self.wfile.write(body)
          do_HEAD = do_GET
          def log_message(self, *ignored):
              pass
      port = int(sys.argv[sys.argv.index("--port") + 1])
      http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
      """;

  @TempDir private static Path directory;
  private static final SteppedTime TIME = new SteppedTime();
  private static int firstPort;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      firstPort = Math.min(free.getLocalPort(), 65_000);
    }
    Files.createDirectories(directory.resolve("config"));
    Files.write(directory.resolve("config/logo.png"), new byte[] {1, 2, 3});
    Files.write(directory.resolve("config/dark.png"), new byte[] {4, 5});
    server = running();
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
  }

  private static TestServer running() {
    return TestServer.start(
        directory, InterfacesTest::leaving, builder -> told(builder, firstPort, firstPort + 60));
  }

  private static TempoBuilder leaving(TempoBuilder engine) {
    return engine.shutdown(LEAVE);
  }

  private static TempoServer.Builder told(TempoServer.Builder builder, int from, int to) {
    return builder
        .time(TIME)
        .setting("portRangeStart", Integer.toString(from))
        .setting("portRangeEnd", Integer.toString(to))
        .setting("maxInterfacesPerUser", "2")
        .setting("logoPath", "logo.png")
        .setting("logoPathDark", "dark.png")
        .setting("accentColor", "#2563eb")
        .setting("productName", "Works");
  }

  @AfterEach
  void endAll() {
    for (JsonNode one : admin.get("/api/interfaces").status(200).data("interfaces")) {
      admin.delete("/api/interfaces/" + one.path("sessionId").textValue()).status(204);
    }
    Await.until("no interface runs", () -> server.tempo().store().runs().running().isEmpty());
    TIME.step(Duration.ofSeconds(4));
    admin.await("/api/interfaces", all -> all.path("interfaces").isEmpty());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String job(String name, String more) {
    return job(name, PAGE, more);
  }

  private static String job(String name, String script, String more) {
    String content = MAPPER.valueToTree(script).toString();
    String body =
        "{\"name\":\"%s\",\"requiredLevel\":\"operator\",\"task\":{\"kind\":\"python\",\"content\":%s}%s}";
    return admin
        .send(
            "POST",
            "/api/jobs",
            body.formatted(name, content, more.replace('\'', '"')),
            "application/json")
        .status(201)
        .data("id")
        .textValue();
  }

  private static String page(String name) {
    return job(name, ",'interface':{'preferredPort':null,'autoOpen':true}");
  }

  private static JsonNode ready(ApiClient user, String job) {
    return user.await(
            "/api/jobs/" + job + "/interface",
            now -> !now.path("state").textValue().equals("starting"))
        .data();
  }

  private static ApiClient.Answer open(ApiClient user, String job) {
    return user.post("/api/jobs/" + job + "/interface", "{}");
  }

  /** What a browser has that was let in. */
  private record Tab(String origin, String cookie) {
    static Tab of(JsonNode opened) throws Exception {
      String url = opened.path("url").textValue();
      String origin = url.substring(0, url.indexOf("/?ticket="));
      HttpResponse<String> answer = Tab.send(url, "");
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location")).contains("/.tempo/");
      String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
      return new Tab(origin, cookie.split(";")[0]);
    }

    private static HttpResponse<String> send(String url, String cookie) throws Exception {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
      if (!cookie.isEmpty()) {
        request.header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin");
      }
      return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
      return send(origin + path, cookie);
    }

    JsonNode page() throws Exception {
      HttpResponse<String> answer = get("/");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return MAPPER.readTree(answer.body());
    }

    /** The stream by which it holds its lease. */
    HttpResponse<InputStream> lease(String id) throws Exception {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create(origin + "/.tempo/lease?tab=" + id))
              .header("Cookie", cookie)
              .header("Sec-Fetch-Site", "same-origin")
              .build(),
          BodyHandlers.ofInputStream());
    }

    void leave(String id) throws Exception {
      HttpResponse<String> left =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(origin + "/.tempo/leave?tab=" + id))
                  .header("Cookie", cookie)
                  .header("Sec-Fetch-Site", "same-origin")
                  .POST(BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(left.statusCode()).isEqualTo(204);
    }
  }

  @Test
  void page_isOpenedWithTheSevenArguments_servedBehindATicket_andLeavesNothing() throws Exception {
    ApiClient user = server.as("olga", Role.OPERATOR);
    String job = page("Olga's page");
    assertThat(user.get("/api/jobs/" + job + "/interface").data("state").textValue())
        .isEqualTo("none");
    JsonNode opened = open(user, job).status(201).data();
    JsonNode now = ready(user, job);
    assertThat(now.path("state").textValue()).isEqualTo("ready");
    assertThat(now.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(opened.path("url").textValue())
        .startsWith("http://localhost:" + opened.path("port").intValue() + "/?ticket=");
    Tab tab = Tab.of(opened);
    assertThat(Tab.send(opened.path("url").textValue(), "").statusCode()).isEqualTo(401);
    assertThat(Tab.send(tab.origin() + "/", "").statusCode()).isEqualTo(401);

    JsonNode page = tab.page();
    String project = now.path("projectId").textValue();
    JsonNode given = page.path("arguments");
    assertThat(given).hasSize(14);
    assertThat(given.get(1).textValue()).endsWith("/projects/_managed/olga/project_default");
    assertThat(given.toString())
        .contains(
            "\"--user-level\",\"operator\",\"--port\",\"",
            "\"--project-id\",\"" + project + "\",\"--project-name\",\"project_default\"",
            "\"--theme\",\"light\",\"--language\",\"en\"");
    JsonNode environment = page.path("environment");
    assertThat(environment.path("TEMPO_PRODUCT_NAME").textValue()).isEqualTo("Works");
    assertThat(environment.path("TEMPO_ACCENT_COLOR").textValue()).isEqualTo("#2563eb");
    assertThat(Path.of(environment.path("TEMPO_LOGO_PATH").textValue()))
        .hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(Path.of(environment.path("TEMPO_LOGO_PATH_DARK").textValue()))
        .hasBinaryContent(new byte[] {4, 5});
    assertThat(environment.path("TEMPO_RUN_ID")).isEqualTo(now.path("runId"));
    assertThat(page.path("headers").has("cookie")).isFalse();

    assertThat(tab.get("/.tempo/").body()).contains("Olga&#39;s page".replace("&#39;", "'"));
    assertThat(tab.get("/.tempo/").headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(tab.get("/.tempo/tab.js").statusCode()).isEqualTo(200);
    assertThat(tab.get("/.tempo/tab.css").statusCode()).isEqualTo(200);
    assertThat(tab.get("/.tempo/logo").headers().firstValue("Content-Type")).contains("image/png");
    assertThat(tab.get("/.tempo/nothing").statusCode()).isEqualTo(404);

    JsonNode again = open(user, job).status(200).data();
    assertThat(again.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(Tab.of(again).page().path("pid")).isEqualTo(page.path("pid"));

    JsonNode listed = user.get("/api/interfaces").status(200).data();
    assertThat(listed.path("interfaces")).hasSize(1);
    assertThat(listed.path("interfaces").get(0).path("user").textValue()).isEqualTo("olga");
    assertThat(listed.path("interfaces").get(0).path("scriptPort").isNull()).isTrue();
    assertThat(listed.path("limits").path("perUser").intValue()).isEqualTo(2);
    JsonNode ports = admin.get("/api/admin/ports").status(200).data("ports");
    assertThat(ports).hasSize(2);
    assertThat(server.client().get("/api/health").data("portUsage").intValue()).isEqualTo(2);
    JsonNode run = user.get("/api/runs/" + now.path("runId").textValue()).status(200).data();
    assertThat(run.path("cause").textValue()).isEqualTo("interface");
    assertThat(user.get("/api/runs?cause=interface").status(200).data("runs")).hasSize(1);
    user.post(
            "/api/jobs/" + job + "/interface/ping",
            "{'sessionId':'" + now.path("sessionId").textValue() + "'}")
        .status(200);
    user.post("/api/jobs/" + job + "/interface/ping", "{'sessionId':'x'}").invalid("sessionId");

    user.delete("/api/jobs/" + job + "/interface").status(204);
    user.await(
        "/api/jobs/" + job + "/interface",
        state -> List.of("stopped", "none").contains(state.path("state").textValue()));
    TIME.step(Duration.ofSeconds(4));
    Await.until("the ports are free", () -> bindable(ports));
    assertThat(ProcessHandle.of(page.path("pid").longValue())).isEmpty();
    assertThat(user.get("/api/runs/" + now.path("runId").textValue()).data("status").textValue())
        .isEqualTo("cancelled");
    user.await("/api/interfaces", all -> all.path("interfaces").isEmpty());
    user.delete("/api/jobs/" + job + "/interface").problem(404, "NOT_FOUND");
  }

  private static boolean bindable(JsonNode ports) {
    for (JsonNode port : ports) {
      if (!PortPool.isBindable(port.path("port").intValue())) {
        return false;
      }
    }
    return true;
  }

  @Test
  void whatCannotBeOpened_isRefused() {
    ApiClient user = server.as("rita", Role.OPERATOR);
    open(user, job("Rita no page", "")).problem(409, "CONFLICT");
    String asking =
        job(
            "Rita asks",
            ",'interface':{'preferredPort':null,'autoOpen':true},"
                + "'parameters':[{'name':'station','type':'string','required':true}]");
    open(user, asking).invalid("parameters.station");
    open(server.as("vic", Role.VIEWER), asking).problem(403, "UNAUTHORIZED");
    open(user, "01931d9e-7f00-7000-8000-000000000099").problem(404, "NOT_FOUND");
    String disabled = page("Rita off");
    admin.put("/api/jobs/" + disabled, "{'enabled':false}").status(200);
    open(user, disabled).problem(409, "CONFLICT");

    open(user, page("Rita 1")).status(201);
    String second = page("Rita 2");
    String id = open(user, second).status(201).data("sessionId").textValue();
    open(user, page("Rita 3")).problem(429, "LIMIT_REACHED");
    server.as("otto", Role.OPERATOR).delete("/api/interfaces/" + id).problem(404, "NOT_FOUND");
    server
        .as("otto2", Role.OPERATOR)
        .get("/api/jobs/" + second + "/interface?projectId=x")
        .problem(404, "NOT_FOUND");
    user.get("/api/admin/ports").problem(403, "UNAUTHORIZED");
    server
        .as("otto3", Role.OPERATOR)
        .post("/api/jobs/x/interface/ping", "{}")
        .problem(404, "NOT_FOUND");
    server.as("otto4", Role.OPERATOR).get("/api/jobs/x/interface").problem(404, "NOT_FOUND");
  }

  @Test
  void fileOfTheProject_isGivenByItsName_andNothingElseIs() throws Exception {
    ApiClient user = server.as("fred", Role.OPERATOR);
    String job =
        job(
            "Fred reads",
            ",'interface':{'preferredPort':null,'autoOpen':true},"
                + "'parameters':[{'name':'input','type':'file'}]");
    String project = user.get("/api/projects/active").data("id").textValue();
    user.send("PUT", "/api/projects/" + project + "/files/in.txt?group=_managed", "x", "text/plain")
        .status(201);
    String path = "/api/jobs/" + job + "/interface";
    for (String other : List.of("/etc/passwd", "../in.txt", "none.txt")) {
      user.post(path, "{'parameters':{'input':'" + other + "'}}").invalid("parameters.input");
    }
    JsonNode opened = user.post(path, "{'parameters':{'input':'in.txt'}}").status(201).data();
    assertThat(ready(user, job).path("state").textValue()).isEqualTo("ready");
    assertThat(Tab.of(opened).page().path("arguments").toString())
        .contains("\"--input\",\"/", "/projects/_managed/fred/project_default/in.txt\"");
  }

  @Test
  void accountsAndProjects_haveProcessesOfTheirOwn() throws Exception {
    String job = page("Shared page");
    ApiClient ines = server.as("ines", Role.OPERATOR);
    ApiClient ivan = server.as("ivan", Role.OPERATOR);
    String spring =
        ines.post("/api/projects", "{'name':'Spring'}").status(201).data("id").textValue();
    JsonNode first = open(ines, job).status(201).data();
    JsonNode second =
        ines.post("/api/jobs/" + job + "/interface", "{'projectId':'" + spring + "'}")
            .status(201)
            .data();
    JsonNode third = open(ivan, job).status(201).data();
    ready(ivan, job);
    ines.await(
        "/api/interfaces", all -> all.findValuesAsText("state").stream().allMatch("ready"::equals));
    Tab one = Tab.of(first);
    Tab two = Tab.of(second);
    Tab three = Tab.of(third);
    List<String> directories =
        List.of(
            one.page().path("arguments").get(1).textValue(),
            two.page().path("arguments").get(1).textValue(),
            three.page().path("arguments").get(1).textValue());
    assertThat(directories.get(0)).endsWith("ines/project_default");
    assertThat(directories.get(1)).endsWith("ines/spring");
    assertThat(directories.get(2)).endsWith("ivan/project_default");
    assertThat(Tab.send(three.origin() + "/", one.cookie()).statusCode()).isEqualTo(401);
    assertThat(
            ines.get("/api/jobs/" + job + "/interface?projectId=" + spring)
                .data("sessionId")
                .textValue())
        .isEqualTo(second.path("sessionId").textValue());
    assertThat(ivan.get("/api/interfaces").data("interfaces")).hasSize(1);
  }

  @Test
  void credentialsThatEnd_takeTheirInterfacesWithThem() throws Exception {
    String job = page("Log-in page");
    ApiClient lena = server.as("lena", Role.OPERATOR);
    JsonNode opened = open(lena, job).status(201).data();
    ready(lena, job);
    Tab tab = Tab.of(opened);
    tab.page();
    lena.post("/api/auth/logout").status(200);
    assertThat(tab.get("/").statusCode()).isNotEqualTo(200);
    awaitEnd(opened);

    ApiClient again = server.client().logIn("lena", TestServer.PASSWORD);
    JsonNode other = open(again, job).status(201).data();
    String id = again.get("/api/auth/me").data("id").textValue();
    admin.put("/api/users/" + id, "{'role':'developer'}").status(200);
    awaitEnd(other);
  }

  private static void awaitEnd(JsonNode opened) {
    admin.await(
        "/api/runs/" + opened.path("runId").textValue(),
        run -> run.path("status").textValue().equals("cancelled"));
  }

  @Test
  void lastTabThatIsClosed_endsTheScript_aReloadDoesNot() throws Exception {
    ApiClient user = server.as("tara", Role.OPERATOR);
    String job = page("Tara's page");
    JsonNode opened = open(user, job).status(201).data();
    Tab tab = Tab.of(opened);
    HttpResponse<InputStream> first = tab.lease("a");
    assertThat(new String(first.body().readNBytes(6))).startsWith("event:");
    ready(user, job);
    user.await(
        "/api/interfaces", all -> all.path("interfaces").get(0).path("tabs").intValue() == 1);
    tab.leave("a");
    first.body().close();
    TIME.step(Duration.ofSeconds(40));
    HttpResponse<InputStream> second = tab.lease("b"); // it was reloaded
    TIME.step(Duration.ofSeconds(40));
    second.body().readNBytes(6);
    assertThat(user.get("/api/jobs/" + job + "/interface").data("state").textValue())
        .isEqualTo("ready");
    tab.leave("b");
    second.body().close();
    Await.until(
        "the tab is gone",
        () ->
            user.get("/api/interfaces").data("interfaces").findValuesAsText("tabs").stream()
                .allMatch("0"::equals));
    TIME.step(Duration.ofSeconds(56));
    awaitEnd(opened);
  }

  @Test
  void pageThatNobodyUses_isEnded_andOneWhoseStreamJustBreaksIsKeptUntilThen() throws Exception {
    ApiClient user = server.as("ida", Role.OPERATOR);
    String job = page("Ida's page");
    JsonNode opened = open(user, job).status(201).data();
    Tab tab = Tab.of(opened);
    HttpResponse<InputStream> lease = tab.lease("a");
    lease.body().readNBytes(6);
    ready(user, job);
    lease.body().close(); // the machine sleeps: it does not say that it goes
    Await.until(
        "the stream has ended",
        () -> user.get("/api/interfaces").data("interfaces").get(0).path("tabs").intValue() == 0);
    TIME.step(Duration.ofMinutes(29));
    assertThat(tab.get("/").statusCode()).isEqualTo(200);
    TIME.step(Duration.ofMinutes(29));
    assertThat(user.get("/api/jobs/" + job + "/interface").data("state").textValue())
        .isEqualTo("ready");
    TIME.step(Duration.ofMinutes(2));
    awaitEnd(opened);
  }

  @Test
  void scriptThatDies_saysWhyInItsTabAndByTheApi() throws Exception {
    ApiClient user = server.as("dora", Role.OPERATOR);
    String job =
        job(
            "Dora dies",
            "import sys\nprint('cannot read the table')\nsys.exit(3)",
            ",'interface':{'autoOpen':true}");
    JsonNode opened = open(user, job).status(201).data();
    JsonNode now = ready(user, job);
    assertThat(now.path("state").textValue()).isEqualTo("failed");
    assertThat(now.path("error").textValue()).isEqualTo("It exited with code 3");
    Tab tab = Tab.of(opened);
    String told = new String(tab.lease("a").body().readAllBytes());
    assertThat(told)
        .contains("event: log", "cannot read the table", "\"failed\"", "It exited with code 3");
    assertThat(tab.get("/").statusCode()).isEqualTo(503);
    JsonNode next = open(user, job).status(201).data();
    assertThat(next.path("sessionId")).isNotEqualTo(opened.path("sessionId"));
  }

  @Test
  void pageThatIsBeingEnded_isNotHandedOutAgain() throws Exception {
    ApiClient user = server.as("sara", Role.OPERATOR);
    Path mayEnd = directory.resolve("sara-may-end");
    String script =
        """
        import os, signal, time
        def end(*ignored):
            while not os.path.exists("%s"):
                time.sleep(0.05)
            os._exit(0)
        signal.signal(signal.SIGTERM, end)
        """
            .formatted(mayEnd);
    String job = job("Sara's page", script + PAGE, ",'interface':{'autoOpen':true}");
    JsonNode opened = open(user, job).status(201).data();
    ready(user, job);
    user.delete("/api/interfaces/" + opened.path("sessionId").textValue()).status(204);
    JsonNode next = open(user, job).status(201).data();
    Files.createFile(mayEnd);
    assertThat(next.path("sessionId")).isNotEqualTo(opened.path("sessionId"));
    assertThat(ready(user, job).path("state").textValue()).isEqualTo("ready");
    awaitEnd(opened);
  }

  @Test
  void pagesThatHaveFailed_keepNoMorePortsThanPagesMayBeOpen() {
    ApiClient user = server.as("paul", Role.OPERATOR);
    for (int i = 0; i < 4; i++) {
      String job = job("Paul fails " + i, "raise SystemExit(3)", ",'interface':{'autoOpen':true}");
      open(user, job).status(201);
      assertThat(ready(user, job).path("state").textValue()).isEqualTo("failed");
    }
    assertThat(user.get("/api/interfaces").data("interfaces")).hasSize(2);
  }

  @Test
  void restart_takesThePageUp_withItsProcessItsAddressAndItsCookie() throws Exception {
    ApiClient user = server.as("rosa", Role.OPERATOR);
    String job = page("Rosa's page");
    JsonNode opened = open(user, job).status(201).data();
    ready(user, job);
    Tab tab = Tab.of(opened);
    JsonNode before = tab.page();
    server.close();
    server = running();
    admin = server.admin();
    Await.until("the page is there again", () -> isThere(tab));
    assertThat(tab.page().path("pid")).isEqualTo(before.path("pid"));
    ApiClient back = server.client().logIn("rosa", TestServer.PASSWORD);
    JsonNode now = ready(back, job);
    assertThat(now.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(now.path("port")).isEqualTo(opened.path("port"));
    assertThat(open(back, job).status(200).data("sessionId")).isEqualTo(opened.path("sessionId"));
  }

  private static boolean isThere(Tab tab) {
    try {
      return tab.get("/").statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  void noPort_isSaid(@TempDir Path other) throws Exception {
    int port = firstPort + 100;
    try (TestServer small =
        TestServer.start(other, engine -> engine, builder -> told(builder, port, port))) {
      small
          .client()
          .post("/api/setup/admin", "{'username':'admin','password':'correct horse'}")
          .status(201);
      ApiClient only = small.admin();
      open(only, sleeping(only)).problem(503, "NO_PORT");
    }
  }

  @Test
  void namesPortThatIsTaken_isSaid(@TempDir Path other) throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        TestServer unserved =
            TestServer.start(
                other,
                engine -> engine,
                builder ->
                    told(builder, taken.getLocalPort() - 1, taken.getLocalPort())
                        .setting("interfaceHost", "*.pages.localhost"))) {
      unserved
          .client()
          .post("/api/setup/admin", "{'username':'admin','password':'correct horse'}")
          .status(201);
      ApiClient only = unserved.admin();
      ApiClient.Answer answer = open(only, sleeping(only));
      answer.problem(503, "UNAVAILABLE");
      assertThat(unserved.tempo().store().runs().running()).isEmpty();
    }
  }

  private static String sleeping(ApiClient user) {
    return user.post(
            "/api/jobs",
            "{'name':'Page','interface':{'autoOpen':true},'task':{'kind':'shell','content':'sleep 60'}}")
        .status(201)
        .data("id")
        .textValue();
  }
}
