package dev.tempo.python.requirement;

import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import java.util.List;
import java.util.stream.Collectors;

/** A list of requirements has mistakes. The message names them all, with their places. */
public final class RequirementsException extends IllegalArgumentException implements Localizable {
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

  /** All problems, one a line. */
  @Override
  public Message message() {
    List<Message> all = problems().stream().map(RequirementsException::placed).toList();
    return all.reversed().stream()
        .reduce((rest, problem) -> RequirementMessages.AND.of(problem, rest))
        .orElseGet(() -> LibraryMessages.message(String.valueOf(getMessage())));
  }

  private static Message placed(RequirementProblem problem) {
    return RequirementMessages.AT.of(
        problem.line(), problem.column(), LibraryMessages.said(problem.message()));
  }
}
