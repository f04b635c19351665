package dev.tempo.server.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.internal.text.UrlRedactor;
import dev.tempo.python.PythonService;
import dev.tempo.python.ScriptNeeds;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.python.requirement.Requirement;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.server.comparison.Setup.Part;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.PolicyResponse;
import dev.tempo.server.versions.VersionService;
import dev.tempo.task.CommandTask;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ShellTask;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Reads what a job's runs run with now. Thread-safe. */
final class SetupReader {
  private static final int DIGEST = 16;

  private final PythonService python;

  SetupReader(PythonService python) {
    this.python = python;
  }

  /** What a job's runs run with. */
  Setup read(Job job) {
    Map<Part, SortedMap<String, String>> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      parts.put(part, new TreeMap<>());
    }
    if (job.task() instanceof ScriptTask script) {
      script
          .environment()
          .forEach((name, value) -> parts.get(Part.VARIABLE).put(name, digest(value)));
      script
          .settings()
          .secrets()
          .forEach((name, secret) -> parts.get(Part.SECRET).put(name, digest(secret.text())));
      script
          .workingDirectory()
          .ifPresent(path -> parts.get(Part.SETTING).put("workingDir", path.toString()));
    }
    switch (job.task()) {
      case PythonTask task -> python(job, task, parts);
      case ShellTask shell ->
          parts.get(Part.INTERPRETER).put("interpreter", shell.shebang().toString());
      case CommandTask command ->
          parts.get(Part.SETTING).put("command", String.join(" ", command.command()));
      default -> {} // a handler has none
    }
    JsonNode policy = Json.node(PolicyResponse.of(job.policy()));
    flatten("", policy, parts.get(Part.SETTING));
    return new Setup(parts);
  }

  /** Names the environment that runs of a job use now; empty if they use none of their own. */
  Optional<String> build(Job job) {
    return job.task() instanceof PythonTask task
        ? environment(job.id(), task).map(PythonEnvironment::build)
        : Optional.empty();
  }

  /** As {@link #build(Job)}, of a job that is known to have an environment. */
  Optional<String> build(UUID jobId) {
    return current(jobId).map(PythonEnvironment::build);
  }

  private void python(Job job, PythonTask task, Map<Part, SortedMap<String, String>> parts) {
    PythonSettings settings = ScriptNeeds.known(python.effective(job.id(), task));
    requirements(settings, parts.get(Part.REQUIREMENT));
    settings.version().ifPresent(text -> parts.get(Part.SETTING).put("pythonVersion", text));
    settings
        .condaEnvironment()
        .ifPresent(name -> parts.get(Part.INTERPRETER).put("condaEnvironment", name));
    environment(job.id(), task)
        .ifPresent(
            environment -> {
              parts
                  .get(Part.INTERPRETER)
                  .put("interpreter", environment.spec().interpreter().toString());
              environment
                  .lock()
                  .forEach(
                      one ->
                          parts
                              .get(Part.PACKAGE)
                              .put(
                                  one.name(),
                                  one.origin()
                                      .map(url -> one.version() + " from " + url)
                                      .orElse(one.version())));
            });
  }

  private Optional<PythonEnvironment> environment(UUID jobId, PythonTask task) {
    return python.needsEnvironment(jobId, task) ? current(jobId) : Optional.empty();
  }

  private Optional<PythonEnvironment> current(UUID jobId) {
    try {
      return python.environment(jobId).current();
    } catch (IllegalStateException | UncheckedIOException e) { // another engine has the directory
      return Optional.empty();
    }
  }

  private static void requirements(PythonSettings settings, Map<String, String> to) {
    try {
      for (Requirement one : Requirements.of(settings.requirements()).entries()) {
        to.merge(one.name(), one.toString(), (some, more) -> some + ", " + more);
      }
    } catch (RequirementsException e) {
      settings.requirements().stream()
          .map(UrlRedactor::mask)
          .filter(line -> !line.isBlank())
          .forEach(line -> to.put(line.strip(), line.strip()));
    }
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> to) {
    node.properties()
        .forEach(
            entry -> {
              String name = prefix + entry.getKey();
              if (entry.getValue().isObject()) {
                flatten(name + ".", entry.getValue(), to);
              } else if (!entry.getValue().isNull()) {
                to.put(name, entry.getValue().asText());
              }
            });
  }

  private static String digest(String value) {
    return VersionService.sha256(value).substring(0, DIGEST);
  }
}
