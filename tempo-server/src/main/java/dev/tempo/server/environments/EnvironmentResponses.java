package dev.tempo.server.environments;

import dev.tempo.event.Event;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.environment.EnvironmentHealth;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.JobResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What is answered and told about Python, conda and the environments of jobs. */
final class EnvironmentResponses {
  private EnvironmentResponses() {}

  @Schema("Pythons")
  record PythonList(List<PythonResponse> pythons) implements ApiResponse {}

  /** An interpreter, and whether it runs jobs that name no version. */
  record PythonResponse(String version, Path path, @Named("default") boolean usual)
      implements ApiResponse {}

  @Schema("CondaEnvironments")
  record CondaList(List<CondaResponse> environments) implements ApiResponse {}

  @Schema("CondaEnvironment")
  record CondaResponse(
      String name, Path path, Optional<Path> root, Optional<String> pythonVersion, int packageCount)
      implements ApiResponse {

    static CondaResponse of(CondaEnvironment environment) {
      return new CondaResponse(
          environment.name(),
          environment.prefix(),
          environment.root(),
          environment.pythonVersion().map(PythonVersion::toString),
          environment.packages().size());
    }
  }

  @Schema("CondaInfo")
  record CondaInfo(
      @Unwrapped CondaResponse environment,
      Path interpreter,
      List<PackageResponse> packages,
      List<Path> activationScripts,
      HealthResponse health)
      implements ApiResponse {}

  record PackageResponse(String name, String version, Optional<String> origin)
      implements ApiResponse {

    static List<PackageResponse> of(List<LockedPackage> packages) {
      return packages.stream()
          .map(one -> new PackageResponse(one.name(), one.version(), one.origin()))
          .toList();
    }
  }

  record HealthResponse(boolean healthy, List<String> problems) implements ApiResponse {

    static HealthResponse of(EnvironmentHealth health) {
      return new HealthResponse(health.healthy(), health.problems());
    }
  }

  /** A job's environment; its health is empty where it was not looked at. */
  @Schema("Environment")
  record EnvironmentResponse(
      @Unwrapped JobResponse.Environment standing,
      Optional<Path> interpreter,
      List<PackageResponse> packages,
      Optional<Instant> builtAt,
      String requirements,
      Optional<String> condaEnvironment,
      Optional<HealthResponse> health)
      implements ApiResponse {}

  /** A step of a build, or a line that it wrote. */
  @Schema("BuildProgress")
  record BuildProgress(UUID jobId, String phase, Optional<String> line) implements ApiResponse {

    static BuildProgress of(Event.EnvironmentProgress event) {
      return new BuildProgress(
          event.jobId(),
          event.progress().phase().name().toLowerCase(Locale.ROOT),
          event.progress().line());
    }
  }

  /** The end of a build; there is an error if it failed. */
  @Schema("BuildEnd")
  record BuildEnd(UUID jobId, String state, Optional<String> error) implements ApiResponse {

    static BuildEnd of(UUID jobId, Optional<String> error) {
      return new BuildEnd(jobId, error.isPresent() ? "failed" : "ready", error);
    }
  }

  /** How it stands, to one who follows a build. */
  @Schema("BuildStatusMessage")
  record StatusMessage(
      String type, Instant timestamp, @Unwrapped JobResponse.Environment standing, UUID jobId)
      implements ApiResponse {}

  /** A step, to one who follows a build. */
  @Schema("BuildProgressMessage")
  record ProgressMessage(String type, Instant timestamp, @Unwrapped BuildProgress progress)
      implements ApiResponse {}
}
