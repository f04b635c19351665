package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.openapi.Breaches.Breach;
import dev.tempo.server.openapi.Contract.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks the contract with everything that it forbids: each is refused by a problem document that
 * names what is wrong, and nothing is stored. Then with what nobody would forbid but nobody
 * expects: it is taken or refused, and the server goes on.
 */
final class BadInputTest {
  /** What would reach out, take long or make nothing but more of the same. */
  private static final Set<String> NOT_AT_RANDOM =
      Set.of("testSmtp", "makeBackup", "buildEnvironment", "refreshConda", "logOut", "importJobs");

  private static final List<String> HOSTILE_SEGMENTS =
      List.of(
          "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
          "%00",
          "%0d%0aX-Evil:%201",
          "%27%20OR%201=1%20--",
          "%3Cscript%3E",
          "-1",
          "9".repeat(40),
          "a".repeat(1_500),
          "%F0%9F%92%A5",
          "%ff%fe",
          "01890000-0000-7000-8000-000000000000");

  /** Of many kinds for many places each place gets some, and each kind comes to many places. */
  private static final int STEP = Boolean.getBoolean("tempo.long") ? 1 : 3;

  private static final Contract CONTRACT = new Contract();

  @TempDir Path directory;
  private TestServer server;
  private Subjects subjects;

