package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WebSockets that were opened with an API key end with it, over real sockets. */
final class KeySocketsTest {
  private static final int CREDENTIALS_ENDED = 1008;

  @TempDir Path directory;
  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient admin;
  private ApiClient owner;

  @BeforeEach
  void start() {
    server = TestServer.start(directory, b -> b.time(time));
    String first = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/setup/admin", first).status(201);
    admin = server.admin();
    owner = server.as("owner", Role.OPERATOR);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What ends a key. */
  private enum End {
    REVOKED(at -> at.owner.delete("/api/keys/" + at.id).status(200)),
    REVOKED_BY_AN_ADMINISTRATOR(at -> at.admin.delete("/api/keys/" + at.id).status(200)),
    ROTATED(at -> at.owner.post("/api/keys/" + at.id + "/rotate").status(200)),
    OWNER_DEMOTED(at -> at.admin.put(at.account, "{'role':'viewer'}").status(200)),
    OWNER_DEACTIVATED(at -> at.admin.put(at.account, "{'active':false}").status(200)),
    OWNER_DELETED(at -> at.admin.delete(at.account).status(200)),
    PASSWORD_RESET(at -> at.admin.put(at.account, "{'password':'another one'}").status(200));

    private final Consumer<Key> end;

    End(Consumer<Key> end) {
      this.end = end;
    }
  }

  private record Key(ApiClient admin, ApiClient owner, String account, String id) {}

  @ParameterizedTest
  @EnumSource
  void sockets_endWithTheirKey_andOthersDoNot(End way) throws Exception {
    var made = owner.post("/api/keys", "{'name':'k','scope':'api'}").status(201);
    String other = admin.post("/api/keys", "{'name':'o','scope':'api'}").data("key").textValue();
    String secret = made.data("key").textValue();
    SocketClient inHeader = open(server.client().withKey(secret));
    SocketClient asBearer = open(server.client().bearer(secret));
    SocketClient ofAnother = open(server.client().withKey(other));
    String account = "/api/users/" + owner.get("/api/auth/me").data("id").textValue();
    way.end.accept(new Key(admin, owner, account, made.data("id").textValue()));
    assertThat(inHeader.closeCode()).isEqualTo(CREDENTIALS_ENDED);
    assertThat(asBearer.closeCode()).isEqualTo(CREDENTIALS_ENDED);
    ofAnother.say("{'ping':1}");
    ofAnother.untilType("pong");
    assertThat(ofAnother.isClosed()).isFalse();
  }

  @Test
  void socketsOfAKeyThatExpires_endByThemselves_alsoWhenTheirClientsAreSilent() throws Exception {
    Instant end = time.nowMillis().plus(Duration.ofHours(1));
    String body = "{'name':'k','scope':'api','expiresAt':'" + end + "'}";
    String secret = owner.post("/api/keys", body).status(201).data("key").textValue();
    SocketClient events = open(server.client().withKey(secret));
    String task = "'task':{'kind':'shell','content':'while :; do sleep 0.05; done'}";
    admin.post("/api/jobs", "{'name':'Long'," + task + "}").status(201);
    String run =
        server
            .client()
            .withKey(secret)
            .post("/api/jobs/long/run")
            .status(202)
            .data("runId")
            .textValue();
    SocketClient log =
        SocketClient.open(
            server.client().bearer(secret), server.url(), "/api/runs/" + run + "/logs/live");
    log.until(message -> message.path("status").asText().equals("running"));
    SocketClient ofSession = open(admin);
    time.step(Duration.ofMinutes(61));
    assertThat(events.closeCode()).isEqualTo(CREDENTIALS_ENDED);
    assertThat(log.closeCode()).isEqualTo(CREDENTIALS_ENDED);
    assertThat(ofSession.isClosed()).isFalse();
    admin.post("/api/runs/" + run + "/cancel").status(202);
  }

  @Test
  void logOut_withAKey_isRefused_andClosesNobodysSockets() throws Exception {
    String mine = owner.post("/api/keys", "{'name':'k','scope':'api'}").data("key").textValue();
    String other = admin.post("/api/keys", "{'name':'o','scope':'api'}").data("key").textValue();
    SocketClient ofMine = open(server.client().withKey(mine));
    SocketClient ofAnother = open(server.client().withKey(other));
    server.client().withKey(mine).post("/api/auth/logout").problem(409, "CONFLICT");
    for (SocketClient socket : List.of(ofMine, ofAnother)) {
      socket.say("{'ping':'still'}");
      socket.untilType("pong");
      assertThat(socket.isClosed()).isFalse();
    }
  }

  private SocketClient open(ApiClient as) throws InterruptedException {
    SocketClient client = SocketClient.open(as, server.url(), "/ws");
    client.say("{'ping':'ready'}");
    client.untilType("pong");
    return client;
  }
}
