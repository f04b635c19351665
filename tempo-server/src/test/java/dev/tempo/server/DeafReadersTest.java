package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sixty clients ask a server for the largest answers that it has, and read none of them. */
@EnabledOnOs(OS.LINUX)
final class DeafReadersTest {
  private static final int CLIENTS = 60;
  private static final int RUNS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WINDOW = Duration.ofSeconds(5);

  /** How long a client holds an answer: longer than the server has patience with it. */
  private static final int HOLD_MS = 4_000;

  /** The heap is 192 MiB at most; classes, code, threads and the databases' pages come to it. */
  private static final long MOST_BYTES = 420L << 20;

  @TempDir static Path directory;
  private static RealServer server;
  private static List<ApiClient> attackers;
  private static List<String> paths;
  private static String log;

  @BeforeAll
  static void start() throws Exception {
    server = RealServer.start(directory, Map.of());
    attackers = List.of(account(1), account(2), account(3));
    ApiClient admin = server.admin();
    String loop = "i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo $i ";
    job("Loud", loop + "x".repeat(9_990) + "; done");
    job("Two", "a\\n".repeat(490_000));
    admin.put("/api/jobs/two", "{" + task("b\\n".repeat(490_000)) + "}").status(200);
    job("Plain", "true");
    String run = begun("loud", "{}");
    String parameters = "{'parameters':{'p':'%s'}}".formatted("x".repeat(9_990));
    for (int i = 0; i < RUNS; i++) {
      begun("plain", parameters.replace("}}", more() + "}}"));
    }
    admin.await("/api/runs/" + run, found -> !found.path("finishedAt").isNull());
    log = "/api/runs/" + run + "/logs?limit=10000";
    paths =
        List.of(
            log,
            "/api/jobs/two/versions/1/diff?with=2",
            "/api/jobs/plain/runs?limit=1000",
            "/api/runs/" + run + "/logs/download",
            "/api/jobs/two",
            "/ui/i18n/en.json",
            "/api/export");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String more() {
    StringBuilder more = new StringBuilder();
    for (int i = 1; i < 6; i++) {
      more.append(",'p").append(i).append("':'").append("x".repeat(9_990)).append("'");
    }
    return more.toString();
  }

  private static ApiClient account(int number) {
    String name = "deaf-" + number;
    String body = "{'username':'%s','password':'%s','role':'admin'}";
    server.admin().post("/api/users", body.formatted(name, TestServer.PASSWORD)).status(201);
    return server.client().logIn(name, TestServer.PASSWORD);
  }

  private static String task(String script) {
    return "'task':{'kind':'shell','content':'" + script + "'}";
  }

  private static void job(String name, String script) {
    String body = "{'name':'" + name + "','overlap':'ALLOW'," + task(script) + "}";
    server.admin().post("/api/jobs", body).status(201);
  }

  private static String begun(String job, String body) {
    return server
        .admin()
        .post("/api/jobs/" + job + "/run", body)
        .status(202)
        .data("runId")
        .textValue();
  }

  @Test
  void largeAnswersThatNobodyReads_keepNobodyFromTheirs() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger held = new AtomicInteger();
    List<Future<Void>> deaf = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < CLIENTS; i++) {
          int number = i;
          deaf.add(pool.submit(() -> repeat(number, over, held)));
        }
        HealthWatch health = new HealthWatch(server.port());
        long begun = System.nanoTime();
        while (goesOn(System.nanoTime() - begun, held)) {
          System.out.println(health.watch(Duration.ofMillis(300)));
          server.admin().get("/api/jobs").status(200);
          server.admin().get("/api/runs").status(200);
        }
      } finally {
        over.set(true);
      }
      for (Future<Void> client : deaf) {
        client.get(60, TimeUnit.SECONDS);
      }
    }
    System.out.println("peak " + (server.peakBytes() >> 20) + " MiB, " + held + " answers");
    assertThat(held.get()).isGreaterThan(CLIENTS);
    assertThat(server.process().isAlive()).isTrue();
    assertThat(server.peakBytes()).isLessThan(MOST_BYTES);
    for (ApiClient attacker : attackers) {
      assertThat(attacker.get(log).status(200).body()).hasSizeGreaterThan(4_000_000);
    }
  }

  /** For a while, and longer where the machine is slow, until some have come again. */
  private static boolean goesOn(long nanos, AtomicInteger held) {
    return nanos < (held.get() > CLIENTS ? WINDOW : PATIENCE).toNanos();
  }

  private static Void repeat(int number, AtomicBoolean over, AtomicInteger held)
      throws IOException {
    for (int i = number; !over.get(); i++) {
      String path = paths.get(i % paths.size());
      ApiClient as = attackers.get(i % attackers.size());
      try (Socket socket = new Socket()) {
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(HOLD_MS);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), HOLD_MS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: ";
        String sent = request + as.headers().get("Authorization") + "\r\n\r\n";
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        if (new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
            .endsWith("200")) {
          held.incrementAndGet();
          hold(socket, over);
        }
      } catch (SocketException | SocketTimeoutException e) {
        continue; // cut, or not answered yet
      }
    }
    return null;
  }

  /** A few bytes now and then, so that it is seen when the connection has been cut. */
  private static void hold(Socket socket, AtomicBoolean over) throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HOLD_MS);
    while (!over.get() && System.nanoTime() < until && socket.getInputStream().read() >= 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }
}
