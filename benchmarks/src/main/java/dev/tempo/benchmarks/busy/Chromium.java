package dev.tempo.benchmarks.busy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A browser without a screen, told what to do by the <a
 * href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>. For one thread.
 */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern READY = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final int PATIENCE_SECONDS = 60;
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-backgrounding-occluded-windows",
          "--process-per-site",
          "--remote-debugging-port=0");

  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final WebSocket socket;

  private Chromium(Process process, String address) {
    this.process = process;
    this.socket = http.newWebSocketBuilder().buildAsync(URI.create(address), new Listener()).join();
  }

  /** Where it is on this machine; empty if it is not. */
  static Optional<Path> installed() {
    List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
    return Stream.of("chromium-headless-shell", "chromium")
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one that keeps what it keeps in a directory. */
  static Chromium start(Path program, Path profile) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(FLAGS);
    builder.command().add("--user-data-dir=" + profile);
    builder.command().add("about:blank");
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader said = process.errorReader();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        Thread.ofVirtual().start(() -> said.lines().forEach(ignored -> {}));
        return new Chromium(process, ready.group(1));
      }
    }
    throw new IOException(program + " ended before it was ready");
  }

  /** Opens an address in a window of its own. */
  Window open(String url) {
    ObjectNode target = JSON.createObjectNode().put("url", url).put("newWindow", true);
    String id = call("Target.createTarget", target, "").path("targetId").asText();
    ObjectNode attach = JSON.createObjectNode().put("targetId", id).put("flatten", true);
    return new Window(this, call("Target.attachToTarget", attach, "").path("sessionId").asText());
  }

  /**
   * A window.
   *
   * @param browser whose it is
   * @param session by which it is spoken to
   */
  record Window(Chromium browser, String session) {

    /** What an expression is worth in the page, once it is known. */
    JsonNode evaluate(String expression) {
      ObjectNode evaluate =
          JSON.createObjectNode()
              .put("expression", expression)
              .put("awaitPromise", true)
              .put("returnByValue", true);
      JsonNode result = browser.call("Runtime.evaluate", evaluate, session);
      if (result.has("exceptionDetails")) {
        throw new IllegalStateException(expression + ": " + result);
      }
      return result.path("result").path("value");
    }
  }

  private JsonNode call(String method, ObjectNode parameters, String session) {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(number, answer);
    ObjectNode message = JSON.createObjectNode().put("id", number).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    try {
      return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(method + ": " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroy);
    all.forEach(one -> one.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder frame = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      frame.append(data);
      if (last) {
        hear(frame.toString());
        frame.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void hear(String text) {
      try {
        JsonNode message = JSON.readTree(text);
        CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt());
        if (answer != null && message.has("result")) {
          answer.complete(message.path("result"));
        } else if (answer != null) {
          answer.completeExceptionally(new IllegalStateException(text));
        }
      } catch (IOException e) {
        throw new IllegalStateException(text, e);
      }
    }
  }
}
