package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.openapi.PromisedShapes.Name;
import dev.tempo.server.openapi.PromisedShapes.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The names that were promised to other programs, held against the contract, which other tests hold
 * against what the server takes and answers.
 */
final class PromisedShapesTest {
  private final Contract contract = new Contract();
  private final SchemaReader schemas = new SchemaReader(OpenApiDocument.read());
  private final Map<String, Contract.Operation> operations =
      contract.all().collect(Collectors.toMap(Contract.Operation::toString, Function.identity()));

  @Test
  void promisedNames_standInTheContract() {
    Set<String> wrong = new TreeSet<>();
    List<Promise> promises = PromisedShapes.read();
    promises.forEach(promise -> promise.names().forEach(name -> check(promise, name, wrong)));
    assertThat(promises).hasSizeGreaterThan(100);
    assertThat(wrong).isEmpty();
  }

  private void check(Promise promise, Name name, Set<String> wrong) {
    String at = promise.operation() + " " + promise.part() + ": " + String.join(".", name.path());
    Optional<JsonNode> schema =
        promise.part().equals("takes")
            ? parameter(promise.operation(), name)
            : property(promise, name, at, wrong);
    schema.ifPresentOrElse(
        found -> checkWords(found, name, at, wrong), () -> wrong.add(at + " is not there"));
  }

  private Optional<JsonNode> property(Promise promise, Name name, String at, Set<String> wrong) {
    JsonNode around = root(promise);
    for (String step : name.path().subList(0, name.path().size() - 1)) {
      around = schemas.followed(schemas.properties(object(around)).get(step));
    }
    JsonNode object = object(around);
    String last = name.path().getLast();
    boolean mayBeMissing = promise.part().equals("asks") || name.mayBeMissing();
    if (!mayBeMissing && !schemas.required(object).contains(last)) {
      wrong.add(at + " may be missing");
    }
    return Optional.ofNullable(schemas.properties(object).get(last)).map(schemas::followed);
  }

  private void checkWords(JsonNode schema, Name name, String at, Set<String> wrong) {
    Set<String> missing = new TreeSet<>(name.words());
    missing.removeAll(schemas.words(schema));
    if (!missing.isEmpty()) {
      wrong.add(at + " is never " + missing);
    }
  }

  private Optional<JsonNode> parameter(String operation, Name name) {
    return operations.get(operation).queryParameters().stream()
        .filter(parameter -> parameter.path("name").textValue().equals(name.path().getLast()))
        .map(parameter -> schemas.followed(parameter.path("schema")))
        .findAny();
  }

  /** What a promise is about. */
  private JsonNode root(Promise promise) {
    if (promise.part().isEmpty()) {
      return schemas.named(promise.operation().substring("schema ".length()));
    }
    Contract.Operation operation = operations.get(promise.operation());
    assertThat(operation).as(promise.operation()).isNotNull();
    if (promise.part().equals("asks")) {
      return contract.body(operation).orElseThrow();
    }
    return operation.method().equals("WS")
        ? schemas.followed(operation.node().path("x-messages").path(promise.part()))
        : schemas.followed(schemas.data(operation.node().path("responses").path(promise.part())));
  }

  /** The objects that a schema is about: itself, or the items of an array. */
  private JsonNode object(JsonNode schema) {
    JsonNode present = schemas.present(schema);
    return present.has("items") ? object(schemas.followed(present.path("items"))) : present;
  }
}
