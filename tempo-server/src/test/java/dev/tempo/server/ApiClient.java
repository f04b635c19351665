package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.openapi.Answers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Speaks to a server as a program would. In bodies, {@code '} stands for {@code "}. */
public final class ApiClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Between two looks at what is waited for: most of it is soon there, the rest takes long. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(80);

  private final String url;
  private final boolean checked;
  private final Map<String, String> headers = new LinkedHashMap<>();

  /** A client of a server that is nobody yet. What it is answered is held against the contract. */
  public ApiClient(String url) {
    this(url, true);
  }

  private ApiClient(String url, boolean checked) {
    this.url = url;
    this.checked = checked;
  }

  /** A client of a server that has the routes of the contract, but answers as a test wants it. */
  static ApiClient ofStub(String url) {
    return new ApiClient(url, false);
  }

  /** A copy whose many or large answers are not held against the contract one by one. */
  ApiClient unchecked() {
    ApiClient copy = new ApiClient(url, false);
    copy.headers.putAll(headers);
    return copy;
  }

  /** A copy that is logged in. */
  public ApiClient logIn(String username, String password) {
    String body = "{'username':'" + username + "','password':'" + password + "'}";
    return bearer(post("/api/auth/login", body).status(200).data("token").textValue());
  }

  /** A copy that shows a token. */
  public ApiClient bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  /** A copy that shows an API key. */
  public ApiClient withKey(String key) {
    return header("X-API-Key", key);
  }

  /** A copy that shows what a browser keeps of the answer of a log-in: both halves of a session. */
  public ApiClient browser(Answer logIn) {
    return header("Cookie", logIn.cookie()).withHalfOf(logIn);
  }

  /** A copy that shows the half of a session that is no cookie. */
  public ApiClient withHalfOf(Answer logIn) {
    return header("X-CSRF-Token", logIn.data("csrfToken").textValue());
  }

  /** A copy that sends a header. */
  public ApiClient header(String name, String value) {
    ApiClient copy = new ApiClient(url, checked);
    copy.headers.putAll(headers);
    copy.headers.put(name, value);
    return copy;
  }

  /** The headers that it sends. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Asks. */
  public Answer get(String path) {
    return send("GET", path, null, null);
  }

  /** Posts nothing. */
  public Answer post(String path) {
    return send("POST", path, null, null);
  }

  /** Posts JSON. */
  public Answer post(String path, String json) {
    return send("POST", path, json.replace('\'', '"'), "application/json");
  }

  /** Puts JSON. */
  public Answer put(String path, String json) {
    return send("PUT", path, json.replace('\'', '"'), "application/json");
  }

  /** Deletes. */
  public Answer delete(String path) {
    return send("DELETE", path, null, null);
  }

  /** Sends anything. */
  public Answer send(String method, String path, String body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (checked) {
        Answers.check(answer, "application/json".equals(contentType) ? body : null);
      }
      return new Answer(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gets what is no text. */
  public byte[] download(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks again and again until the data is as wanted. */
  public Answer await(String path, Predicate<JsonNode> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long pause = FIRST_PAUSE.toNanos();
    while (true) {
      Answer answer = get(path).status(200);
      if (wanted.test(answer.data())) {
        return answer;
      }
      assertThat(System.nanoTime()).as("Waiting for " + path).isLessThan(deadline);
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
    }
  }

  /** What the server said. */
  public static final class Answer {
    private final HttpResponse<String> response;

    Answer(HttpResponse<String> response) {
      this.response = response;
    }

    /** Checks the status. */
    public Answer status(int expected) {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
      return this;
    }

    /** Checks that this is a problem document with these. */
    public Answer problem(int status, String code) {
      status(status);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(json().path("code").textValue()).isEqualTo(code);
      assertThat(json().path("status").intValue()).isEqualTo(status);
      assertThat(json().path("error").textValue()).isEqualTo(json().path("detail").textValue());
      assertThat(json().path("title").textValue()).isNotBlank();
      assertThat(json().path("details").isArray()).isTrue();
      return this;
    }

    /** Checks that a validation failed in exactly these fields. */
    public Answer invalid(String... fields) {
      problem(422, "VALIDATION_ERROR");
      assertThat(json().path("details").findValuesAsText("field"))
          .containsExactlyInAnyOrder(fields);
      return this;
    }

    /** The status. */
    public int status() {
      return response.statusCode();
    }

    /** A header; empty if it is absent. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The cookie that it sets, as it is sent back. */
    public String cookie() {
      return header("Set-Cookie").split(";")[0];
    }

    /** The body. */
    public String body() {
      return response.body();
    }

    /** The whole body. */
    public JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(response.body(), e);
      }
    }

    /** What stands in the envelope. */
    public JsonNode data() {
      assertThat(json().path("status").textValue()).isEqualTo("success");
      return json().path("data");
    }

    /** A field of the data. */
    public JsonNode data(String field) {
      return data().path(field);
    }
  }
}