  /** One for each test: what is stored at random must not decide what others find. */
  @BeforeEach
  void start() {
    server = TestServer.startSetUp(directory);
    subjects = Subjects.make(server);
    server.tempo().pause(); // what is asked for at random must not run
    for (Operation operation : CONTRACT.operations()) {
      if (operation.path().endsWith("/trigger") && CONTRACT.body(operation).isPresent()) {
        send(operation, subjects.path(operation), "{"); // keys know when they were last shown
      }
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void brokenBodies_areRefusedByName_andNothingIsStored() {
    Breaches breaches = new Breaches(CONTRACT);
    String before = StoredRows.of(directory);
    List<String> wrong = new ArrayList<>();
    int count = 0;
    for (Operation operation : CONTRACT.operations()) {
      JsonNode schema = CONTRACT.body(operation).orElse(null);
      if (schema == null) {
        continue;
      }
      for (Breach breach : breaches.of(schema)) {
        if (count++ % STEP != 0) {
          continue;
        }
        var answer = send(operation, subjects.path(operation), HostileJson.text(breach.value()));
        judge(answer, breach.field()).ifPresent(why -> wrong.add(operation + " " + breach + why));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(count).isGreaterThan(1_500);
    assertThat(StoredRows.of(directory)).isEqualTo(before);
  }

  @Test
  void brokenParameters_areRefusedByName_andNothingIsStored() {
    Breaches breaches = new Breaches(CONTRACT);
    String before = StoredRows.of(directory);
    List<String> wrong = new ArrayList<>();
    for (Operation operation : CONTRACT.operations()) {
      if (operation.method().equals("DELETE")) {
        continue; // it would delete what the others ask for
      }
      String path = subjects.path(operation);
      for (JsonNode parameter : operation.queryParameters()) {
        String name = parameter.path("name").textValue();
        for (String value : breachesOfText(breaches, parameter.path("schema"))) {
          String query = "?" + name + "=" + value + needed(operation, name);
          var answer = send(operation, path + query, sample(operation));
          String asked = operation + query;
          judge(answer, name).ifPresent(why -> wrong.add(asked + why));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(StoredRows.of(directory)).isEqualTo(before);
  }

  @Test
  void hostilePaths_areRefused() {
    List<String> wrong = new ArrayList<>();
    int turn = 0;
    for (Operation operation : CONTRACT.operations()) {
      for (String segment : operation.path().contains("{") ? HOSTILE_SEGMENTS : List.<String>of()) {
        if (turn++ % STEP != 0) {
          continue;
        }
        String path = operation.path().replaceAll("\\{[^}]+}", segment);
        var answer = send(operation, path, sample(operation));
        judge(answer, "").ifPresent(why -> wrong.add(operation.method() + " " + path + why));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsNoJson_isRefused_andNothingIsStored() {
    String before = StoredRows.of(directory);
    List<String> wrong = new ArrayList<>();
    int turn = 0;
    for (Operation operation : CONTRACT.operations()) {
      if (CONTRACT.body(operation).isEmpty()) {
        continue;
      }
      for (String body : HostileJson.NO_JSON) {
        if (turn++ % STEP != 0) {
          continue;
        }
        var answer = send(operation, subjects.path(operation), body);
        judge(answer, "").ifPresent(why -> wrong.add(operation + " " + shortened(body) + why));
      }
      String path = subjects.path(operation);
      var asText = subjects.client(operation).send(operation.method(), path, "{}", "text/plain");
      judge(asText, "").ifPresent(why -> wrong.add(operation + " as text" + why));
    }
    assertThat(wrong).isEmpty();
    assertThat(StoredRows.of(directory)).isEqualTo(before);
  }

  @Test
  void textsThatNoUtf8CanHold_areRefusedByName() {
    String path = "/api/jobs";
    refused(path, "{\"name\":\"half \\uD800\"}", "name");
    refused(path, "{\"name\":\"x\",\"tags\":[\"\\uDC00\"]}", "tags");
    refused(path, "{\"name\":\"x\",\"displayName\":{\"en\":\"\\uDBFF\"}}", "displayName");
    refused(
        path,
        "{\"name\":\"x\",\"task\":{\"kind\":\"shell\",\"content\":\"\\uDC00\\uD800\"}}",
        "task.content");
    var whole = subjects.admin().post(path, "{\"name\":\"whole \\uD83D\\uDCA5\"}").status(201);
    assertThat(whole.data("name").textValue()).isEqualTo("whole \uD83D\uDCA5");
  }

  private void refused(String path, String body, String field) {
    var answer = subjects.admin().post(path, body).problem(422, "VALIDATION_ERROR");
    assertThat(answer.json().path("details").findValuesAsText("field")).contains(field);
  }

  @Test
  void randomBodies_areTakenOrRefused() {
    walkAtRandom(20_261_121, 400);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void manyRandomBodies_areTakenOrRefused() {
    walkAtRandom(Long.getLong("tempo.seed", 7), 300_000);
  }

  private void walkAtRandom(long seed, int requests) {
    HostileJson hostile = new HostileJson(CONTRACT, new Random(seed));
    List<Operation> operations =
        CONTRACT.operations().stream()
            .filter(operation -> CONTRACT.body(operation).isPresent())
            .filter(operation -> !NOT_AT_RANDOM.contains(operation.name()))
            .toList();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < requests && wrong.size() < 10; i++) {
      Operation operation = operations.get(i % operations.size());
      String body = hostile.body(CONTRACT.body(operation).orElseThrow());
      var answer = send(operation, subjects.path(operation), body);
      if (answer.status() >= 500 || answer.status() >= 400 && !isProblem(answer)) {
        wrong.add(operation + " " + shortened(body) + " -> " + told(answer));
      }
    }
    assertThat(wrong).as("With seed " + seed).isEmpty();
    subjects.admin().get("/api/health").status(200);
    subjects.admin().get("/api/jobs?limit=1000").status(200);
  }

  private ApiClient.Answer send(Operation operation, String path, String body) {
    ApiClient client = subjects.client(operation);
    return client.send(operation.method(), path, body, body == null ? null : "application/json");
  }

  /** What is wrong about a refusal; nothing if it is one, and names the field. */
  private static Optional<String> judge(ApiClient.Answer answer, String field) {
    boolean refused = answer.status() >= 400 && answer.status() < 500 && isProblem(answer);
    boolean named = field.isEmpty() || answer.status() != 422 || answer.body().contains(field);
    return refused && named ? Optional.empty() : Optional.of(" -> " + told(answer));
  }

  private static boolean isProblem(ApiClient.Answer answer) {
    return answer.header("Content-Type").equals("application/problem+json")
        && answer.json().path("status").asInt() == answer.status()
        && !answer.json().path("code").asText().isEmpty();
  }

  private static String told(ApiClient.Answer answer) {
    return answer.status() + " " + shortened(answer.body());
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }

  private static String sample(Operation operation) {
    return CONTRACT
        .body(operation)
        .map(schema -> HostileJson.text(new Samples(CONTRACT).of(schema)))
        .orElse(null);
  }

  /** The parameters without which the operation answers nothing, but for one. */
  private static String needed(Operation operation, String except) {
    Samples samples = new Samples(CONTRACT);
    StringBuilder needed = new StringBuilder();
    for (JsonNode parameter : operation.queryParameters()) {
      String name = parameter.path("name").textValue();
      if (parameter.path("required").asBoolean() && !name.equals(except)) {
        needed.append('&').append(name).append('=');
        needed.append(samples.of(parameter.path("schema")).asText());
      }
    }
    return needed.toString();
  }

  private static List<String> breachesOfText(Breaches breaches, JsonNode schema) {
    JsonNode followed = CONTRACT.followed(schema);
    Set<String> types = Samples.types(followed);
    List<String> texts = new ArrayList<>();
    for (Breach breach : breaches.of(schema)) {
      boolean byType = breach.rule().equals("type");
      if (byType && (types.contains("string") || !breach.value().isTextual())) {
        continue; // in an address all is text
      }
      texts.add(URLEncoder.encode(breach.value().asText(), StandardCharsets.UTF_8));
    }
    return texts;
  }
}
