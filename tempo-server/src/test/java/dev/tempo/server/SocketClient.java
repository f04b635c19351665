package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Listens to a WebSocket as a page would. In what it says, {@code '} stands for {@code "}. */
final class SocketClient implements WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 20;

  private final LinkedBlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final List<JsonNode> seen = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final CompletableFuture<String> pong = new CompletableFuture<>();
  private final boolean reads;
  private WebSocket socket;

  private SocketClient(boolean reads) {
    this.reads = reads;
  }

  /** One that reads what comes. */
  static SocketClient open(ApiClient client, String url, String path) {
    return new SocketClient(true).connect(client, url, path);
  }

  /** One that reads nothing at all. */
  static SocketClient openDeaf(ApiClient client, String url, String path) {
    return new SocketClient(false).connect(client, url, path);
  }

  private SocketClient connect(ApiClient client, String url, String path) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    client.headers().forEach(builder::header);
    socket = builder.buildAsync(URI.create(url.replace("http:", "ws:") + path), this).join();
    return this;
  }

  @Override
  public void onOpen(WebSocket opened) {
    if (reads) {
      opened.request(1);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      take(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
    pong.complete(StandardCharsets.UTF_8.decode(payload).toString());
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable problem) {
    closeCode.completeExceptionally(problem);
  }

  /** Says something. */
  void say(String json) {
    socket.sendText(json.replace('\'', '"'), true).join();
  }

  /** Pings, and returns what comes back. */
  String ping(String payload) throws Exception {
    socket.sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
    return pong.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Is gone from one moment to the next. */
  void vanish() {
    socket.abort();
  }

  /** Waits for a message. */
  JsonNode until(Predicate<JsonNode> wanted) throws InterruptedException {
    while (true) {
      JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(message).as("After " + seen).isNotNull();
      seen.add(message);
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  /** Waits for a message of a type. */
  JsonNode untilType(String type) throws InterruptedException {
    return until(message -> message.path("type").asText().equals(type));
  }

  /** Waits for the close. */
  int closeCode() throws Exception {
    return closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** All messages so far. */
  List<JsonNode> seen() {
    messages.drainTo(seen);
    return seen;
  }

  /** The lines of a log that came so far. */
  List<String> contents() {
    return seen().stream()
        .filter(message -> message.path("type").asText().equals("log"))
        .map(message -> message.path("content").textValue())
        .toList();
  }

  private void take(String frame) {
    try {
      JsonNode node = MAPPER.readTree(frame);
      if (node.isArray()) {
        node.forEach(messages::add);
      } else {
        messages.add(node);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(frame, e);
    }
  }
}
