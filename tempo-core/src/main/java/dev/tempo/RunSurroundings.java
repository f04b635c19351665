package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells what a host gives to each run of a script or command, besides what its job says: neither
 * stored with the run nor one of its parameters, apart from secrets, which are noted, encrypted, as
 * long as the run goes on, so that they are masked in its log over a restart, too. Asked on any
 * thread as each run starts, so it must be thread-safe. A run for which it fails fails with what
 * the exception says; after a {@link dev.tempo.store.StoreException} it is asked again while the
 * engine's store does not answer, and for some seconds if that does.
 */
@FunctionalInterface
public interface RunSurroundings {

  /** Returns what a run of a job gets; {@link Additions#NONE} for nothing. */
  Additions of(Job job, Run run);

  /**
   * Returns one that gives both what this and what another gives; of variables of the same name the
   * other's.
   */
  default RunSurroundings and(RunSurroundings other) {
    Objects.requireNonNull(other, "other");
    return (job, run) -> of(job, run).and(other.of(job, run));
  }

  /**
   * What a run gets. Immutable.
   *
   * @param arguments come behind those of the parameters
   * @param variables win over those of the job; Tempo's own win over these
   * @param secretVariables are variables, too, and win over the others; their values are masked in
   *     what is logged and said of the run
   */
  record Additions(
      List<String> arguments, Map<String, String> variables, Map<String, String> secretVariables) {

    /** Nothing. */
    public static final Additions NONE = new Additions(List.of(), Map.of());

    /**
     * Without secrets.
     *
     * @throws IllegalArgumentException if an argument or a value contains NUL or half of a
     *     surrogate pair, or a variable's name is blank or contains one of these or {@code =}
     */
    public Additions(List<String> arguments, Map<String, String> variables) {
      this(arguments, variables, Map.of());
    }

    /**
     * Copies all of them.
     *
     * @throws IllegalArgumentException if an argument or a value contains NUL or half of a
     *     surrogate pair, or a variable's name is blank or contains one of these or {@code =}
     * @throws NullPointerException if one is null, or holds null
     */
    public Additions {
      arguments = List.copyOf(Objects.requireNonNull(arguments, "arguments"));
      variables = Map.copyOf(Objects.requireNonNull(variables, "variables"));
      secretVariables = Map.copyOf(Objects.requireNonNull(secretVariables, "secretVariables"));
      arguments.forEach(argument -> StoredText.checked("argument", argument));
      variables.forEach(Additions::check);
      secretVariables.forEach(Additions::check);
    }

    private static void check(String name, String value) {
      if (name.isBlank() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0) {
        throw new InvalidValueException(ValueMessages.VARIABLE_NAME.of(name));
      }
      StoredText.checked("A name", name);
      StoredText.checked("The value of '" + name + "'", value);
    }

    /** Returns a copy with other variables whose values are masked in the run's log. */
    public Additions withSecretVariables(Map<String, String> secrets) {
      return new Additions(arguments, variables, secrets);
    }

    /** Returns both what this and what others hold; of variables of the same name the others'. */
    public Additions and(Additions others) {
      Objects.requireNonNull(others, "others");
      List<String> both = new ArrayList<>(arguments);
      both.addAll(others.arguments);
      Map<String, String> all = new HashMap<>(variables);
      all.putAll(others.variables);
      Map<String, String> secrets = new HashMap<>(secretVariables);
      secrets.putAll(others.secretVariables);
      return new Additions(both, all, secrets);
    }

    /** Variables alone. */
    public static Additions ofVariables(Map<String, String> variables) {
      return new Additions(List.of(), variables);
    }
  }
}
