package dev.tempo.server.groups;

import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonService;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.server.groups.GroupResponses.EnvironmentResponse;
import dev.tempo.server.http.problem.ApiException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Says in what the scripts of a group run that name nothing themselves. Thread-safe. */
final class GroupEnvironments {
  private static final String BASE = "base";

  private final PythonService python;
  private final Supplier<Optional<Interpreter>> usual;

  /**
   * Over what there is on the machine.
   *
   * @param usual the interpreter of scripts that name none
   */
  GroupEnvironments(PythonService python, Supplier<Optional<Interpreter>> usual) {
    this.python = python;
    this.usual = usual;
  }

  /** The first that applies: its conda environment, what it needs, conda's base, the usual one. */
  EnvironmentResponse of(GroupSnapshot group) {
    Optional<String> name = group.condaEnvironment();
    if (name.isPresent()) {
      Optional<CondaEnvironment> found = there(name.get());
      return new EnvironmentResponse(
          "conda", name, found.flatMap(GroupEnvironments::version), found.isPresent());
    }
    Optional<String> version = usual.get().map(found -> found.version().toString());
    if (group.rest().requirements().isPresent()) {
      return new EnvironmentResponse("venv", Optional.empty(), version, version.isPresent());
    }
    return there(BASE)
        .map(base -> new EnvironmentResponse(BASE, Optional.of(BASE), version(base), true))
        .orElseGet(
            () ->
                new EnvironmentResponse("default", Optional.empty(), version, version.isPresent()));
  }

  /** What was found may be gone since; that costs next to nothing to see. */
  private Optional<CondaEnvironment> there(String name) {
    return python.conda().find(name).filter(found -> Files.isDirectory(found.prefix()));
  }

  private static Optional<String> version(CondaEnvironment environment) {
    return environment.pythonVersion().map(Object::toString);
  }

  /**
   * Lets the name of an environment pass that there is, or any where there is no conda.
   *
   * @throws ApiException 422
   */
  void require(String name) {
    List<CondaEnvironment> all = python.conda().all();
    if (!all.isEmpty() && python.conda().find(name).isEmpty()) {
      throw ApiException.invalid("condaEnvironment", GroupMessages.noSuchCondaEnvironment(name));
    }
  }
}
