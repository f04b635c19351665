package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells what a host gives to each run of a script or command, besides what its job says: neither
 * stored with the run nor one of its parameters. Asked on any thread as each run starts, so it must
 * be thread-safe. A run for which it fails fails with what the exception says.
 */
@FunctionalInterface
public interface RunSurroundings {

  /** Returns what a run of a job gets; {@link Additions#NONE} for nothing. */
  Additions of(Job job, Run run);

  /**
   * What a run gets. Immutable.
   *
   * @param arguments come behind those of the parameters
   * @param variables win over those of the job; Tempo's own win over these
   */
  record Additions(List<String> arguments, Map<String, String> variables) {

    /** Nothing. */
    public static final Additions NONE = new Additions(List.of(), Map.of());

    /**
     * Copies both.
     *
     * @throws IllegalArgumentException if an argument or a value contains NUL or half of a
     *     surrogate pair, or a variable's name is blank or contains one of these or {@code =}
     * @throws NullPointerException if one is null, or holds null
     */
    public Additions {
      arguments = List.copyOf(Objects.requireNonNull(arguments, "arguments"));
      variables = Map.copyOf(Objects.requireNonNull(variables, "variables"));
      arguments.forEach(argument -> StoredText.checked("argument", argument));
      variables.forEach(
          (name, value) -> {
            if (name.isBlank() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0) {
              throw new InvalidValueException(ValueMessages.VARIABLE_NAME.of(name));
            }
            StoredText.checked("A name", name);
            StoredText.checked("The value of '" + name + "'", value);
          });
    }

    /** Variables alone. */
    public static Additions ofVariables(Map<String, String> variables) {
      return new Additions(List.of(), variables);
    }
  }
}
