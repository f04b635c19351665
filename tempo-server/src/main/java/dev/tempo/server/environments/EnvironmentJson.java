package dev.tempo.server.environments;

import dev.tempo.Job;
import dev.tempo.python.PythonService;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.environment.EnvironmentHealth;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.server.environments.EnvironmentResponses.EnvironmentResponse;
import dev.tempo.server.environments.EnvironmentResponses.HealthResponse;
import dev.tempo.server.environments.EnvironmentResponses.PackageResponse;
import dev.tempo.server.jobs.JobEnvironments.Standing;
import dev.tempo.server.jobs.JobResponse;
import dev.tempo.server.message.Translation;
import dev.tempo.task.PythonSettings;
import java.util.List;
import java.util.Optional;

/** Gathers what the API shows of the environments of jobs. */
final class EnvironmentJson {
  private final PythonService python;

  EnvironmentJson(PythonService python) {
    this.python = python;
  }

  /** A job's environment. */
  EnvironmentResponse write(
      Job job, Standing standing, Optional<EnvironmentHealth> health, Translation language) {
    PythonSettings settings =
        EnvironmentPreparer.settings(python, job).orElse(PythonSettings.DEFAULT);
    Optional<String> named = settings.condaEnvironment();
    Optional<CondaEnvironment> conda = named.flatMap(python.conda()::find);
    Optional<PythonEnvironment> own = named.isPresent() ? Optional.empty() : current(job, standing);
    return new EnvironmentResponse(
        JobResponse.Environment.of(standing, language),
        named.isPresent()
            ? conda.map(CondaEnvironment::python)
            : own.map(PythonEnvironment::python),
        PackageResponse.of(
            named.isPresent()
                ? conda.map(CondaEnvironment::packages).orElse(List.of())
                : own.map(PythonEnvironment::lock).orElse(List.of())),
        own.map(PythonEnvironment::builtAt),
        String.join("\n", settings.requirements()),
        named,
        health.map(HealthResponse::of));
  }

  private Optional<PythonEnvironment> current(Job job, Standing standing) {
    return standing.equals(Standing.NONE)
        ? Optional.empty()
        : python.environment(job.id()).current();
  }
}
