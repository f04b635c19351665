package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.task.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of the names of files in a project, which runs are given, the paths under which scripts
 * find them. What a job itself has as its default is left as it is. Thread-safe.
 */
public final class FileParameters {
  private final ProjectService projects;

  /** Over projects. */
  public FileParameters(ProjectService projects) {
    this.projects = projects;
  }

  /**
   * The arguments of a run with the paths of its files.
   *
   * @param checked what the run gets
   * @param project in which it runs
   * @throws ApiException 422 that names what is no file of the project
   */
  public Arguments placed(JobIndexEntry job, ParameterValues.Checked checked, Project project) {
    List<ParameterDefinition> files =
        job.details().behaviour().parameters().stream()
            .filter(parameter -> isGiven(parameter, checked.arguments().plain()))
            .toList();
    if (files.isEmpty()) {
      return checked.arguments();
    }
    String group = job.origin().groupId().orElse(ProjectTree.MANAGED);
    Optional<Path> directory =
        projects.place(project.id(), group).map(placed -> placed.directory().toAbsolutePath());
    Arguments all = checked.arguments();
    List<Violation> violations = new ArrayList<>();
    for (ParameterDefinition parameter : files) {
      String value = all.plain().get(parameter.name());
      Optional<Path> file = directory.flatMap(start -> inside(start, value));
      if (file.isPresent()) {
        all = all.with(parameter.name(), file.get().toString());
      } else {
        violations.add(
            Violation.of(
                "parameters." + parameter.name(),
                message("api.value.noProjectFile", "project", project.name())));
      }
    }
    if (!violations.isEmpty()) {
      throw ApiException.invalid(violations);
    }
    return all;
  }

  private static boolean isGiven(ParameterDefinition parameter, Map<String, String> values) {
    String value = values.get(parameter.name());
    return parameter.type() == ParameterDefinition.Type.FILE
        && value != null
        && !value.isEmpty()
        && !parameter.presence().defaultValue().equals(Optional.of(value));
  }

  /** By its name in the project, or by the path that an earlier run had for it. */
  private static Optional<Path> inside(Path directory, String value) {
    try {
      Path file = directory.resolve(named(directory, Path.of(value))).normalize();
      boolean below = file.startsWith(directory) && !file.equals(directory);
      return below && Files.isRegularFile(file) && isReallyBelow(file, directory)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException | IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The name in its project of a file for the same group, whichever project a run had it in: this
   * one before it was called otherwise, or the one of somebody whose run is run again. Anything
   * else is left as it is.
   */
  private static Path named(Path directory, Path value) {
    Path group = directory.getParent().getParent();
    Path file = value.normalize();
    int before = directory.getNameCount();
    return value.isAbsolute() && file.startsWith(group) && file.getNameCount() > before
        ? file.subpath(before, file.getNameCount())
        : value;
  }

  /** Scripts may have left links that lead elsewhere. */
  private static boolean isReallyBelow(Path file, Path directory) throws IOException {
    return file.toRealPath().startsWith(directory.toRealPath());
  }
}
