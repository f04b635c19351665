package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.transport.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What was once enough to stop a server, or to get what is others': each method does it once, and
 * looks at the answer. May be used by many threads. Strangers come from an address of their own.
 */
final class Attacks implements AutoCloseable {
  /** Whose pages may read answers of the server. */
  static final String FRIEND = "http://localhost:3000";

  /** Whom the server believes about its clients. */
  static final String PROXY = "127.0.0.3";

  private static final String STRANGER = "127.0.0.2";
  private static final int BODY_BYTES = 4 << 20;
  private static final byte[] MANY =
      ("[" + "{},".repeat(BODY_BYTES / 3 - 1) + "{}]").getBytes(StandardCharsets.US_ASCII);
  private static final List<String> OPEN_TO_ALL =
      List.of(
          "/api/auth/login",
          "/api/setup/admin",
          "/api/jobs/pattern/trigger",
          "/api/tickets",
          "/api/nowhere",
          "/ui/app/main.js",
          "/");
  private static final int DEAF = 200;
  private static final int GUESSES = 60;

  /** A machine may be so slow that guesses are given back meanwhile. */
  private static final int SLOW_GUESSES = 240;

  private static final int MOST_TIMES = 8;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final RealServer server;
  private final Path data;
  private final ApiClient admin;
  private final ApiClient developer;
  private final ApiClient operator;
  private final ApiClient viewer;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger dripped = new AtomicInteger();
  private final AtomicInteger grown = new AtomicInteger();
  private final Receivers receivers;
  private final String cookie;
  private final String operatorsKey;
  private final String deletedRun;
  private final byte[] deletedJob;
  private final byte[] bomb = bomb();

  /** Makes the accounts and jobs that the attacks need. */
  Attacks(RealServer server, Path data) throws Exception {
    this.server = server;
    this.data = data;
    this.admin = server.admin();
    this.developer = account(Role.DEVELOPER);
    this.operator = account(Role.OPERATOR);
    this.viewer = account(Role.VIEWER);
    this.receivers = Receivers.open();
    admin.put("/api/settings", "{'webhookPrivateAddresses':true}").status(200);
    this.operatorsKey = operatorsKey();
    this.cookie = cookie();
    job(developer, "Pattern", "true", "'parameters':[{'name':'p','pattern':'.*.*.*.*=.*'}],");
    job(developer, "Two", "a\\n".repeat(490_000), "");
    developer.put("/api/jobs/two", "{" + task("b\\n".repeat(490_000)) + "}").status(200);
    job(developer, "Grown", "truncate -s 3G $0; exit 0", "");
    job(developer, "Drips", "true", notify(receivers.dripping()));
    job(developer, "Told", "true", notify(receivers.good()));
    String loop = "i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo $i ";
    job(developer, "Loud", "sleep 1; " + loop + "x".repeat(9_990) + "; done", "");
    job(admin, "Admins", "true", "'requiredLevel':'admin','urlTrigger':true,");
    job(admin, "Deleted", "echo secret", "");
    this.deletedRun = ended(admin, "deleted");
    this.deletedJob = export("?jobs=deleted");
    admin.delete("/api/jobs/deleted").status(200);
  }

  private static String notify(String url) {
    return "'notify':{'on':'always','webhookUrl':'" + url + "'},";
  }

  private ApiClient account(Role role) {
    String name = "attacking-" + role.label();
    String body = "{'username':'%s','password':'%s','role':'%s'}";
    admin.post("/api/users", body.formatted(name, TestServer.PASSWORD, role.label())).status(201);
    return server.client().logIn(name, TestServer.PASSWORD);
  }

  private String operatorsKey() {
    String body = "{'name':'operators','scope':'api','role':'operator'}";
    return admin.post("/api/keys", body).status(201).data("key").textValue();
  }

  private String cookie() {
    String body = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    return server.client().post("/api/auth/login", body).status(200).cookie();
  }

  private static String task(String script) {
    return "'task':{'kind':'shell','content':'" + script + "'}";
  }

