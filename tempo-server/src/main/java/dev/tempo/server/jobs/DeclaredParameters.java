package dev.tempo.server.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
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
          "description");

  private DeclaredParameters() {}

  /** The names of a parameter's fields. */
  public static Set<String> fields() {
    return FIELDS;
  }

  /**
   * Reads one.
   *
   * @param declared with the fields of the API; a description by language is shown in English, or
   *     in the first language
   * @throws ApiException 422 with what is wrong
   */
  public static ParameterDefinition read(ObjectNode declared) {
    ObjectNode plain = declared.deepCopy();
    JsonNode description = plain.path("description");
    if (description.isObject()) {
      plain.set("description", oneOf((ObjectNode) description));
    }
    JsonInput input = JsonInput.of(plain);
    ParameterDefinition read = ParameterReader.read(input);
    input.end();
    return read;
  }

  private static JsonNode oneOf(ObjectNode languages) {
    JsonNode english = languages.get("en");
    return english != null || languages.isEmpty()
        ? languages.path("en")
        : languages.elements().next();
  }
}
