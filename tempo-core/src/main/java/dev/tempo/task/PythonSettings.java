package dev.tempo.task;

import dev.tempo.value.StoredText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which Python runs a script, and what is installed for it.
 *
 * @param version as {@code "3.12"}; empty for the default interpreter
 * @param requirements one requirement a line, as in a {@code requirements.txt}
 * @param condaEnvironment the name of a conda environment to run in; empty for none
 */
public record PythonSettings(
    Optional<String> version, List<String> requirements, Optional<String> condaEnvironment) {

  /** The default interpreter, nothing installed. */
  public static final PythonSettings DEFAULT =
      new PythonSettings(Optional.empty(), List.of(), Optional.empty());

  /**
   * Copies the list.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a text contains NUL or half of a surrogate pair
   */
  public PythonSettings {
    Objects.requireNonNull(requirements, "requirements");
    StoredText.checked("version", version);
    StoredText.checked("condaEnvironment", condaEnvironment);
    requirements = List.copyOf(requirements);
    requirements.forEach(line -> StoredText.checked("A requirement", line));
  }
}
