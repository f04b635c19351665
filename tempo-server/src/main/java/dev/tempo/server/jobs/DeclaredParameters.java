package dev.tempo.server.jobs;

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
}