  /** In a queue of its own: places of other people's runs are theirs by right. */
  private static void job(ApiClient as, String name, String script, String more) {
    String policy = "'queue':'attack','overlap':'ALLOW',";
    as.post("/api/jobs", "{'name':'" + name + "'," + policy + more + task(script) + "}")
        .status(201);
  }

  private static String begun(ApiClient as, String job) {
    return as.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
  }

  private static String ended(ApiClient as, String job) {
    String run = begun(as, job);
    as.await("/api/runs/" + run, found -> !found.path("finishedAt").isNull());
    return run;
  }

  /** 1: four megabytes for nothing, to whatever answers strangers. */
  void strangersBodies() throws IOException {
    int next = count.getAndIncrement();
    boolean chunked = next % 2 == 0;
    String path = OPEN_TO_ALL.get(next / 2 % OPEN_TO_ALL.size());
    String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + MANY.length;
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json";
    try (RawClient client = new RawClient(server.port(), STRANGER)) {
      client.send(head + "\r\n" + length + "\r\n\r\n");
      client.send(chunked ? Integer.toHexString(MANY.length) + "\r\n" : "").send(MANY);
      assertThat(client.answer()).as(path).matches("(?s)HTTP/1.1 (401|404|405|413|429) .*");
    }
  }

  /** 1: the same by one who is known, whose bodies are read. */
  void knownBodies() throws IOException {
    try (RawClient client = new RawClient(server.port(), STRANGER)) {
      client.send("POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nAuthorization: ");
      client.send(developer.headers().get("Authorization"));
      client.send("\r\nContent-Type: application/json\r\nContent-Length: " + MANY.length);
      assertThat(client.send("\r\n\r\n").send(MANY).answer())
          .matches("(?s)HTTP/1.1 (400|422|429|503) .*");
    }
  }

  /** 4: whatever lies in the data directory is closed to other accounts. */
  void openFiles() throws IOException {
    try (Stream<Path> content = Files.list(data)) {
      for (Path path : Stream.concat(Stream.of(data), content).toList()) {
        assertThat(mode(path)).as(path.toString()).endsWith("------");
      }
    }
  }

  private static String mode(Path path) throws IOException {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (NoSuchFileException e) {
      return "------"; // a journal comes and goes
    }
  }

  /** 5: a trigger that no clock reaches, after which others could save nothing. */
  void farInstants() {
    String trigger = "{'type':'interval','everySeconds':9,'startAt':'+%s-12-31T23:59:59Z'}";
    for (String year : List.of("999999999", "10000", "292278995")) {
      developer
          .post("/api/jobs/pattern/triggers", trigger.formatted(year))
          .problem(422, "VALIDATION_ERROR");
    }
    String description = "{'description':'" + count.getAndIncrement() + "'}";
    developer.put("/api/jobs/told", description).status(200);
  }

