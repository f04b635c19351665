package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.webapp.PortPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are opened and ended one after the other leave nothing behind. */
final class InterfaceLeaksTest {
  private static final int FIRST = 4;
  private static final Pattern BROWSER = Pattern.compile("chrom|node");

  /** What comes and goes in this virtual machine besides: far less than one for each opening. */
  private static final int SLACK = 6;

  /** Serves as little as there is, as a thousand of them are started. */
  private static final String SCRIPT =
      """
      import socket, sys
      port = int(sys.argv[sys.argv.index("--port") + 1])
      with socket.create_server(("127.0.0.1", port)) as server:
          while True:
              line, _ = server.accept()
              with line:
                  line.recv(65536)
                  line.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok")
      """;

  @TempDir private Path directory;
  private PageServer pages;

  /** The ports that pages and scripts had. */
  private final Set<Integer> given = new TreeSet<>();

  @BeforeEach
  void start() throws IOException {
    pages = new PageServer(directory);
  }

  @AfterEach
  void stop() {
    pages.close();
  }

  /** What a page could leave behind on this machine. */
  private record Held(long threads, long descriptors, long files, long processes, long ports) {
    boolean isAtMost(Held other) {
      return threads <= other.threads
          && descriptors <= other.descriptors
          && files <= other.files
          && processes <= other.processes
          && ports <= other.ports;
    }

    Held plus(long slack) {
      return new Held(threads + slack, descriptors + slack, files, processes, ports);
    }
  }

  private Held held() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      JsonNode ports = pages.admin().get("/api/admin/ports").status(200).data();
      int all = ports.at("/range/to").intValue() - ports.at("/range/from").intValue() + 1;
      long bound = given.stream().filter(port -> !PortPool.isBindable(port)).count();
      return new Held(
          ManagementFactory.getThreadMXBean().getThreadCount(),
          descriptors.count(),
          files(),
          ProcessHandle.current().descendants().filter(InterfaceLeaksTest::isOfServer).count(),
          all - ports.path("free").intValue() + bound);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The browser of other tests has processes, too, which come and go. */
  private static boolean isOfServer(ProcessHandle process) {
    return process.info().command().filter(BROWSER.asPredicate()).isEmpty();
  }

  /** Files that go while they are counted do not count. */
  private long files() throws IOException {
    AtomicLong count = new AtomicLong();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            count.incrementAndGet();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return count.get();
  }

  @Test
  void openings_leaveNothing() throws Exception {
    openAndEnd(15);
  }

  @Test
  @Tag("long")
  void thousandOpenings_leaveNothing() throws Exception {
    openAndEnd(1_000);
  }

  private void openAndEnd(int count) throws Exception {
    ApiClient user = pages.server().as("olaf", Role.OPERATOR);
    String job = pages.job("Olaf's page", SCRIPT, ",'interface':{'autoOpen':true}");
    for (int i = 0; i < FIRST; i++) {
      openOnce(user, job);
    }
    pages.endAll();
    Held before = held();
    for (int i = 0; i < count; i++) {
      openOnce(user, job);
    }
    pages.endAll();
    Held most = before.plus(SLACK);
    Await.until("nothing is left of " + before + " but " + held(), () -> held().isAtMost(most));
    assertThat(pages.server().client().get("/api/health").data("portUsage").intValue()).isZero();
  }

  private void openOnce(ApiClient user, String job) throws Exception {
    JsonNode opened = pages.open(user, job).status(201).data();
    assertThat(pages.ready(user, job).path("state").textValue()).isEqualTo("ready");
    pages
        .admin()
        .get("/api/admin/ports")
        .data("ports")
        .forEach(port -> given.add(port.path("port").intValue()));
    PageTab tab = PageTab.of(opened);
    var lease = tab.lease("a");
    lease.body().readNBytes(6);
    assertThat(tab.get("/").body()).isEqualTo("ok");
    lease.body().close();
    user.delete("/api/interfaces/" + opened.path("sessionId").textValue()).status(204);
    pages.awaitEnd(opened);
  }
}
