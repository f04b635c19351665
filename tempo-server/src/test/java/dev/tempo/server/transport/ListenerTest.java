package dev.tempo.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.testkit.VirtualClock;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that say nothing, half of something, or something without an end. */
@Timeout(120)
final class ListenerTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Limits.Pace PATIENT = new Limits.Pace(LONG, LONG, LONG, LONG, LONG);
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch atGate = new CountDownLatch(1);
  private Listener listener;

  @AfterEach
  void stop() {
    gate.countDown();
    if (listener != null) {
      listener.close();
    }
  }

  private void listen(int connections, int perClient, Limits.Pace pace) throws IOException {
    listen(new Limits(connections, perClient, pace), false);
  }

  private void listen(Limits limits, boolean manyClients) throws IOException {
    listener =
        Listener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            limits,
            address -> manyClients,
            TimeSource.system(),
            this::echo);
  }

  @Test
  void errorsWhileOneIsTakenIn_endNoListener_andOneThatHangsIsSeen() throws Exception {
    AtomicInteger errors = new AtomicInteger(3);
    listener =
        Listener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Limits(20, 20, PATIENT),
            address -> {
              if (errors.getAndDecrement() > 0) {
                throw new NoClassDefFoundError("injected");
              }
              awaitGate();
              return false;
            },
            TimeSource.system(),
            this::echo);
    for (int i = 0; i < 3; i++) {
      try (RawClient cut = new RawClient(listener.port())) {
        cut.send(REQUEST);
      } catch (IOException e) {
        assertThat(e).isNotNull(); // it may be cut before it has sent
      }
    }
    try (RawClient served = new RawClient(listener.port())) {
      served.send(REQUEST);
      while (listener.problem(Duration.ofMillis(200)).isEmpty() || errors.get() >= 0) {
        Thread.onSpinWait();
      }
      gate.countDown();
      assertThat(served.answer()).startsWith("HTTP/1.1 200");
    }
    while (listener.problem(Duration.ofMillis(200)).isPresent()) {
      Thread.onSpinWait();
    }
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers each request with its body; one that asks for it only when the gate is open. */
  private void echo(Wire wire) {
    try {
      byte[] piece = wire.read();
      while (piece != null) {
        String head = new String(piece, StandardCharsets.ISO_8859_1);
        if (head.startsWith("POST /refused")) {
          answer(wire, "413 No", ""); // without having read it
          return;
        }
        StringBuilder body = new StringBuilder();
        int length = length(head);
        while (body.length() < length) {
          byte[] more = wire.read();
          if (more == null) {
            return;
          }
          body.append(new String(more, StandardCharsets.ISO_8859_1));
        }
        if (head.startsWith("GET /gate")) {
          atGate.countDown();
          gate.await();
        }
        answer(
            wire, "200 OK", head.startsWith("GET /big") ? "x".repeat(64 << 20) : body.toString());
        piece = wire.read();
      }
    } catch (BadRequest e) {
      answer(wire, e.status() + " No", e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      // Gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.startsWith("Content-Length: "))
        .mapToInt(line -> Integer.parseInt(line.substring(16)))
        .findFirst()
        .orElse(0);
  }

  private static void answer(Wire wire, String status, String body) {
    String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
    byte[] bytes = (head + body).getBytes(StandardCharsets.ISO_8859_1);
    try {
      wire.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawClient connect() throws IOException {
    return new RawClient(listener.port());
  }

  private static Limits.Pace pace(Duration idle, Duration head, Duration body, Duration write) {
    return new Limits.Pace(idle, head, body, write, LONG);
  }

  @Test
  void silence_isEnded_beforeAndAfterARequest() throws IOException {
    listen(10, 10, pace(Duration.ofMillis(300), LONG, LONG, LONG));
    try (RawClient silent = connect()) {
      assertThat(silent.isClosed()).isTrue();
    }
    try (RawClient after = connect()) {
      assertThat(after.send(REQUEST).answer()).startsWith("HTTP/1.1 200 ");
      assertThat(after.isClosed()).isTrue();
    }
  }

  @Test
  void headThatDrips_isEnded_howeverOftenSomethingComes() throws IOException {
    listen(10, 10, pace(LONG, Duration.ofMillis(500), LONG, LONG));
    try (RawClient half = connect();
        RawClient dripping = connect()) {
      half.send("GET / HTTP/1.1\r\nHost:");
      assertThat(half.rest()).startsWith("HTTP/1.1 408 ");
      dripping.send("GET / HTTP/1.1\r\n");
      Thread drip = Thread.ofVirtual().start(() -> dripFor(dripping, "X: y\r\n"));
      assertThat(dripping.rest()).startsWith("HTTP/1.1 408 ");
      drip.interrupt();
    }
  }

  @Test
  void bodyThatStops_isEnded() throws IOException {
    listen(10, 10, pace(LONG, LONG, Duration.ofMillis(400), LONG));
    try (RawClient half = connect();
        RawClient chunked = connect()) {
      half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
      assertThat(half.rest()).startsWith("HTTP/1.1 408 ");
      chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha");
      assertThat(chunked.rest()).contains("HTTP/1.1 ");
    }
  }

  @Test
  void bodyThatDrips_isEnded_thoughItNeverStops() throws IOException {
    listen(10, 10, pace(LONG, LONG, Duration.ofMillis(700), LONG));
    try (RawClient dripping = connect()) {
      dripping.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
      Thread drip = Thread.ofVirtual().start(() -> dripFor(dripping, "x"));
      assertThat(dripping.rest()).startsWith("HTTP/1.1 408 ");
      drip.interrupt();
    }
  }

  private static void dripFor(RawClient client, String drop) {
    try {
      while (!Thread.interrupted()) {
        client.send(drop);
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      // Closed, as it should be.
    }
  }

  @Test
  void clientThatDoesNotRead_isCut() throws Exception {
    listen(10, 10, pace(LONG, LONG, LONG, Duration.ofMillis(500)));
    try (RawClient deaf = connect()) {
      deaf.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
      awaitOpen(1);
      awaitOpen(0);
    }
  }

  private void awaitOpen(int count) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (listener.standing().open() != count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(listener.standing().open()).isEqualTo(count);
  }

  @Test
  void tooManyConnections_giveTheirPlacesToNewOnes_theLongestIdleFirst() throws IOException {
    listen(20, 20, PATIENT);
    List<RawClient> open = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        RawClient client = connect();
        open.add(client);
        if (i % 3 == 1) {
          client.send("GET / HT");
        } else if (i % 3 == 2) {
          client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
        }
      }
      for (int i = 0; i < 30; i++) {
        try (RawClient client = connect()) {
          assertThat(client.send(REQUEST).answer()).startsWith("HTTP/1.1 200 ");
        }
      }
      assertThat(open.getFirst().isClosed()).isTrue();
      assertThat(listener.standing().open()).isLessThanOrEqualTo(20);
    } finally {
      for (RawClient client : open) {
        client.close();
      }
    }
  }

  @Test
  void client_hasItsOwnLimit_unlessItIsAProxy() throws IOException {
    listen(20, 3, PATIENT);
    assertThat(openAfter(12)).isLessThanOrEqualTo(3);
    listener.close();
    listen(new Limits(20, 3, PATIENT), true);
    assertThat(openAfter(12)).isEqualTo(12);
  }

  private int openAfter(int count) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawClient client = connect();
      clients.add(client);
      assertThat(client.send(REQUEST).answer()).startsWith("HTTP/1.1 200 ");
    }
    int open = listener.standing().open();
    for (RawClient client : clients) {
      client.close();
    }
    return open;
  }

  @Test
  void whoIsBeingAnswered_isNeverCutForOthers() throws IOException {
    listen(3, 3, PATIENT);
    List<RawClient> busy = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      busy.add(connect().send("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    awaitBusy();
    try (RawClient late = connect()) {
      String answer = late.rest();
      assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
      int body = answer.indexOf("\r\n\r\n") + 4;
      assertThat(answer).contains("\r\nContent-Length: " + (answer.length() - body) + "\r\n");
      assertThat(new ObjectMapper().readTree(answer.substring(body)).path("code").asText())
          .isEqualTo("UNAVAILABLE");
    }
    gate.countDown();
    for (RawClient client : busy) {
      assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
      client.close();
    }
  }

  @Test
  void whoHasHadTheLastAnswer_givesItsPlaceToOthers() throws IOException {
    listen(3, 3, PATIENT);
    List<RawClient> refused = new ArrayList<>();
    String head = "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n";
    for (int i = 0; i < 3; i++) {
      RawClient client = connect().send(head);
      refused.add(client);
      assertThat(client.answer()).startsWith("HTTP/1.1 413 ");
    }
    try (RawClient late = connect()) {
      assertThat(late.send(REQUEST).answer()).startsWith("HTTP/1.1 200 ");
    }
    for (RawClient client : refused) {
      client.close();
    }
  }

  @Test
  void whatNobodyWants_isReadToItsEnd_soThatTheAnswerArrives() throws IOException {
    listen(3, 3, PATIENT);
    byte[] body = new byte[4 << 20];
    String head =
        "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n";
    for (int i = 0; i < 3; i++) {
      try (RawClient client = connect()) {
        assertThat(client.send(head).send(body).answer()).startsWith("HTTP/1.1 413 ");
        assertThat(client.isClosed()).isTrue();
      }
    }
  }

  /** Until a new connection is refused: each one that is not makes room for itself. */
  private void awaitBusy() throws IOException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (listener.standing().open() < 3 || listener.waiting() > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void stop_waitsForAnswers_butNotForFurtherRequests() throws Exception {
    listen(10, 10, PATIENT);
    RawClient busy = connect().send("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    atGate.await();
    Thread stop = Thread.ofPlatform().start(() -> listener.stop(LONG));
    awaitWaiting(stop);
    gate.countDown();
    assertThat(busy.rest()).startsWith("HTTP/1.1 200 ");
    assertThat(stop.join(Duration.ofMinutes(1))).as("stopped long before its grace").isTrue();
    busy.close();
  }

  @Test
  void stop_cutsWhatTakesTooLong_whateverTheClockSays() throws Exception {
    listener =
        Listener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Limits(10, 10, PATIENT),
            address -> false,
            VirtualClock.at(Instant.EPOCH),
            this::echo);
    RawClient busy = connect().send("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    atGate.await();
    Thread stop = Thread.ofPlatform().start(() -> listener.stop(Duration.ofMillis(50)));
    assertThat(stop.join(Duration.ofMinutes(1))).isTrue();
    assertThat(busy.rest()).isEmpty();
    busy.close();
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void limits_leaveDescriptorsForOthers() {
    assertThat(Limits.ofDescriptors(256).connections()).isEqualTo(78);
    assertThat(Limits.ofDescriptors(400).connections()).isEqualTo(150);
    assertThat(Limits.ofDescriptors(1_024).connections()).isEqualTo(462);
    assertThat(Limits.ofDescriptors(1_024).perClient()).isEqualTo(256);
    assertThat(Limits.ofDescriptors(1 << 20).connections()).isEqualTo(4_096);
    assertThat(Limits.ofDescriptors(64).connections()).isEqualTo(16);
  }
}
