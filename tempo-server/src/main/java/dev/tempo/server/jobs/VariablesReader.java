package dev.tempo.server.jobs;

import dev.tempo.server.http.Input;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads environment variables. They replace those that hold so far, but a null keeps the value that
 * its name has: secret ones are read as null, and what was read can be written back.
 */
final class VariablesReader {
  private static final String FIELD = "environmentVariables";
  private static final int MAX_TOTAL = 5_000;
  private static final int MAX_COUNT = 500;
  private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]*");

  private VariablesReader() {}

  static Map<String, String> read(Input input, Map<String, String> soFar) {
    var given = input.entries(FIELD, MAX_COUNT, MAX_TOTAL);
    if (!given.present()) {
      return soFar;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    given
        .or(Map.of())
        .forEach((name, value) -> add(input, variables, name, kept(soFar, name, value)));
    int total = variables.entrySet().stream().mapToInt(VariablesReader::length).sum();
    if (total > MAX_TOTAL) {
      input.violation(FIELD, "must have at most " + MAX_TOTAL + " characters together");
    }
    return variables;
  }

  private static Optional<String> kept(
      Map<String, String> soFar, String name, Optional<String> value) {
    return value.or(() -> Optional.ofNullable(soFar.get(name)));
  }

  private static void add(
      Input input, Map<String, String> variables, String name, Optional<String> value) {
    if (!NAME.matcher(name).matches()) {
      input.violation(FIELD, "must have names of capitals, digits and _ , but got '" + name + "'");
    } else if (value.isEmpty()) {
      input.violation(FIELD + "." + name, "has no value to keep; give it one");
    } else {
      variables.put(name, value.get());
    }
  }

  private static int length(Map.Entry<String, String> variable) {
    return variable.getKey().length() + variable.getValue().length();
  }
}
