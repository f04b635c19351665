package dev.tempo.python.requirement;

import java.util.List;
import java.util.stream.Collectors;

/** A list of requirements has mistakes. The message names them all, with their places. */
public final class RequirementsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<RequirementProblem> problems;

  RequirementsException(List<RequirementProblem> problems) {
    super(problems.stream().map(RequirementProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * One problem for each requirement that has any, in the order of the text.
   *
   * @return unmodifiable and not empty; empty only in an exception that was deserialised
   */
  public List<RequirementProblem> problems() {
    return problems == null ? List.of() : problems;
  }
}
