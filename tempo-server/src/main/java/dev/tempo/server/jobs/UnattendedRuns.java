package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import java.util.List;
import java.util.Optional;

/** Sees to it that what fires by itself needs nothing that only somebody who asks can give. */
final class UnattendedRuns {
  private UnattendedRuns() {}

  /**
   * Checks the parameters of a job. One that was saved so before this was asked is warned of
   * instead.
   *
   * @throws ApiException 422 that names those that somebody would have to give
   */
  static void check(Optional<ManagedJob> old, ManagedJob updated) {
    List<ParameterDefinition> parameters = updated.details().behaviour().parameters();
    boolean same =
        old.filter(job -> job.details().behaviour().parameters().equals(parameters)).isPresent();
    List<Violation> problems = same ? List.of() : ParameterConditions.problems(parameters);
    if (!problems.isEmpty()) {
      throw ApiException.invalid(problems);
    }
    List<String> lacking = updated.unattended();
    if (lacking.isEmpty() || old.map(ManagedJob::unattended).equals(Optional.of(lacking))) {
      return;
    }
    throw ApiException.invalid(
        lacking.stream()
            .map(name -> Violation.of("parameters." + name, message("api.parameter.unattended")))
            .toList());
  }
}
