package dev.tempo.server.environments;

import dev.tempo.Job;
import dev.tempo.event.Event;
import dev.tempo.python.PythonService;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.environment.EnvironmentHealth;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.JobEnvironments.Standing;
import dev.tempo.server.message.Translation;
import dev.tempo.task.PythonSettings;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Environments and what happens to them, as the API shows them. */
final class EnvironmentJson {
  private final PythonService python;

  EnvironmentJson(PythonService python) {
    this.python = python;
  }

  /** A job's environment. */
  Json.Object write(
      Job job, Standing standing, Optional<EnvironmentHealth> health, Translation language) {
    PythonSettings settings =
        EnvironmentPreparer.settings(python, job).orElse(PythonSettings.DEFAULT);
    Json.Object json = standing(standing, language);
    if (settings.condaEnvironment().isPresent()) {
      conda(json, python.conda().find(settings.condaEnvironment().get()));
    } else {
      own(json, current(job, standing));
    }
    return json.put("requirements", String.join("\n", settings.requirements()))
        .put("condaEnvironment", settings.condaEnvironment())
        .put("health", health.map(EnvironmentJson::health));
  }

  /** How it stands, in short. */
  static Json.Object standing(Standing standing, Translation language) {
    return Json.object()
        .put("state", standing.state().name().toLowerCase(Locale.ROOT))
        .put("pythonVersion", standing.pythonVersion())
        .put("sizeBytes", standing.sizeBytes())
        .put("error", standing.error().map(language::text));
  }

  static Json.Object health(EnvironmentHealth health) {
    return Json.object().put("healthy", health.healthy()).put("problems", health.problems());
  }

  static Json.Object conda(CondaEnvironment environment) {
    return Json.object()
        .put("name", environment.name())
        .put("path", environment.prefix())
        .put("root", environment.root())
        .put("pythonVersion", environment.pythonVersion())
        .put("packageCount", environment.packages().size());
  }

  static Object packages(List<LockedPackage> packages) {
    return Json.array(
        packages,
        one ->
            Json.object()
                .put("name", one.name())
                .put("version", one.version())
                .put("origin", one.origin()));
  }

  /** A step of a build. */
  static Json.Object progress(Event.EnvironmentProgress event) {
    return Json.object()
        .put("jobId", event.jobId())
        .put("phase", event.progress().phase().name().toLowerCase(Locale.ROOT))
        .put("line", event.progress().line());
  }

  /** The end of a build. */
  static Json.Object end(UUID jobId, Optional<String> error) {
    return Json.object()
        .put("jobId", jobId)
        .put("state", error.isPresent() ? "failed" : "ready")
        .put("error", error);
  }

  /** A message on a WebSocket. */
  static Json.Object message(String type, Instant at, Json.Object content) {
    return Json.object().put("type", type).put("timestamp", at).putAll(content.node());
  }

  private Optional<PythonEnvironment> current(Job job, Standing standing) {
    return standing.equals(Standing.NONE)
        ? Optional.empty()
        : python.environment(job.id()).current();
  }

  private static void own(Json.Object json, Optional<PythonEnvironment> current) {
    json.put("interpreter", current.map(PythonEnvironment::python))
        .put("packages", packages(current.map(PythonEnvironment::lock).orElse(List.of())))
        .put("builtAt", current.map(PythonEnvironment::builtAt));
  }

  private static void conda(Json.Object json, Optional<CondaEnvironment> found) {
    json.put("interpreter", found.map(CondaEnvironment::python))
        .put("packages", packages(found.map(CondaEnvironment::packages).orElse(List.of())))
        .put("builtAt", null);
  }
}
