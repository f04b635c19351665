package dev.tempo.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.benchmarks.BenchmarkSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, started by the launcher as people do. */
public final class LaunchedServer implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Tempo \\S+ ready on (\\S+) .*");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first account, as it logs in. */
  public static final String ACCOUNT = "{\"username\":\"admin\",\"password\":\"correct horse\"}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String url;
  private final double startMillis;
  private String token = "";

  private LaunchedServer(Process process, String url, long began)
      throws IOException, InterruptedException {
    this.process = process;
    this.url = url;
    body("/api/health");
    this.startMillis = (System.nanoTime() - began) / 1e6;
  }

  /**
   * The launcher of this project.
   *
   * @throws IllegalStateException if the server is not built
   */
  public static Path launcher(BenchmarkSettings settings) {
    Path project = settings.directory().toAbsolutePath().getParent().getParent().getParent();
    Path server = project.resolve("tempo-server");
    if (!Files.isDirectory(server.resolve("target/lib"))) {
      throw new IllegalStateException("Build the server first: ./mvnw -q -DskipTests package");
    }
    return server.resolve("bin/tempo");
  }

  /** Starts one, and waits for its first answer. */
  public static LaunchedServer start(Path launcher, Path data)
      throws IOException, InterruptedException {
    return start(launcher, data, Map.of());
  }

  /** Starts one with some settings, by the names of their variables. */
  public static LaunchedServer start(Path launcher, Path data, Map<String, String> settings)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "run", "--port", "0")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("TEMPO_"));
    builder.environment().put("TEMPO_DATA_PATH", data.toString());
    builder.environment().put("TEMPO_RATE_LIMIT_ENABLED", "false");
    builder.environment().putAll(settings);
    long began = System.nanoTime();
    Process process = builder.start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IllegalStateException("The server did not start: " + line);
    }
    return new LaunchedServer(process, ready.group(1), began);
  }

  /** From the start of the process to its first answer. */
  public double startMillis() {
    return startMillis;
  }

  /** Makes the first account if there is none, and logs in. */
  public void logIn() throws IOException, InterruptedException {
    post("/api/setup/admin", ACCOUNT);
    token = post("/api/auth/login", ACCOUNT).path("token").asText();
  }

  /** Where it answers. */
  public String url() {
    return url;
  }

  /** What shows who asks. */
  public String authorization() {
    return "Bearer " + token;
  }

  /** Posts JSON; the data of the answer, missing where it has none. */
  public JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).path("data");
  }

  /** What an answer takes, in milliseconds. */
  public double millis(String path) throws IOException, InterruptedException {
    long began = System.nanoTime();
    body(path);
    return (System.nanoTime() - began) / 1e6;
  }

  /**
   * Memory of a kind, in MB (10^6 bytes): {@code Rss}, with the pages of files that are mapped;
   * {@code Pss}, of those that other processes map, too, its share alone; {@code Anonymous}, what
   * no file holds, and what is gone only with the process.
   */
  public double megabytes(String kind) throws IOException {
    String maps = Files.readString(Path.of("/proc/" + process.pid() + "/smaps_rollup"));
    Matcher memory = Pattern.compile(kind + ":\\s+(\\d+) kB").matcher(maps);
    if (!memory.find()) {
      throw new IllegalStateException("No memory is told: " + kind);
    }
    return Long.parseLong(memory.group(1)) * 1_024 / 1e6;
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  /** The data of the answer to a request. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(body(path)).path("data");
  }

  private String body(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request(path).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** A request in the name of the account that has logged in. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", authorization());
  }
}
