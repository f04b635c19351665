package dev.tempo.python;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A package index on loopback: PEP 503 as HTML, PEP 691 as JSON. */
final class PackageIndex implements AutoCloseable {
  private static final String JSON = "application/vnd.pypi.simple.v1+json";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Wheel> wheels = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final boolean json;
  private volatile Optional<String> credentials = Optional.empty();
  private volatile Optional<String> stalledFile = Optional.empty();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  PackageIndex(boolean json) throws IOException {
    this.json = json;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  PackageIndex add(Wheel... added) {
    wheels.addAll(List.of(added));
    return this;
  }

  /** From now on asks for a name and a password. */
  void protect(String userAndPassword) {
    credentials = Optional.of(userAndPassword);
  }

  /** Half of this file is sent, and then nothing. */
  void stall(Wheel wheel) {
    stalledFile = Optional.of(wheel.fileName());
  }

  void awaitStall() throws InterruptedException {
    stalled.await();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/simple/";
  }

  /** Settings by which nothing else is asked. */
  PipSettings settings() {
    return PipSettings.MACHINE.scope(PipSettings.Scope.ONLY_THESE).indexUrl(url());
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    try (exchange) {
      if (!allowed(exchange)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"index\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (path.startsWith("/simple/")) {
        page(exchange, path.substring("/simple/".length()).replace("/", ""));
      } else {
        file(exchange, path.substring(path.lastIndexOf('/') + 1));
      }
    }
  }

  private boolean allowed(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return credentials.isEmpty()
        || ("Basic "
                + Base64.getEncoder()
                    .encodeToString(credentials.get().getBytes(StandardCharsets.UTF_8)))
            .equals(given);
  }

  private void page(HttpExchange exchange, String project) throws IOException {
    List<Wheel> found = wheels.stream().filter(wheel -> wheel.project().equals(project)).toList();
    if (found.isEmpty()) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    String accept =
        String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", new ArrayList<>()));
    boolean asJson = json && accept.contains(JSON);
    exchange.getResponseHeaders().set("Content-Type", asJson ? JSON : "text/html; charset=utf-8");
    byte[] body = (asJson ? json(project, found) : html(found)).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String html(List<Wheel> found) {
    return found.stream()
        .map(
            wheel ->
                "<a href=\"/files/%s#sha256=%s\">%s</a><br>"
                    .formatted(wheel.fileName(), wheel.sha256(), wheel.fileName()))
        .collect(Collectors.joining("\n", "<!DOCTYPE html><html><body>", "</body></html>"));
  }

  private static String json(String project, List<Wheel> found) {
    return found.stream()
        .map(
            wheel ->
                "{\"filename\":\"%s\",\"url\":\"/files/%s\",\"hashes\":{\"sha256\":\"%s\"}}"
                    .formatted(wheel.fileName(), wheel.fileName(), wheel.sha256()))
        .collect(
            Collectors.joining(
                ",",
                "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"" + project + "\",\"files\":[",
                "]}"));
  }

  private void file(HttpExchange exchange, String name) throws IOException {
    Optional<Wheel> wheel =
        wheels.stream().filter(known -> known.fileName().equals(name)).findFirst();
    if (wheel.isEmpty()) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    byte[] body = wheel.get().bytes();
    exchange.sendResponseHeaders(200, body.length);
    int half = stalledFile.equals(Optional.of(name)) ? body.length / 2 : body.length;
    exchange.getResponseBody().write(body, 0, half);
    if (half < body.length) {
      exchange.getResponseBody().flush();
      stalled.countDown();
      awaitRelease();
    }
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
