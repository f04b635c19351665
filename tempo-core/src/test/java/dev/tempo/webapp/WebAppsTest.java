package dev.tempo.webapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.RunType;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of scripts, served by real ones. */
class WebAppsTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final WebAppPolicy QUICK =
      WebAppPolicy.DEFAULT
          .withStartTimeout(SOON)
          .withProbeInterval(Duration.ofMillis(50))
          .withProbeTimeout(Duration.ofSeconds(2));
  private static final ShutdownPolicy LEAVE =
      new ShutdownPolicy(
          Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);

  /** Serves until it is ended; while a file is there it takes connections and says nothing. */
  private static final String SERVER =
      """
      import http.server, os, sys, time
      class Page(http.server.BaseHTTPRequestHandler):
          def do_HEAD(self):
              while os.path.exists("silent"):
                  time.sleep(0.02)
              self.send_response(404)
              self.end_headers()
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
              self.wfile.write(b"hello from " + str(os.getpid()).encode())
          def log_message(self, *ignored):
              pass
      port = int(sys.argv[sys.argv.index("--port") + 1])
      http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
      """;

  /** Stops serving as soon as it is asked to end, and takes its time until it has. */
  private static final String SLOW_TO_END =
      SERVER.replace(
          "http.server.ThreadingHTTPServer((\"127.0.0.1\", port), Page).serve_forever()",
          """
          import signal
          server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
          def end(*ignored):
              server.socket.close()
              open("closed", "w").close()
              time.sleep(0.5)
              os._exit(0)
          signal.signal(signal.SIGTERM, end)
          server.serve_forever()
          """);

  @TempDir private Path directory;
  private final MemoryStore store = new MemoryStore();
  private final ConcurrentLinkedQueue<WebAppState> states = new ConcurrentLinkedQueue<>();
  private PortPool ports;
  private Tempo tempo;
  private WebApps apps;

  @BeforeEach
  void open() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      int from = Math.min(free.getLocalPort(), 65_500);
      ports = PortPool.of(from, from + 20);
    }
    start(QUICK);
  }

  private void start(WebAppPolicy policy) {
    tempo = Tempo.builder().store(store).workDirectory(directory).shutdown(LEAVE).build().start();
    apps =
        WebApps.builder(tempo)
            .ports(ports)
            .notes(PortNotes.inDirectory(directory.resolve("ports")))
            .policy(policy)
            .onChange(app -> states.add(app.status().state()))
            .build();
    tempo.runSurroundings(apps);
  }

  private void restart(WebAppPolicy policy) {
    stop();
    ports = PortPool.of(ports.from(), ports.to());
    start(policy);
  }

  @AfterEach
  void stop() {
    apps.close();
    tempo.close();
  }

  @Test
  void page_getsAPort_answers_andLeavesNothingWhenItIsStopped() throws Exception {
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT.withStartedBy("ada"));
    WebAppStatus ready = app.awaitReady(SOON);
    assertThat(ready.state()).isEqualTo(WebAppState.READY);
    int port = ready.port().orElseThrow();
    assertThat(port).isBetween(ports.from(), ports.to());
    assertThat(get(port)).startsWith("hello from ");
    assertThat(ready.address().orElseThrow().getPort()).isEqualTo(port);
    assertThat(ready.lastSeenAt()).isPresent();
    assertThat(apps.list()).containsExactly(app);
    assertThat(apps.find(app.id())).contains(app);
    Run run = tempo.findRun(app.id()).orElseThrow();
    assertThat(run.type()).isEqualTo(RunType.SERVICE);
    assertThat(run.cause()).isEqualTo(RunCause.INTERFACE);
    assertThat(run.request().origin().startedBy()).contains("ada");

    assertThat(apps.stop(app, "ada")).isTrue();
    WebAppStatus ended = app.awaitEnd(SOON);
    assertThat(ended.state()).isEqualTo(WebAppState.STOPPED);
    assertThat(ended.error()).isEmpty();
    assertThat(states).containsExactly(WebAppState.READY, WebAppState.STOPPED);
    assertThat(tempo.findRun(app.id()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(apps.list()).isEmpty();
    assertThat(ports.taken()).isEmpty();
    assertThat(PortPool.isBindable(port)).isTrue();
    assertThat(apps.stop(app, "ada")).isFalse();
    try (var notes = Files.list(directory.resolve("ports"))) {
      assertThat(notes).isEmpty();
    }
  }

  /** As by a database that takes nothing for a moment. */
  @Test
  void portThatCannotBeNoted_isNotKept() {
    apps.close();
    ports = PortPool.of(ports.from(), ports.from() + 2);
    AtomicInteger refusals = new AtomicInteger(5);
    PortNotes inFiles = PortNotes.inDirectory(directory.resolve("ports"));
    PortNotes refusing =
        (PortNotes)
            Proxy.newProxyInstance(
                PortNotes.class.getClassLoader(),
                new Class<?>[] {PortNotes.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("put") && refusals.getAndDecrement() > 0) {
                    throw new StoreException("not now, says the test");
                  }
                  return method.invoke(inFiles, arguments);
                });
    apps = WebApps.builder(tempo).ports(ports).notes(refusing).policy(QUICK).build();
    tempo.runSurroundings(apps);
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT);
    assertThat(app.awaitReady(SOON).state()).isEqualTo(WebAppState.READY);
    assertThat(refusals.get()).isNegative();
    assertThat(ports.taken()).hasSize(1);
    apps.stop(app, "ada");
    app.awaitEnd(SOON);
    assertThat(ports.taken()).isEmpty();
  }

  @Test
  void scriptThatEndsTooSoon_saysWhy() {
    WebApp failed = apps.open(job("fails", "exit 3").id(), RunOptions.DEFAULT);
    assertThat(failed.awaitReady(SOON).state()).isEqualTo(WebAppState.FAILED);
    assertThat(failed.status().error()).contains("It exited with code 3");
    WebApp ended = apps.open(job("ends", "exit 0").id(), RunOptions.DEFAULT);
    assertThat(ended.awaitEnd(SOON).state()).isEqualTo(WebAppState.FAILED);
    assertThat(ended.status().error()).contains("It ended before its page answered");
    assertThat(ports.taken()).isEmpty();
  }

  @Test
  void scriptThatNeverAnswers_isEnded() {
    restart(QUICK.withStartTimeout(Duration.ofMillis(300)));
    WebApp app = apps.open(job("silent", "sleep 1000").id(), RunOptions.DEFAULT);
    assertThat(app.awaitEnd(SOON).state()).isEqualTo(WebAppState.FAILED);
    assertThat(app.status().error().orElseThrow()).startsWith("Its page did not answer within");
    assertThat(tempo.findRun(app.id()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ports.taken()).isEmpty();
  }

  @Test
  void portThatIsLostToAnotherProgram_isReplaced() throws Exception {
    AtomicReference<ServerSocket> other = new AtomicReference<>();
    tempo.runSurroundings(
        (job, run) -> {
          RunSurroundings.Additions additions = apps.of(job, run);
          if (other.get() == null) {
            other.set(bound(Integer.parseInt(additions.arguments().getLast())));
          }
          return additions;
        });
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT.withLabel("p"));
    WebAppStatus ready = app.awaitReady(SOON);
    try (ServerSocket taken = other.get()) {
      assertThat(ready.state()).isEqualTo(WebAppState.READY);
      assertThat(ready.runId()).isNotEqualTo(app.id());
      assertThat(ready.port().orElseThrow()).isNotEqualTo(taken.getLocalPort());
      assertThat(tempo.findRun(ready.runId()).orElseThrow().label()).contains("p");
      assertThat(get(ready.port().orElseThrow())).startsWith("hello");
      assertThat(apps.list()).containsExactly(app);
    }
    apps.stop(app, "test");
    assertThat(app.awaitEnd(SOON).state()).isEqualTo(WebAppState.STOPPED);
    assertThat(ports.taken()).isEmpty();
  }

  @Test
  void strangerThatAnswersOnThePort_isNotTakenForThePage() throws Exception {
    Path hold = Files.createFile(directory.resolve("hold"));
    CountDownLatch asked = new CountDownLatch(3);
    AtomicReference<ServerSocket> stranger = new AtomicReference<>();
    tempo.runSurroundings(
        (job, run) -> {
          RunSurroundings.Additions additions = apps.of(job, run);
          if (stranger.get() == null) {
            stranger.set(answering(Integer.parseInt(additions.arguments().getLast()), asked));
          }
          return additions;
        });
    WebApp app =
        apps.open(
            serving("import os, time\nwhile os.path.exists('hold'):\n  time.sleep(0.02)\n" + SERVER)
                .id(),
            RunOptions.DEFAULT);
    assertThat(asked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(app.status().state()).isEqualTo(WebAppState.STARTING);
    Files.delete(hold); // now it finds its port taken, and fails
    WebAppStatus ready = app.awaitReady(SOON);
    assertThat(ready.state()).isEqualTo(WebAppState.READY);
    assertThat(ready.port().orElseThrow()).isNotEqualTo(stranger.get().getLocalPort());
    assertThat(get(ready.port().orElseThrow())).startsWith("hello");
    stranger.get().close();
    apps.stop(app, "test");
    assertThat(app.awaitEnd(SOON).state()).isEqualTo(WebAppState.STOPPED);
  }

  private static ServerSocket answering(int port, CountDownLatch asked) {
    ServerSocket server = bound(port);
    Thread.ofVirtual().start(() -> answer(server, asked));
    return server;
  }

  private static void answer(ServerSocket server, CountDownLatch asked) {
    while (!server.isClosed()) {
      try (Socket browser = server.accept()) {
        browser.getInputStream().read();
        browser.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        asked.countDown();
      } catch (IOException e) {
        assertThat(asked.getCount()).isZero(); // it is closed at the end
      }
    }
  }

  @Test
  void hostAndNotesThatFail_keepNoPageFromItsEnd() {
    apps.close();
    PortNotes kept = PortNotes.inMemory();
    PortNotes failing =
        new PortNotes() {
          @Override
          public void put(UUID runId, int port) {
            kept.put(runId, port);
          }

          @Override
          public OptionalInt find(UUID runId) {
            return kept.find(runId);
          }

          @Override
          public void remove(UUID runId) {
            throw new IllegalStateException("The disk is full");
          }
        };
    apps =
        WebApps.builder(tempo)
            .ports(ports)
            .notes(failing)
            .policy(QUICK)
            .onChange(
                app -> {
                  throw new IllegalStateException("The database is locked");
                })
            .build();
    tempo.runSurroundings(apps);
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT);
    assertThat(app.awaitReady(SOON).state()).isEqualTo(WebAppState.READY);
    apps.stop(app, "test");
    assertThat(app.awaitEnd(SOON).state()).isEqualTo(WebAppState.STOPPED);
    assertThat(ports.taken()).isEmpty();
  }

  @Test
  void pageThatFallsSilent_isUnresponsive_untilItAnswersAgain() throws Exception {
    restart(QUICK.withProbeTimeout(Duration.ofMillis(300)));
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT);
    assertThat(app.awaitReady(SOON).state()).isEqualTo(WebAppState.READY);
    Path silent = Files.createFile(directory.resolve("silent"));
    awaitState(app, WebAppState.UNRESPONSIVE);
    assertThat(tempo.findRun(app.id()).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    Files.delete(silent);
    awaitState(app, WebAppState.READY);
    apps.stop(app, "test");
    app.awaitEnd(SOON);
  }

  @Test
  void pageThatIsBeingStopped_isNotCalledUnresponsive() throws Exception {
    WebApp app = apps.open(serving(SLOW_TO_END).id(), RunOptions.DEFAULT);
    app.awaitReady(SOON);
    apps.stop(app, "test");
    app.awaitEnd(SOON);
    assertThat(directory.resolve("closed")).exists();
    assertThat(states).containsExactly(WebAppState.READY, WebAppState.STOPPED);
  }

  @Test
  void restart_takesUpThePage_withItsProcessAndItsPort() throws Exception {
    WebApp before = apps.open(serving().id(), RunOptions.DEFAULT.withStartedBy("ada"));
    int port = before.awaitReady(SOON).port().orElseThrow();
    String page = get(port);
    restart(QUICK);
    assertThat(get(port)).isEqualTo(page);
    List<WebApp> found = apps.recover();
    assertThat(found).hasSize(1);
    assertThat(apps.recover()).isEmpty();
    WebApp app = found.getFirst();
    assertThat(app.id()).isEqualTo(before.id());
    assertThat(app.openedBy().request().origin().startedBy()).contains("ada");
    assertThat(app.awaitReady(SOON).port()).hasValue(port);
    assertThat(ports.taken()).containsExactly(port);
    apps.stop(app, "test");
    assertThat(app.awaitEnd(SOON).state()).isEqualTo(WebAppState.STOPPED);
    assertThat(PortPool.isBindable(port)).isTrue();
  }

  @Test
  void noPort_failsTheRun_andOtherRunsGetNone() {
    for (int port = ports.from(); port <= ports.to(); port++) {
      ports.claim(port);
    }
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT);
    assertThat(app.awaitEnd(SOON).state()).isEqualTo(WebAppState.FAILED);
    assertThat(app.status().error().orElseThrow()).contains("No port from " + ports.from());
    Job plain = job("plain", "test $# -eq 0");
    assertThat(tempo.run(plain.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThatThrownBy(() -> app.awaitEnd(Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void preferredPort_isAskedOfTheHost() throws Exception {
    int wanted = ports.to();
    apps.close();
    apps =
        WebApps.builder(tempo)
            .ports(ports)
            .policy(QUICK)
            .preferredPort(job -> OptionalInt.of(wanted))
            .build();
    tempo.runSurroundings(apps);
    WebApp app = apps.open(serving().id(), RunOptions.DEFAULT);
    assertThat(app.awaitReady(SOON).port()).hasValue(wanted);
    apps.stop(app, "test");
    app.awaitEnd(SOON);
  }

  private Job serving() {
    return serving(SERVER);
  }

  private Job serving(String script) {
    return tempo.save(
        Job.named("serving")
            .task(Task.command("python3", "-c", script).withWorkingDirectory(directory))
            .build());
  }

  private Job job(String name, String script) {
    return tempo.save(Job.named(name).task(Task.shell(script)).build());
  }

  private static ServerSocket bound(int port) {
    try {
      return new ServerSocket(port);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String get(int port) throws IOException {
    URL url = URI.create("http://127.0.0.1:" + port + "/").toURL();
    try (var in = url.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void awaitState(WebApp app, WebAppState wanted) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (app.status().state() != wanted) {
      assertThat(System.nanoTime()).as("%s", app.status()).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
