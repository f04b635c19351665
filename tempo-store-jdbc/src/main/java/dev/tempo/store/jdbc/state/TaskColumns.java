package dev.tempo.store.jdbc.state;

import dev.tempo.secret.Secret;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.task.Arguments;
import dev.tempo.task.CommandTask;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.ParameterStyle;
import dev.tempo.task.Payload;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptSettings;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A task as the columns of its job. */
final class TaskColumns {
  static final String NAMES =
      "task_kind, task_body, task_parameters, task_environment, task_secrets, task_directory,"
          + " task_file, task_root, task_styles, python_version, python_requirements, python_conda,"
          + " task_payload";

  private TaskColumns() {}

  static void bind(StatementParameters to, Task task) throws SQLException {
    to.text(kind(task)).text(body(task)).text(ColumnCodecs.text(task.arguments()));
    Optional<ScriptSettings> settings =
        task instanceof ScriptTask script ? Optional.of(script.settings()) : Optional.empty();
    to.text(ColumnCodecs.text(settings.map(ScriptSettings::environment).orElse(Map.of())));
    to.text(ColumnCodecs.text(settings.map(TaskColumns::sealed).orElse(Map.of())));
    to.text(settings.flatMap(ScriptSettings::workingDirectory).map(Path::toString));
    Optional<ScriptPlace.InPlace> place = place(task);
    to.text(place.map(ScriptPlace.InPlace::file).map(Path::toString));
    to.text(place.map(ScriptPlace.InPlace::root).map(Path::toString));
    to.text(ColumnCodecs.text(settings.map(TaskColumns::styles).orElse(Map.of())));
    PythonSettings python =
        task instanceof PythonTask script ? script.python() : PythonSettings.DEFAULT;
    to.text(python.version())
        .text(ColumnCodecs.text(python.requirements()))
        .text(python.condaEnvironment())
        .text(task.arguments().payload().map(Payload::text));
  }

  private static Optional<ScriptPlace.InPlace> place(Task task) {
    return task instanceof ScriptTask script && script.place() instanceof ScriptPlace.InPlace lying
        ? Optional.of(lying)
        : Optional.empty();
  }

  private static Map<String, String> sealed(ScriptSettings settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    settings.secrets().forEach((name, secret) -> texts.put(name, secret.text()));
    return texts;
  }

  static Task read(ResultRow row) throws SQLException {
    String kind = row.text("task_kind");
    String body = row.text("task_body");
    return switch (kind) {
      case "handler" -> new HandlerTask(body, arguments(row));
      case "python" -> new PythonTask(body, python(row), settings(row), place(row));
      case "shell" -> new ShellTask(body, settings(row), place(row));
      case "command" -> new CommandTask(ColumnCodecs.list(body), settings(row));
      default -> throw new IllegalArgumentException("unknown kind of task '" + kind + "'");
    };
  }

  private static Arguments arguments(ResultRow row) throws SQLException {
    Arguments arguments = ColumnCodecs.arguments(row.text("task_parameters"));
    return row.optionalText("task_payload")
        .map(Payload::encoded)
        .map(arguments::withPayload)
        .orElse(arguments);
  }

  private static String kind(Task task) {
    return switch (task) {
      case HandlerTask handler -> "handler";
      case PythonTask python -> "python";
      case ShellTask shell -> "shell";
      case CommandTask command -> "command";
    };
  }

  private static String body(Task task) {
    return switch (task) {
      case HandlerTask handler -> handler.handler();
      case PythonTask python -> python.content();
      case ShellTask shell -> shell.content();
      case CommandTask command -> ColumnCodecs.text(command.command());
    };
  }

  private static ScriptSettings settings(ResultRow row) throws SQLException {
    return new ScriptSettings(
        row.optionalPath("task_directory"),
        ColumnCodecs.map(row.text("task_environment")),
        secrets(ColumnCodecs.map(row.text("task_secrets"))),
        arguments(row),
        styles(ColumnCodecs.map(row.text("task_styles"))));
  }

  private static Map<String, String> styles(ScriptSettings settings) {
    Map<String, String> names = new TreeMap<>();
    settings.styles().forEach((parameter, style) -> names.put(parameter, style.name()));
    return names;
  }

  private static Map<String, ParameterStyle> styles(Map<String, String> names) {
    Map<String, ParameterStyle> styles = new HashMap<>();
    names.forEach((parameter, name) -> styles.put(parameter, ParameterStyle.valueOf(name)));
    return styles;
  }

  private static ScriptPlace place(ResultRow row) throws SQLException {
    Optional<Path> file = row.optionalPath("task_file");
    return file.isEmpty()
        ? ScriptPlace.JOB_DIRECTORY
        : ScriptPlace.inPlace(file.get(), row.optionalPath("task_root").orElseThrow());
  }

  private static Map<String, Secret> secrets(Map<String, String> texts) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    texts.forEach((name, text) -> secrets.put(name, Secret.sealed(text)));
    return secrets;
  }

  private static PythonSettings python(ResultRow row) throws SQLException {
    List<String> requirements = ColumnCodecs.list(row.text("python_requirements"));
    return new PythonSettings(
        row.optionalText("python_version"), requirements, row.optionalText("python_conda"));
  }
}
