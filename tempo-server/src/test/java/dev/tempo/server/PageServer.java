package dev.tempo.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.ShutdownPolicy;
import dev.tempo.TempoBuilder;
import dev.tempo.python.Interpreters;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A server whose scripts serve pages and go on when it is closed, with a clock that may be put
 * forward; and what tests do with it.
 */
final class PageServer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ShutdownPolicy LEAVE =
      new ShutdownPolicy(
          Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);

  /** Says what it was given. */
  static final String PAGE =
      """
      import http.server, json, os, sys
      print("serving")
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              body = json.dumps({"arguments": sys.argv[1:], "pid": os.getpid(),
                  "files": sorted(os.listdir(sys.argv[sys.argv.index("--data-dir") + 1])),
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

  private final Path directory;
  private final SteppedTime time = new SteppedTime();
  private final int firstPort;
  private TestServer server;
  private ApiClient admin;

  /** Starts one over an empty directory, and makes the first account. */
  PageServer(Path directory) throws IOException {
    this.directory = directory;
    try (ServerSocket free = new ServerSocket(0)) {
      firstPort = Math.min(free.getLocalPort(), 65_000);
    }
    Files.createDirectories(directory.resolve("config"));
    Files.write(directory.resolve("config/logo.png"), new byte[] {1, 2, 3});
    Files.write(directory.resolve("config/dark.png"), new byte[] {4, 5});
    server = running(builder -> builder);
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
  }

  private TestServer running(UnaryOperator<TempoServer.Builder> change) {
    return TestServer.start(
        directory,
        this::leaving,
        builder -> change.apply(told(builder, firstPort, firstPort + 60)));
  }

  /** With the system's Python alone, if there is one: to ask all others takes seconds. */
  private TempoBuilder leaving(TempoBuilder engine) {
    Map<String, String> few = Map.of("PATH", "/usr/bin:/bin", "HOME", directory.toString());
    boolean enough = Interpreters.of(few).newest().isPresent();
    return enough ? engine.shutdown(LEAVE).environment(few) : engine.shutdown(LEAVE);
  }

  /** A server that is told what these tests rely on, with ports of a range. */
  TempoServer.Builder told(TempoServer.Builder builder, int from, int to) {
    return builder
        .time(time)
        .setting("portRangeStart", Integer.toString(from))
        .setting("portRangeEnd", Integer.toString(to))
        .setting("maxInterfacesPerUser", "2")
        .setting("logoPath", "logo.png")
        .setting("logoPathDark", "dark.png")
        .setting("accentColor", "#2563eb")
        .setting("productName", "Works");
  }

  TestServer server() {
    return server;
  }

  ApiClient admin() {
    return admin;
  }

  SteppedTime time() {
    return time;
  }

  int firstPort() {
    return firstPort;
  }

  /** Closes the server; its scripts go on. */
  void shutDown() {
    server.close();
  }

  /** Starts the next server over the same directory. */
  void startAgain() {
    server = running(builder -> builder);
    admin = server.admin();
  }

  /** Starts the next server over the same directory, for pages under names of their own. */
  void startAgain(String interfaceHost) {
    server = running(builder -> builder.setting("interfaceHost", interfaceHost));
    admin = server.admin();
  }

  /** Ends all pages, and waits until nothing of them is left. */
  void endAll() {
    for (JsonNode one : admin.get("/api/interfaces").status(200).data("interfaces")) {
      admin.delete("/api/interfaces/" + one.path("sessionId").textValue()).status(204);
    }
    Await.until("no interface runs", () -> server.tempo().store().runs().running().isEmpty());
    time.step(Duration.ofSeconds(4));
    admin.await("/api/interfaces", all -> all.path("interfaces").isEmpty());
  }

  /** Makes a job of a script that serves a page; gives its id. */
  String page(String name) {
    return job(name, ",'interface':{'preferredPort':null,'autoOpen':true}");
  }

  /** Makes a job of that script; more stands in its body. */
  String job(String name, String more) {
    return job(name, PAGE, more);
  }

  /** Makes a job of a script; more stands in its body. */
  String job(String name, String script, String more) {
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

  /** Opens the page of a job. */
  ApiClient.Answer open(ApiClient user, String job) {
    return user.post("/api/jobs/" + job + "/interface", "{}");
  }

  /** Waits until a page has started, or failed to. */
  JsonNode ready(ApiClient user, String job) {
    return user.await(
            "/api/jobs/" + job + "/interface",
            now -> !now.path("state").textValue().equals("starting"))
        .data();
  }

  /** Waits until the script of a page that was opened has been ended. */
  void awaitEnd(JsonNode opened) {
    admin.await(
        "/api/runs/" + opened.path("runId").textValue(),
        run -> run.path("status").textValue().equals("cancelled"));
  }

  @Override
  public void close() {
    server.close();
  }
}
