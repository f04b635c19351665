package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.transport.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers, and the least of those who are known, send to use a server up: a real one, with
 * the heap and limits that it has when nobody sets any. Nothing may need a restart.
 */
@EnabledOnOs(OS.LINUX)
final class FloodTest {
  private static final int BODY_BYTES = 4 << 20;

  /** Scripts of a megabyte each: half of the heap. */
  private static final int LONG = 102;

  /** Far above what it takes, so that a machine that is busy with other things fails no test. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir static Path directory;
  private static RealServer server;
  private static Process process;
  private static int port;
  private static ApiClient admin;

  @BeforeAll
  static void start() throws IOException {
    server = RealServer.start(directory, Map.of());
    process = server.process();
    port = server.port();
    admin = server.admin();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** Health answers, and the engine runs scripts. */
  private static void assertWorks() {
    assertQuick();
    String script = "{'name':'Works','task':{'kind':'shell','content':'true'}}";
    if (admin.get("/api/jobs/works").status() == 404) {
      admin.post("/api/jobs", script).status(201);
    }
    String run = admin.post("/api/jobs/works/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, found -> found.path("status").asText().equals("success"));
    assertThat(process.isAlive()).isTrue();
  }

  private static void assertQuick() {
    long before = System.nanoTime();
    server.client().get("/api/health").status(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE);
  }

  /** Answers to the same request from many at once; an empty one where the connection was cut. */
  private static List<String> flood(int clients, String head, String body) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
      Callable<String> one =
          () -> {
            try (RawClient client = new RawClient(port)) {
              String length = "Content-Length: " + body.length() + "\r\n";
              client.send(head + "Host: localhost\r\nContent-Type: application/json\r\n" + length);
              return client.send("\r\n" + body).answer();
            }
          };
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        answers.add(pool.submit(one));
      }
      assertQuick();
      List<String> said = new ArrayList<>();
      for (Future<String> answer : answers) {
        said.add(answer.get(60, TimeUnit.SECONDS));
      }
      return said;
    }
  }

  private static String manyObjects() {
    return "[" + "{},".repeat(BODY_BYTES / 3 - 1) + "{}]";
  }

  @Test
  void strangersBodies_areSmall_whateverTheySend() throws Exception {
    for (String path : List.of("/api/auth/login", "/api/setup/admin")) {
      String head = "POST " + path + " HTTP/1.1\r\n";
      assertThat(flood(8, head, manyObjects()))
          .allSatisfy(answer -> assertThat(answer).matches("(?s)HTTP/1.1 (413|429) .*"));
      assertThat(flood(8, head, "[" + "{},".repeat(2_700) + "{}]"))
          .allSatisfy(answer -> assertThat(answer).matches("(?s)HTTP/1.1 (400|413|422|429) .*"));
    }
    assertWorks();
  }

  @Test
  void trees_ofThoseWhoAreKnown_takeNoMoreThanThereIs() throws Exception {
    String head =
        "POST /api/jobs HTTP/1.1\r\nAuthorization: "
            + admin.headers().get("Authorization")
            + "\r\n";
    List<String> bodies =
        List.of(
            manyObjects(),
            "{\"name\":\"x\",\"tags\":[" + "\"a\",".repeat(24_000) + "\"a\"]}",
            "{\"name\":\"" + "x".repeat(BODY_BYTES - 20) + "\"}");
    for (String body : bodies) {
      assertThat(flood(12, head, body))
          .allSatisfy(answer -> assertThat(answer).matches("(?s)HTTP/1.1 (400|422|503) .*"));
    }
    assertWorks();
  }

  @Test
  void listsOfLongScripts_takeNoMoreThanThereIs() throws Exception {
    String text = "# " + "x".repeat(999_990);
    ApiClient quick = admin.unchecked();
    for (int i = 0; i < LONG; i++) {
      String job = "{'name':'Long " + i + "','task':{'kind':'shell','content':'" + text + "'}}";
      (i == 0 ? admin : quick).post("/api/jobs", job).status(201);
    }
    List<String> made = List.of();
    for (int i = 0; i < 3; i++) {
      JsonNode jobs = admin.get("/api/jobs?limit=200").status(200).data("jobs");
      assertThat(jobs.findValues("content")).isEmpty();
      made =
          StreamSupport.stream(jobs.spliterator(), false)
              .filter(job -> job.path("name").textValue().startsWith("Long "))
              .map(job -> job.path("id").textValue())
              .toList();
      assertThat(made).hasSize(LONG);
    }
    JsonNode whole = admin.get("/api/jobs/" + made.getLast()).status(200).data();
    assertThat(whole.path("task").path("content").textValue()).hasSize(text.length());
    assertWorks();
    for (String id : made) {
      admin.delete("/api/jobs/" + id).status(200);
    }
    assertWorks();
  }

  @Test
  void connectionsThatOnlyWait_keepNobodyOut() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        RawClient client = new RawClient(port);
        clients.add(client);
        switch (i % 3) {
          case 0 -> client.send("GET /api/health HTTP/1.1\r\nHost: loc");
          case 1 ->
              client.send(
                  "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 8000\r\n\r\n{");
          default -> {} // silent
        }
        if (i % 50 == 0) {
          assertQuick();
        }
      }
      assertWorks();
      for (RawClient client : clients) {
        client.send("x"); // a drop for each
      }
      assertWorks();
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    assertWorks();
  }

  @Test
  void readersWhoDoNotRead_takeLittle_andOthersGetEveryLine() throws Exception {
    String gate = "while [ ! -e " + directory.resolve("gate") + " ]; do sleep 0.05; done; ";
    String loop = "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i " + "x".repeat(9_990);
    admin
        .post(
            "/api/jobs",
            "{'name':'Big','task':{'kind':'shell','content':'" + gate + loop + "; done'}}")
        .status(201);
    String run = admin.post("/api/jobs/big/run").status(202).data("runId").textValue();
    String live = "/api/runs/" + run + "/logs/live";
    List<RawClient> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        deaf.add(deaf(live));
      }
      SocketClient reader = SocketClient.open(admin, server.url(), live);
      Files.createFile(directory.resolve("gate"));
      assertThat(reader.closeCode()).isEqualTo(1000);
      assertThat(reader.contents()).hasSize(2_000);
      for (int i = 0; i < 40; i++) {
        deaf.add(deaf(live)); // these read what is stored
      }
      assertWorks();
    } finally {
      for (RawClient client : deaf) {
        client.close();
      }
    }
    assertWorks();
  }

  private static RawClient deaf(String path) throws IOException {
    return Attacks.deaf(port, "127.0.0.1", admin, path);
  }

  @Test
  void descriptorsThatRunOut_closeThePortForNobody() throws Exception {
    assertWorks();
    long open;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      open = descriptors.count();
    }
    List<RawClient> clients = new ArrayList<>();
    limitDescriptors(open + 2);
    try {
      for (int i = 0; i < 40; i++) {
        clients.add(new RawClient(port)); // the system takes them in, whether the server can or not
      }
      assertQuick();
    } finally {
      limitDescriptors(1_024);
      for (RawClient client : clients) {
        client.close();
      }
    }
    assertWorks();
  }

  private static void limitDescriptors(long most) throws Exception {
    Process limit =
        new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--nofile=" + most + ":")
            .redirectErrorStream(true)
            .start();
    assertThat(limit.waitFor()).isZero();
  }
}
