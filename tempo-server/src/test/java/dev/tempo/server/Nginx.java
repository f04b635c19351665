package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The shipped configuration of nginx, with nginx itself; only the ports and TLS are left out. */
public final class Nginx implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private final Process process;
  private final String url;

  private Nginx(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Whether it can be had. */
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @param directory for its files
   * @param port of the server behind it
   * @param change of the shipped configuration
   * @param health what it answers when it is there
   */
  public static Nginx start(Path directory, int port, UnaryOperator<String> change, String health)
      throws Exception {
    int own = freePort();
    String shipped =
        Files.readString(Path.of("packaging/nginx.conf"))
            .replace("127.0.0.1:8080", "127.0.0.1:" + port)
            .replace("listen 443 ssl;", "listen 127.0.0.1:" + own + ";")
            .replaceAll("(?m)^\\s*ssl_certificate.*$", "");
    Files.createDirectories(directory);
    Path file = directory.resolve("nginx.conf");
    Files.writeString(
        file,
        "daemon off; pid %1$s/pid; error_log %1$s/error.log;\nevents {}\nhttp { access_log off;\n"
                .formatted(directory)
            + temporary(directory)
            + change.apply(shipped)
            + "}\n");
    Path output = directory.resolve("nginx.out");
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "-c", file.toString(), "-e", directory + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Nginx nginx = new Nginx(process, "http://127.0.0.1:" + own);
    nginx.await(health, output);
    return nginx;
  }

  private static String temporary(Path directory) {
    StringBuilder paths = new StringBuilder();
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      paths.append("%s_temp_path %s/%s;\n".formatted(kind, directory, kind));
    }
    return paths.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private void await(String health, Path output) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        new ApiClient(url).get(health).status(200);
        return;
      } catch (java.io.UncheckedIOException e) {
        assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  /** Where it answers. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
