package dev.tempo.server.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import java.util.List;
import java.util.Set;

/** Reads parameters that a script declares itself, by the rules of the API. */
public final class DeclaredParameters {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "type",
          "required",
          "default",
          "options",
          "min",
          "max",
          "pattern",
          "dependsOn",
          "description",
          "group",
          "passAs");

  private DeclaredParameters() {}

  /** The names of a parameter's fields. */
  public static Set<String> fields() {
    return FIELDS;
  }

  /**
   * Reads one.
   *
   * @param declared with the fields of the API
   * @throws ApiException 422 with what is wrong
   */
  public static ParameterDefinition read(ObjectNode declared) {
    JsonInput input = JsonInput.of(declared);
    ParameterDefinition read = ParameterReader.read(input);
    input.end();
    return read;
  }

  /** The parameters of a job as people see them, without the defaults of secret ones. */
  public static List<ApiResponse> shown(JobDetails details) {
    return List.copyOf(DetailsResponse.Parameter.shown(details));
  }

  /**
   * Declared parameters without the defaults of secret ones: that there is one is still said, and
   * the job keeps it.
   */
  public static JsonNode sealed(JsonNode list) {
    JsonNode copy = list.deepCopy();
    for (JsonNode parameter : copy) {
      if (isSecret(parameter) && parameter.path("default").isTextual()) {
        ((ObjectNode) parameter).put("default", ParameterDefinition.KEPT);
      }
    }
    return copy;
  }

  /** Declared parameters of which secret ones without a default keep the one that they had. */
  public static JsonNode keeping(JsonNode list, JsonNode before) {
    JsonNode copy = list.deepCopy();
    for (JsonNode parameter : copy) {
      if (isSecret(parameter)
          && !parameter.hasNonNull("default")
          && hadDefault(parameter, before)) {
        ((ObjectNode) parameter).put("default", ParameterDefinition.KEPT);
      }
    }
    return copy;
  }

  private static boolean hadDefault(JsonNode parameter, JsonNode before) {
    for (JsonNode old : before) {
      if (isSecret(old)
          && old.path("name").equals(parameter.path("name"))
          && old.hasNonNull("default")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSecret(JsonNode parameter) {
    return parameter.isObject() && parameter.path("type").asText().equals("secret");
  }

  /** A parameter as it is declared, without what it does not say. */
  public static ObjectNode write(ParameterDefinition parameter) {
    ObjectNode written = (ObjectNode) Json.node(DetailsResponse.Parameter.whole(parameter));
    written.properties().removeIf(entry -> entry.getValue().isNull());
    if (written.path("options").isEmpty()) {
      written.remove("options");
    }
    return written;
  }
}
