package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as people start it: {@code bin/tempo}, with the heap and limits of its own. */
final class RealServer implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready on http://[^:]+:(\\d+)");

  private final Path errors;
  private final Process process;
  private final int port;
  private final ApiClient admin;

  private RealServer(Path errors, Process process, int port) {
    this.errors = errors;
    this.process = process;
    this.port = port;
    String account = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    client().post("/api/setup/admin", account).status(201);
    this.admin = client().logIn("admin", TestServer.PASSWORD);
  }

  /**
   * Starts one over an empty directory, and makes the first account.
   *
   * @param environment more variables
   */
  static RealServer start(Path directory, Map<String, String> environment) throws IOException {
    ProcessBuilder command =
        ArchivedClasses.server(directory.resolve("built"))
            .command("bin/tempo", "run", "--port", "0", "--data-path", directory + "/data");
    command.environment().putAll(environment);
    Path errors = directory.resolve("err");
    Process process = command.redirectError(errors.toFile()).start();
    Matcher ready = READY.matcher(String.valueOf(process.inputReader().readLine()));
    assertThat(ready.find()).as(Files.readString(errors)).isTrue();
    return new RealServer(errors, process, Integer.parseInt(ready.group(1)));
  }

  int port() {
    return port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  Process process() {
    return process;
  }

  ApiClient client() {
    return new ApiClient(url());
  }

  ApiClient admin() {
    return admin;
  }

  /** The most memory that it ever had. */
  long peakBytes() throws IOException {
    String peak =
        Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(peak.replaceAll("\\D", "")) * 1_024;
  }

  /** Ends it, as it must be possible after everything. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    assertThat(errors).content().doesNotContain("OutOfMemoryError");
  }
}
