package dev.tempo.faults.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.benchmarks.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;

/**
 * Speaks to a server that may be gone at any moment. An answer that never comes is no fault; one
 * that says that the server failed is, and is kept. Thread-safe.
 */
public final class Api {
  /** Stands for a status where no answer came in time. */
  public static final int NO_ANSWER = 0;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String ACCOUNT = "{\"username\":\"admin\",\"password\":\"correct horse\"}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final String url;
  private final IntPredicate allowed;
  private volatile String token = "";

  /**
   * A client of nobody yet.
   *
   * @param url where the server answers, also after it was started again
   * @param allowed which answers besides 2xx are no fault
   */
  public Api(String url, IntPredicate allowed) {
    this.url = url;
    this.allowed = allowed;
  }

  /** Makes the first account if there is none, and logs in. */
  public void logIn() {
    call("POST", "/api/setup/admin", ACCOUNT, "", true);
    token = insist("POST", "/api/auth/login", ACCOUNT).path("token").asText();
  }

  /** The data of an answer, whatever its status; empty if none came. */
  public Optional<JsonNode> read(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
      String body = http.send(request, BodyHandlers.ofString()).body();
      return Optional.of(JSON.readTree(body).path("data"));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The data of an answer of 2xx; empty if none came. */
  public Optional<JsonNode> get(String path) {
    return call("GET", path, null, "", false);
  }

  /** Sends JSON; the data of an answer of 2xx; empty if none came. */
  public Optional<JsonNode> send(String method, String path, String body) {
    return call(method, path, body, "", false);
  }

  /** Posts with an API key. */
  public Optional<JsonNode> postWithKey(String path, String key) {
    return call("POST", path, null, key, false);
  }

  /** Sends until it is answered with 2xx. Only for what may be done twice. */
  public JsonNode insist(String method, String path, String body) {
    JsonNode[] data = new JsonNode[1];
    Patience.until(
        method + " " + path,
        PAUSE,
        () -> {
          data[0] = call(method, path, body, "", false).orElse(null);
          return data[0] != null;
        });
    return data[0];
  }

  /** What shows who asks. */
  public String token() {
    return token;
  }

  /** The answers that must never be. */
  public List<String> failures() {
    return failures;
  }

  /** How many requests were answered with 2xx. */
  public long answered() {
    return answered.get();
  }

  private Optional<JsonNode> call(
      String method, String path, String body, String key, boolean mayFail) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (!key.isEmpty()) {
      request.header("X-API-Key", key);
    } else if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      return taken(answer, method + " " + path, mayFail);
    } catch (HttpTimeoutException e) {
      if (!allowed.test(NO_ANSWER)) {
        failures.add("no answer within " + PATIENCE + ": " + method + " " + path);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<JsonNode> taken(HttpResponse<String> answer, String what, boolean mayFail)
      throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      answered.incrementAndGet();
      return Optional.of(JSON.readTree(answer.body()).path("data"));
    }
    if (!mayFail && !allowed.test(status)) {
      failures.add(status + " " + what + ": " + answer.body());
    }
    return Optional.empty();
  }
}
