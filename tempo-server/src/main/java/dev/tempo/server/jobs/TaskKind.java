package dev.tempo.server.jobs;

import dev.tempo.task.CommandTask;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
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
}
