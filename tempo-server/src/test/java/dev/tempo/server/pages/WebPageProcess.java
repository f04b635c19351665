package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script of the resources that serves a page, as a process of its own on a free port. */
final class WebPageProcess implements AutoCloseable {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private final Process process;
  private final int port;
  private final Path output;

  private WebPageProcess(Process process, int port, Path output) {
    this.process = process;
    this.port = port;
    this.output = output;
  }

  /** A script for the system's Python, which has Flask and Tornado where their packages are. */
  static WebPageProcess python(Path directory, String module, String script) throws Exception {
    boolean required = "required".equals(System.getenv("TEMPO_BROWSER_TESTS"));
    assumeTrue(required || has(module), "Skipped: " + PYTHON + " has no " + module);
    return start(directory, PYTHON.toString(), resource(script), "");
  }

  static boolean has(String module) throws Exception {
    return Files.isExecutable(PYTHON)
        && new ProcessBuilder(PYTHON.toString(), "-c", "import " + module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  /** The standard library's own web server, over a directory. */
  static WebPageProcess httpServer(Path directory) throws Exception {
    return start(directory, PYTHON.toString(), "-m", "http.server", "--bind", "127.0.0.1", "");
  }

  /** A script for Node. */
  static WebPageProcess node(Path directory, String script) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "Skipped: there is no node");
    return start(directory, "/usr/bin/node", resource(script), "");
  }

  private static String resource(String name) throws Exception {
    return Path.of(WebPageProcess.class.getResource("/webpages/" + name).toURI()).toString();
  }

  /** The last part of the command is where the port stands. */
  private static WebPageProcess start(Path directory, String... command) throws Exception {
    int port = freePort();
    List<String> parts = new ArrayList<>(List.of(command));
    parts.set(parts.size() - 1, Integer.toString(port));
    Path output = Files.createTempFile(directory, "page", ".log");
    Process process =
        new ProcessBuilder(parts)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    WebPageProcess page = new WebPageProcess(process, port, output);
    page.await();
    return page;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void await() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