  /** 6: two hundred readers of a loud log, who do not read. */
  void deafReaders() throws Exception {
    String run = begun(developer, "loud");
    List<RawClient> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < DEAF; i++) {
        deaf.add(deaf(server.port(), STRANGER, developer, "/api/runs/" + run + "/logs/live"));
      }
      developer.await("/api/runs/" + run, found -> !found.path("finishedAt").isNull());
    } finally {
      for (RawClient client : deaf) {
        client.close();
      }
    }
  }

  /** Nobody may begin more than sixty runs in a minute: after a few there is nothing to do. */
  private static boolean isEnough(AtomicInteger times) {
    if (times.getAndIncrement() < MOST_TIMES) {
      return false;
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    return true;
  }

  /** A WebSocket that is open, and that nobody reads. */
  static RawClient deaf(int port, String from, ApiClient as, String path) throws IOException {
    RawClient client = new RawClient(port, from);
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: ");
    client.send(as.headers().get("Authorization"));
    assertThat(client.send(UPGRADE).answer()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static final String UPGRADE =
      "\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  /** 7: a value that a pattern can read in countless ways. */
  void patterns() {
    String value = "{'parameters':{'p':'" + "x".repeat(4_000) + "'}}";
    assertThat(operator.post("/api/jobs/pattern/run", value).status()).isIn(422, 429);
  }

  /** 8: the difference of two versions that have nothing in common. */
  void differences() {
    var answer = viewer.get("/api/jobs/two/versions/1/diff?with=2");
    assertThat(answer.status()).isIn(200, 503);
    assertThat(answer.body()).hasSizeLessThan(16_000_000);
  }

  /** 9: a receiver that drips its answer, while another one is told. */
  void dripping() throws Exception {
    if (isEnough(dripped)) {
      return;
    }
    begun(developer, "drips");
    assertThat(receivers.toldBy(() -> begun(developer, "told"))).isTrue();
  }

  /** 10: an operator's key that makes others, which run what is the administrators'. */
  void keysOfKeys() {
    ApiClient key = server.client().withKey(operatorsKey);
    key.get("/api/users").problem(403, "UNAUTHORIZED");
    var made = key.post("/api/keys", "{'name':'k','scope':'trigger','role':'admin'}");
    if (made.status() == 201) {
      ApiClient child = server.client().withKey(made.data("key").textValue());
      assertThat(child.post("/api/jobs/admins/trigger").status()).isIn(403, 404, 429);
      key.delete("/api/keys/" + made.data("id").textValue()).status(200);
    } else {
      assertThat(made.status()).isIn(403, 422);
    }
  }

  /** 11: a deleted job's archive, which makes nobody owner of its runs. */
  void idsOfThePast() throws Exception {
    assertThat(imported(developer, deletedJob)).isEqualTo(200);
    developer.get("/api/runs/" + deletedRun).problem(404, "NOT_FOUND");
    developer.get("/api/runs/" + deletedRun + "/logs").problem(404, "NOT_FOUND");
    developer.delete("/api/jobs/deleted").status(200);
  }

  /** 13: a WebSocket by cookie, for a page that may call, and for one by another name. */
  void foreignSockets() throws IOException {
    for (String line :
        List.of(
            "Host: localhost\r\nOrigin: " + FRIEND,
            "Host: localhost\r\nOrigin: http://evil.example",
            "Host: evil.example\r\nOrigin: http://evil.example")) {
      try (RawClient client = new RawClient(server.port(), "127.0.0.4")) {
        client.send("GET /ws HTTP/1.1\r\n" + line + "\r\nCookie: " + cookie);
        assertThat(client.send(UPGRADE).answer()).matches("(?s)HTTP/1.1 (401|403|429) .*");
      }
    }
  }

  /** 14: guesses, each with another address of the client's own making. */
  void forgedAddresses() throws IOException {
    String last = "";
    for (int i = 0; i <= GUESSES || i < SLOW_GUESSES && !isTooMany(last); i++) {
      try (RawClient client = new RawClient(server.port(), PROXY)) {
        client.send("GET /api/jobs HTTP/1.1\r\nHost: localhost\r\nX-API-Key: guess\r\n");
        client.send("X-Forwarded-For: 10.0.0." + i + "\r\nX-Forwarded-For: 127.0.0.77\r\n\r\n");
        last = client.answer();
      }
    }
    assertThat(isTooMany(last)).as(last).isTrue();
  }

  private static boolean isTooMany(String answer) {
    return answer.startsWith("HTTP/1.1 429 ");
  }

  /** 15: a script that makes its own file larger than can be read. */
  void grownScripts() {
    if (isEnough(grown)) {
      return;
    }
    ended(developer, "grown");
    ended(developer, "grown");
  }

  /** 16: a small archive that unpacks to much. */
  void bombs() throws Exception {
    assertThat(imported(developer, bomb)).isIn(409, 413); // one at a time
  }

  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("tempo.json"));
      zip.write(new byte[32 << 20]);
    }
    assertThat(bytes.size()).isLessThan(64 << 10);
    return bytes.toByteArray();
  }

  private byte[] export(String query) throws Exception {
    HttpResponse<byte[]> answer =
        HTTP.send(request(admin, "/api/export" + query).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private int imported(ApiClient as, byte[] archive) throws Exception {
    HttpRequest request =
        request(as, "/api/import")
            .header("Content-Type", "application/zip")
            .POST(BodyPublishers.ofByteArray(archive))
            .build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder request(ApiClient as, String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    as.headers().forEach(request::header);
    return request;
  }

  @Override
  public void close() throws IOException {
    receivers.close();
  }
}
