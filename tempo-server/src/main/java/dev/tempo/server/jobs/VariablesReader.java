package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.secret.Secret;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.task.ScriptSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads environment variables. They replace those that hold so far, but a null keeps the value that
 * its name has: secret ones are read as null, and what was read can be written back. The value of a
 * name that is marked goes among the script's secrets, which are encrypted when the job is saved;
 * it never stands among its open variables.
 */
final class VariablesReader {
  private static final String FIELD = "environmentVariables";
  private static final int MAX_TOTAL = 5_000;
  private static final int MAX_COUNT = 500;
  private static final int SEAL_BYTES = 28;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final JsonInput input;
  private final ScriptSettings current;
  private final Set<String> marked;
  private ScriptSettings read;

  private VariablesReader(JsonInput input, ScriptSettings current, Set<String> marked) {
    this.input = input;
    this.current = current;
    this.marked = marked;
    this.read =
        new ScriptSettings(
            current.workingDirectory(), Map.of(), Map.of(), current.arguments(), current.styles());
  }

  /**
   * Reads variables over those that hold so far.
   *
   * @param marked the names of those that are secret from now on
   */
  static ScriptSettings read(JsonInput input, ScriptSettings current, Set<String> marked) {
    return new VariablesReader(input, current, marked).read();
  }

  private ScriptSettings read() {
    var given = input.entries(FIELD, MAX_COUNT, MAX_TOTAL);
    if (given.present()) {
      given.or(Map.of()).forEach(this::addGiven);
      checkTotal();
    } else {
      current.environment().keySet().forEach(name -> add(name, Optional.empty()));
      current.secrets().keySet().forEach(name -> add(name, Optional.empty()));
    }
    return read;
  }

  private void addGiven(String name, Optional<String> value) {
    if (NAME.matcher(name).matches()) {
      add(name, value);
    } else {
      input.violation(FIELD, message("api.variable.name", "name", name));
    }
  }

  private void add(String name, Optional<String> values) {
    Optional<String> value = values.or(() -> Optional.ofNullable(current.environment().get(name)));
    if (value.isPresent()) {
      read =
          marked.contains(name)
              ? read.withSecret(name, Secret.plain(value.get()))
              : read.withEnvironment(name, value.get());
    } else if (current.secrets().containsKey(name)) {
      keep(name, current.secrets().get(name));
    } else {
      input.violation(FIELD + "." + name, message("api.variable.noValue"));
    }
  }

  private void keep(String name, Secret value) {
    if (marked.contains(name)) {
      read = read.withSecret(name, value);
    } else {
      input.violation("secretVariables", message("api.variable.staysSecret", "name", name));
    }
  }

  private void checkTotal() {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    read.environment().forEach((name, value) -> lengths.put(name, value.length()));
    read.secrets().forEach((name, value) -> lengths.put(name, length(value)));
    int total = lengths.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue()).sum();
    if (total > MAX_TOTAL) {
      input.violation(FIELD, counted("api.value.maxCharactersTogether", MAX_TOTAL));
    }
  }

  /** Of a value that is sealed about as many as it has bytes: base64, without nonce and tag. */
  private static int length(Secret value) {
    return value.isSealed()
        ? Math.max(0, value.text().length() * 3 / 4 - SEAL_BYTES)
        : value.text().length();
  }
}
