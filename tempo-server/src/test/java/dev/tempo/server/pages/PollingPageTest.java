package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages behind a proxy that passes no WebSockets. */
final class PollingPageTest extends BrowserTest {
  private TestServer server;
  private PlainFront front;

  @BeforeEach
  void startServer() throws IOException {
    server = TestServer.startSetUp(directory);
    front = new PlainFront(server.server().port());
  }

  @Override
  void stop() {
    front.close();
    server.close();
  }

  @Test
  void pages_areReadAnew_andSaySo() throws Exception {
    ApiClient admin = server.admin();
    Path gate = directory.resolve("gate");
    String script = "echo before; while [ ! -e %s ]; do sleep 0.1; done; echo after";
    String run = run(admin, shellJob(admin, "Waits", script.formatted(gate)));
    openWindowOfAdmin(front.url());
    page.navigate(front.url() + "/runs/" + run);
    assertThat(page.locator(".connection")).containsText("WebSockets");
    assertThat(page.locator("tempo-log-view")).containsText("before");
    Files.createFile(gate);
    assertThat(page.locator("tempo-log-view")).containsText("after");
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
    page.navigate(front.url() + "/jobs");
    assertThat(page.locator(".connection")).containsText("WebSockets");
    shellJob(admin, "Newcomer", "true");
    assertThat(page.getByText("Newcomer").first()).isVisible();
    provoked("WebSocket", "426");
  }

  /** Passes on what it is sent, but for the wish to speak something else than HTTP. */
  private static final class PlainFront implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;

    PlainFront(int target) throws IOException {
      this.target = target;
      Thread.ofVirtual().start(this::accept);
    }

    String url() {
      return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listener.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          Thread.ofVirtual().start(() -> pass(client, server, true));
          Thread.ofVirtual().start(() -> pass(server, client, false));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private static void pass(Socket from, Socket to, boolean plain) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[65_536];
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
          String bytes = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
          String passed = plain ? bytes.replace("\r\nUpgrade: ", "\r\nDropped: ") : bytes;
          out.write(passed.getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        // One of the two is gone.
      }
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
