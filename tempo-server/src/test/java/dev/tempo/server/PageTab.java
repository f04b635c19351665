package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * A tab of a browser that was let in to a script's page.
 *
 * @param origin where the page is
 * @param cookie what lets it in
 */
record PageTab(String origin, String cookie) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Lets one in by the ticket of a page that was opened. */
  static PageTab of(JsonNode opened) throws Exception {
    String url = opened.path("url").textValue();
    String origin = url.substring(0, url.indexOf("/?ticket="));
    HttpResponse<String> answer = send(url, "");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/.tempo/");
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
    return new PageTab(origin, cookie.split(";")[0]);
  }

  /** Asks for an address with a cookie, or with none. */
  static HttpResponse<String> send(String url, String cookie) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin");
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(origin + path, cookie);
  }

  JsonNode page() throws Exception {
    HttpResponse<String> answer = get("/");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return MAPPER.readTree(answer.body());
  }

  /** The stream by which it holds its lease. */
  HttpResponse<InputStream> lease(String id) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(origin + "/.tempo/lease?tab=" + id))
            .header("Cookie", cookie)
            .header("Sec-Fetch-Site", "same-origin")
            .build(),
        BodyHandlers.ofInputStream());
  }

  void leave(String id) throws Exception {
    HttpResponse<String> left =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(origin + "/.tempo/leave?tab=" + id))
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertThat(left.statusCode()).isEqualTo(204);
  }

  /** Whether the page answers and lets it in. */
  boolean isThere() {
    try {
      return get("/").statusCode() == 200;
    } catch (Exception e) {
      return false; // nobody listens
    }
  }
}
