package dev.tempo.server.jobs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.task.CommandTask;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A task as the API shows it. */
@Schema("ShownTask")
record TaskResponse(String kind, Optional<String> content, @Unwrapped Setup setup)
    implements ApiResponse {

  static TaskResponse of(Task task) {
    return new TaskResponse(kind(task), TaskKind.content(task), Setup.of(task));
  }

  private static String kind(Task task) {
    return TaskKind.of(task).name().toLowerCase(Locale.ROOT);
  }

  /** The same in a list, without its content, which may be of a megabyte. */
  @Schema("ListedTask")
  record Listed(String kind, @Unwrapped Setup setup) implements ApiResponse {

    static Listed of(Task task) {
      return new Listed(TaskResponse.kind(task), Setup.of(task));
    }
  }

  /** What it is run by and in. */
  record Setup(
      Optional<String> interpreter,
      List<String> command,
      Optional<Path> workingDir,
      Optional<String> pythonVersion,
      String requirements,
      Optional<String> condaEnvironment)
      implements ApiResponse {

    static Setup of(Task task) {
      PythonSettings python =
          task instanceof PythonTask script ? script.python() : PythonSettings.DEFAULT;
      return new Setup(
          TaskKind.interpreter(task),
          task instanceof CommandTask command ? command.command() : List.of(),
          task instanceof ScriptTask script ? script.workingDirectory() : Optional.empty(),
          python.version(),
          String.join("\n", python.requirements()),
          python.condaEnvironment());
    }
  }
}
