package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.server.http.json.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The records that the server answers with, held against the contract without asking a server: what
 * stands in one stands in the other, by name, type, and whether it may be null or missing.
 */
class ResponseRecordsTest {
  private static final JsonNode DOCUMENT = OpenApiDocument.read();
  private static final List<Class<? extends ApiResponse>> RECORDS = records();

  private static List<Class<? extends ApiResponse>> records() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tempo.server")
            .stream()
            .filter(type -> type.isAssignableTo(ApiResponse.class) && type.isRecord())
            .filter(type -> !type.getSimpleName().equals("Envelope")) // is around each
            .<Class<? extends ApiResponse>>map(type -> type.reflect().asSubclass(ApiResponse.class))
            .collect(Collectors.toList());
  }

  @Test
  void records_areAsTheirSchemasSay() {
    SchemaCheck check = new SchemaCheck(DOCUMENT);
    for (Class<? extends ApiResponse> type : RECORDS) {
      for (String name : schemas(type)) {
        check.hold(type, check.named(name));
      }
    }
    assertThat(check.differences()).isEmpty();
  }

  @Test
  void records_areAllDescribed() {
    SchemaCheck check = new SchemaCheck(DOCUMENT);
    RECORDS.forEach(type -> schemas(type).forEach(name -> check.hold(type, check.named(name))));
    List<String> undescribed =
        RECORDS.stream().filter(type -> !check.reached(type)).map(Class::getName).toList();
    assertThat(undescribed).isEmpty();
  }

  /** A data of JSON is described by a schema that some record names, or is null. */
  @Test
  void answersAndMessages_areAllByRecords() {
    Set<String> named = new TreeSet<>(Set.of("Nothing"));
    RECORDS.forEach(type -> named.addAll(schemas(type)));
    Set<String> foreign = new TreeSet<>();
    for (OpenApiDocument.Written operation : OpenApiDocument.operations(DOCUMENT)) {
      for (Map.Entry<String, JsonNode> answer : operation.node().path("responses").properties()) {
        String name = name(answer.getValue());
        if (answer.getKey().startsWith("2") && !name.isEmpty() && !named.contains(name)) {
          foreign.add(operation.route() + " answers by " + name);
        }
      }
      operation.node().path("x-messages").properties().stream()
          .map(message -> last(message.getValue()))
          .filter(name -> !named.contains(name))
          .forEach(name -> foreign.add(operation.route() + " tells " + name));
    }
    assertThat(foreign).isEmpty();
  }

  /** What an answer is described by; empty if it is no JSON of the server's own. */
  private String name(JsonNode answer) {
    JsonNode whole = answer.has("$ref") ? DOCUMENT.at(at(answer)) : answer;
    JsonNode schema = whole.path("content").path("application/json").path("schema");
    JsonNode data = schema.path("properties").path("data");
    if (data.has("$ref")) {
      return last(data);
    }
    return data.isMissingNode() ? "" : answer.has("$ref") ? last(answer) : "no name";
  }

  private static String at(JsonNode reference) {
    return reference.path("$ref").textValue().substring(1);
  }

  private static String last(JsonNode reference) {
    String at = at(reference);
    return at.substring(at.lastIndexOf('/') + 1);
  }

  private static List<String> schemas(Class<?> type) {
    ApiResponse.Schema schema = type.getAnnotation(ApiResponse.Schema.class);
    return schema == null ? List.of() : List.of(schema.value());
  }
}
