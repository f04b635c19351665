package dev.tempo.faults.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Sends requests to the routes of a server's contract with what nobody expects in paths, queries,
 * headers and bodies: it answers each in time, and never that it failed itself.
 */
final class HttpFuzz {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_TOLD = 20;
  private static final Set<String> NOT_AT_RANDOM =
      Set.of(
          "/api/auth/logout",
          "/api/me/password",
          "/api/settings/smtp/test",
          "/api/backups",
          "/api/setup/admin",
          "/api/conda/refresh");

  private final HttpClient http = HttpClient.newHttpClient();
  private final SplittableRandom random;
  private final TextGenerator texts;
  private final String url;
  private final String token;
  private final List<String[]> routes = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private int answered;

  HttpFuzz(String url, String token, SplittableRandom random)
      throws IOException, InterruptedException {
    this.url = url;
    this.token = token;
    this.random = random;
    HttpResponse<String> contract =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/api/openapi.json")).build(),
            BodyHandlers.ofString());
    List<String> names = new ArrayList<>();
    JsonNode paths = JSON.readTree(contract.body()).path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(operation -> take(path.getKey(), operation.getKey(), names)));
    JSON.readTree(contract.body())
        .path("components")
        .path("schemas")
        .forEach(schema -> schema.path("properties").fieldNames().forEachRemaining(names::add));
    List<String> pieces = new ArrayList<>(List.of("{", "}", "[", "]", ",", ":", "1", "true"));
    names.forEach(name -> pieces.add("\"" + name + "\":"));
    this.texts =
        new TextGenerator(
            random,
            pieces,
            List.of(
                "{\"name\":\"a\",\"task\":{\"kind\":\"shell\",\"content\":\"echo\"},\"enabled\":false}",
                "{\"type\":\"cron\",\"expression\":\"0 3 * * *\",\"timezone\":\"UTC\",\"count\":3}",
                "{\"username\":\"a\",\"password\":\"b\",\"role\":\"viewer\"}",
                "{\"ids\":[],\"action\":\"disable\",\"expectedCount\":0}"));
  }

  private void take(String path, String method, List<String> names) {
    String upper = method.toUpperCase(Locale.ROOT);
    if (Set.of("GET", "PUT", "POST", "DELETE", "PATCH").contains(upper)
        && !NOT_AT_RANDOM.contains(path)) {
      routes.add(new String[] {upper, path});
      names.add(path.substring(path.lastIndexOf('/') + 1));
    }
  }

  int answered() {
    return answered;
  }

  List<String> run(long times) throws InterruptedException {
    for (long time = 0; time < times && wrong.size() < MOST_TOLD; time++) {
      ask();
    }
    return wrong;
  }

  private void ask() throws InterruptedException {
    String[] route = routes.get(random.nextInt(routes.size()));
    String path = route[1].replaceAll("\\{[^}]+}", "{}");
    while (path.contains("{}")) {
      String segment = random.nextBoolean() ? "none" : encoded(texts.next());
      path = path.replaceFirst("\\{}", segment.isEmpty() ? "x" : segment);
    }
    if (random.nextInt(3) == 0) {
      path += "?" + encoded(texts.piece()) + "=" + encoded(texts.next());
    }
    String body = route[0].equals("GET") ? null : texts.next();
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(PATIENCE)
              .method(
                  route[0], body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      request.header("Authorization", "Bearer " + token);
      request.header("Content-Type", "application/json");
      if (random.nextInt(4) == 0) {
        request.header("Accept-Language", visible(texts.next()));
      }
      int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
      answered++;
      if (status >= 500) {
        wrong.add(status + " " + route[0] + " " + path + " " + body);
      }
    } catch (IllegalArgumentException e) {
      // what no client would send
    } catch (HttpTimeoutException e) {
      wrong.add("no answer within " + PATIENCE + ": " + route[0] + " " + path + " " + body);
    } catch (IOException e) {
      wrong.add(e + ": " + route[0] + " " + path + " " + body);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String visible(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
