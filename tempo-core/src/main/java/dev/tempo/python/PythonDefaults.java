package dev.tempo.python;

import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.value.StoredText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the group that a job belongs to says of Python, for where the job and its script say
 * nothing. With these, the Python of a run is the first of: the job's conda environment, the
 * group's, the job's own environment if there are requirements, conda's {@code base}, the usual
 * interpreter. Requirements are the first of: the job's, the script's (PEP 723), those given here.
 * Immutable.
 *
 * @param condaEnvironment the name or absolute path of a conda environment; empty for none
 * @param requirements one requirement a line, as in a {@code requirements.txt}
 */
public record PythonDefaults(Optional<String> condaEnvironment, List<String> requirements) {

  /** A group that says nothing. */
  public static final PythonDefaults NONE = new PythonDefaults(Optional.empty(), List.of());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a text contains NUL or half of a surrogate pair
   */
  public PythonDefaults {
    Objects.requireNonNull(requirements, "requirements");
    StoredText.checked("condaEnvironment", condaEnvironment);
    requirements = List.copyOf(requirements);
    requirements.forEach(line -> StoredText.checked("A requirement", line));
  }

  /** Returns a copy with a conda environment, by its name or absolute path. */
  public PythonDefaults withConda(String environment) {
    return new PythonDefaults(Optional.of(environment), requirements);
  }

  /** Returns a copy with these requirements, one each. */
  public PythonDefaults withRequirements(List<String> lines) {
    return new PythonDefaults(condaEnvironment, lines);
  }

  /** A task with what applies to it in the place of what it leaves open. */
  PythonTask appliedTo(PythonTask task) {
    boolean conda = task.python().condaEnvironment().isPresent();
    PythonTask with =
        conda || condaEnvironment.isEmpty() ? task : task.withConda(condaEnvironment.get());
    return with.python().condaEnvironment().isPresent() ? with : withoutConda(with);
  }

  /** A task as it runs where no conda environment is named. */
  PythonTask withoutConda(PythonTask task) {
    PythonSettings own = task.python();
    PythonTask plain =
        task.withPython(new PythonSettings(own.version(), own.requirements(), Optional.empty()));
    boolean silent = ScriptNeeds.known(plain).requirements().stream().allMatch(String::isBlank);
    return silent && !requirements.isEmpty()
        ? plain.withRequirements(requirements.toArray(String[]::new))
        : plain;
  }
}
