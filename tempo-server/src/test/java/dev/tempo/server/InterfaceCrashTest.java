package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while somebody has a script's page open: the next one goes on with it.
 * The first is a process of its own; the second is in this one, so that its clock may be put
 * forward.
 */
@Timeout(180)
final class InterfaceCrashTest {
  private static final Pattern READY = Pattern.compile("ready on http://[^:]+:(\\d+)");

  /** Prints a line every 20 ms, says its process id, and echoes what a WebSocket says. */
  private static final String SCRIPT =
      """
      import base64, hashlib, http.server, os, sys, threading, time
      def count():
          n = 0
          while True:
              print("line", n, flush=True)
              n += 1
              time.sleep(0.02)
      class Page(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_GET(self):
              if "Sec-WebSocket-Key" in self.headers:
                  return self.socket()
              body = str(os.getpid()).encode()
              self.send_response(200)
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)
          def socket(self):
              key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
              self.send_response(101)
              self.send_header("Upgrade", "websocket")
              self.send_header("Connection", "Upgrade")
              digest = hashlib.sha1(key.encode()).digest()
              self.send_header("Sec-WebSocket-Accept", base64.b64encode(digest).decode())
              self.end_headers()
              self.close_connection = True
              while True:
                  head = self.rfile.read(2)
                  if len(head) < 2 or head[0] & 15 != 1:
                      return
                  mask = self.rfile.read(4)
                  text = self.rfile.read(head[1] & 127)
                  text = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))
                  self.wfile.write(bytes([0x81, len(text)]) + text)
          def log_message(self, *ignored):
              pass
      threading.Thread(target=count, daemon=True).start()
      port = int(sys.argv[sys.argv.index("--port") + 1])
      http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
      """;

  @TempDir Path directory;
  private final SteppedTime time = new SteppedTime();

  /** A WebSocket of the page, as its script in a browser has one. */
  private static final class Socket implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final WebSocket socket;

    Socket(PageTab tab) {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("Cookie", tab.cookie())
              .header("Origin", tab.origin())
              .buildAsync(URI.create(tab.origin().replace("http:", "ws:") + "/"), this)
              .join();
    }

    String echo(String text) throws InterruptedException {
      socket.sendText(text, true);
      return said.poll(30, TimeUnit.SECONDS);
    }

    void awaitEnd() throws Exception {
      ended.get(30, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      said.add(text.toString());
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended.complete(null);
    }
  }

  @Test
  void killedServer_losesNeitherThePageNorItsLog_andTheNextOneEndsItWhenItsTabIsLeft()
      throws Exception {
    int from;
    try (ServerSocket free = new ServerSocket(0)) {
      from = Math.min(free.getLocalPort(), 65_000);
    }
    Process killed = startApart(from);
    JsonNode opened;
    PageTab tab;
    String page;
    Socket before;
    try {
      Matcher ready = READY.matcher(String.valueOf(killed.inputReader().readLine()));
      assertThat(ready.find()).isTrue();
      ApiClient client = new ApiClient("http://127.0.0.1:" + ready.group(1));
      client
          .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
          .status(201);
      opened = open(client.logIn("admin", TestServer.PASSWORD));
      tab = PageTab.of(opened);
      page = tab.get("/").body();
      before = new Socket(tab);
      assertThat(before.echo("one")).isEqualTo("one");
    } finally {
      killed.destroyForcibly().waitFor(); // SIGKILL
    }
    before.awaitEnd();
    try (TestServer next =
        TestServer.start(
            directory,
            builder ->
                builder
                    .time(time)
                    .setting("portRangeStart", Integer.toString(from))
                    .setting("portRangeEnd", Integer.toString(from + 40)))) {
      ApiClient admin = next.admin();
      Await.until("the page is there again", tab::isThere);
      assertThat(tab.get("/").body()).isEqualTo(page); // by the same process
      assertThat(new Socket(tab).echo("two")).isEqualTo("two");
      JsonNode one = admin.get("/api/interfaces").data("interfaces").get(0);
      assertThat(one.path("sessionId")).isEqualTo(opened.path("sessionId"));
      assertThat(one.path("port")).isEqualTo(opened.path("port"));
      String run = "/api/runs/" + opened.path("runId").textValue();
      assertThat(one.path("runId")).isEqualTo(opened.path("runId"));
      leave(tab, admin);
      admin.await(run, ended -> ended.path("status").textValue().equals("cancelled"));
      assertUnbroken(new String(admin.download(run + "/logs/download"), StandardCharsets.UTF_8));
      assertThat(ProcessHandle.of(Long.parseLong(page))).isEmpty();
    }
  }

  private Process startApart(int from) throws Exception {
    Cli cli =
        Cli.plain()
            .with("TEMPO_PORT_RANGE_START", Integer.toString(from))
            .with("TEMPO_PORT_RANGE_END", Integer.toString(from + 40));
    return cli.start("run", "--port", "0", "--data-path", directory.toString());
  }

  private static JsonNode open(ApiClient admin) {
    String content = new ObjectMapper().valueToTree(SCRIPT).toString();
    String job =
        admin
            .send(
                "POST",
                "/api/jobs",
                ("{\"name\":\"Counting\",\"interface\":{\"autoOpen\":true},"
                        + "\"task\":{\"kind\":\"python\",\"content\":%s}}")
                    .formatted(content),
                "application/json")
            .status(201)
            .data("id")
            .textValue();
    String path = "/api/jobs/" + job + "/interface";
    JsonNode opened = admin.post(path, "{}").status(201).data();
    admin.await(path, now -> now.path("state").textValue().equals("ready"));
    return opened;
  }

  /** Comes back as a tab does whose stream broke, and is closed. */
  private void leave(PageTab tab, ApiClient admin) throws Exception {
    HttpResponse<InputStream> lease = tab.lease("a");
    lease.body().readNBytes(6);
    tab.leave("a");
    lease.body().close();
    admin.await(
        "/api/interfaces", all -> all.path("interfaces").get(0).path("tabs").intValue() == 0);
    time.step(Duration.ofSeconds(56));
  }

  /** Each line once and in order, also those from while no server ran. */
  private static void assertUnbroken(String log) {
    List<String> lines = log.lines().filter(line -> line.contains("line ")).toList();
    List<String> numbers =
        lines.stream().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
    assertThat(numbers)
        .hasSizeGreaterThan(20)
        .isEqualTo(IntStream.range(0, numbers.size()).mapToObj(Integer::toString).toList());
  }
}
