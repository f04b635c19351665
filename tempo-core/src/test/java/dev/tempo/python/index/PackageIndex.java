package dev.tempo.python.index;

import dev.tempo.python.environment.PipSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A package index on loopback: PEP 503 as HTML, PEP 691 as JSON. It speaks as much HTTP as pip
 * needs, with nothing but sockets: the module under test does not read the JDK's server.
 */
public final class PackageIndex implements AutoCloseable {
  private static final String JSON = "application/vnd.pypi.simple.v1+json";
  private static final String HTML = "text/html; charset=utf-8";

  private record Answer(int status, String type, byte[] body, boolean stalls) {
    static Answer status(int status) {
      return new Answer(status, HTML, new byte[0], false);
    }
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Wheel> wheels = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final boolean json;
  private volatile Optional<String> credentials = Optional.empty();
  private volatile Optional<String> stalledFile = Optional.empty();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Optional<String> heldFile = Optional.empty();
  private final CountDownLatch letGo = new CountDownLatch(1);

  public PackageIndex(boolean json) throws IOException {
    this.json = json;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public PackageIndex add(Wheel... added) {
    wheels.addAll(List.of(added));
    return this;
  }

  /** From now on asks for a name and a password. */
  public void protect(String userAndPassword) {
    credentials = Optional.of(userAndPassword);
  }

  /** Half of this file is sent, and then nothing. */
  public void stall(Wheel wheel) {
    stalledFile = Optional.of(wheel.fileName());
  }

  /** Nothing of this file is sent before {@link #letGo()}. */
  public void hold(Wheel wheel) {
    heldFile = Optional.of(wheel.fileName());
  }

  /** Sends what is held. */
  public void letGo() {
    letGo.countDown();
  }

  /** Waits until a file is asked for that is stalled or held. */
  public void awaitStall() throws InterruptedException {
    stalled.await();
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/simple/";
  }

  /** Settings by which nothing else is asked. */
  public PipSettings settings() {
    return PipSettings.MACHINE.withScope(PipSettings.Scope.ONLY_THESE).withIndexUrl(url());
  }

  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String request = in.readLine();
      if (request != null) {
        send(socket.getOutputStream(), answer(request.split(" ")[1], headers(in)));
      }
    } catch (IOException e) {
      // the installer went away, as some tests want it
    }
  }

  private static Map<String, String> headers(BufferedReader in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    return headers;
  }

  private void send(OutputStream out, Answer answer) throws IOException {
    String head =
        "HTTP/1.1 %d x\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
            .formatted(
                answer.status(),
                answer.type(),
                answer.body().length,
                answer.status() == 401 ? "WWW-Authenticate: Basic realm=\"index\"\r\n" : "");
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    byte[] body = answer.body();
    out.write(answer.stalls() ? Arrays.copyOf(body, body.length / 2) : body);
    out.flush();
    if (answer.stalls()) {
      stalled.countDown();
      await(released);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(String path, Map<String, String> headers) {
    requests.add(path);
    if (!allowed(headers)) {
      return Answer.status(401);
    }
    return path.startsWith("/simple/")
        ? page(path.substring("/simple/".length()).replace("/", ""), headers)
        : file(path.substring(path.lastIndexOf('/') + 1));
  }

  private boolean allowed(Map<String, String> headers) {
    return credentials.isEmpty()
        || ("Basic "
                + Base64.getEncoder()
                    .encodeToString(credentials.get().getBytes(StandardCharsets.UTF_8)))
            .equals(headers.get("authorization"));
  }

  private Answer page(String project, Map<String, String> headers) {
    List<Wheel> found = wheels.stream().filter(wheel -> wheel.project().equals(project)).toList();
    if (found.isEmpty()) {
      return Answer.status(404);
    }
    boolean asJson = json && headers.getOrDefault("accept", "").contains(JSON);
    String body = asJson ? json(project, found) : html(found);
    return new Answer(200, asJson ? JSON : HTML, body.getBytes(StandardCharsets.UTF_8), false);
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
    String files =
        found.stream()
            .map(
                wheel ->
                    "{\"filename\":\"%s\",\"url\":\"/files/%s\",\"hashes\":{\"sha256\":\"%s\"}}"
                        .formatted(wheel.fileName(), wheel.fileName(), wheel.sha256()))
            .collect(Collectors.joining(","));
    return "{\"meta\":{\"api-version\":\"1.0\"},\"name\":\"%s\",\"files\":[%s]}"
        .formatted(project, files);
  }

  private Answer file(String name) {
    if (heldFile.equals(Optional.of(name))) {
      stalled.countDown();
      await(letGo);
    }
    return wheels.stream()
        .filter(wheel -> wheel.fileName().equals(name))
        .findFirst()
        .map(
            wheel ->
                new Answer(
                    200,
                    "application/octet-stream",
                    wheel.bytes(),
                    stalledFile.equals(Optional.of(name))))
        .orElseGet(() -> Answer.status(404));
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    letGo.countDown();
    server.close();
    threads.shutdownNow();
  }
}
