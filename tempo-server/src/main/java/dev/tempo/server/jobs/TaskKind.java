package dev.tempo.server.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.task.CommandTask;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of tasks, as the API names them. */
enum TaskKind {
  PYTHON,
  SHELL,
  COMMAND,
  HANDLER;

  static TaskKind of(Task task) {
    return switch (task) {
      case PythonTask python -> PYTHON;
      case ShellTask shell -> SHELL;
      case CommandTask command -> COMMAND;
      case HandlerTask handler -> HANDLER;
    };
  }

  /** A script's text, or a handler's name. */
  static Optional<String> content(Task task) {
    return switch (task) {
      case PythonTask python -> Optional.of(python.content());
      case ShellTask shell -> Optional.of(shell.content());
      case HandlerTask handler -> Optional.of(handler.handler());
      case CommandTask command -> Optional.empty();
    };
  }

  /** The program that a script's first line names, as it stands there. */
  static Optional<String> interpreter(Task task) {
    return task instanceof ShellTask shell
        ? Optional.of(shell.shebang().toString())
        : Optional.empty();
  }

  static ObjectNode write(Task task) {
    PythonSettings python =
        task instanceof PythonTask script ? script.python() : PythonSettings.DEFAULT;
    return Json.object()
        .put("kind", of(task).name().toLowerCase(Locale.ROOT))
        .put("content", content(task))
        .put("interpreter", interpreter(task))
        .put("command", task instanceof CommandTask command ? command.command() : List.of())
        .put(
            "workingDir",
            task instanceof ScriptTask script ? script.workingDirectory() : Optional.empty())
        .put("pythonVersion", python.version())
        .put("requirements", String.join("\n", python.requirements()))
        .put("condaEnvironment", python.condaEnvironment())
        .node();
  }
}
