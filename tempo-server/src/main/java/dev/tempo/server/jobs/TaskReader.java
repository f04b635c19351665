package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.python.requirement.RequirementProblem;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.jobs.ScriptValidator.Mistake;
import dev.tempo.server.message.Messages;
import dev.tempo.task.CommandTask;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptSettings;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads what a job runs. Fields of other kinds of tasks are known, and do not count. */
final class TaskReader {
  static final int MAX_CONTENT = 1_000_000;
  private static final int MAX_REQUIREMENTS = 10_000;
  private static final int MAX_PATH = 4_096;
  private static final int MAX_ARGUMENTS = 256;
  private static final Pattern PYTHON_VERSION = Pattern.compile("3\\.\\d{1,2}(\\.\\d{1,3})?");

  private final JsonInput input;
  private final Task current;

  private TaskReader(JsonInput input, Task current) {
    this.input = input;
    this.current = current;
  }

  /** Reads a task over one that holds so far, whose environment and parameters it keeps. */
  static Task read(JsonInput input, Task current) {
    return new TaskReader(input, current).read();
  }

  private Task read() {
    input.computed("interpreter");
    TaskKind kind = input.choice("kind", TaskKind.class).or(TaskKind.of(current));
    LineEnds ends = input.choice("lineEnds", LineEnds.class).or(LineEnds.LF);
    UnaryOperator<String> asSaved =
        text -> kind == TaskKind.SHELL ? ends.mended(text, input::note) : text;
    Optional<String> content = content(kind, input.text("content", MAX_CONTENT).map(asSaved));
    List<String> command = command(kind, input.texts("command", MAX_ARGUMENTS, MAX_PATH));
    PythonSettings python = python(kind);
    ScriptSettings settings = settings();
    if (input.hasViolations()) {
      return current;
    }
    return switch (kind) {
      case PYTHON -> new PythonTask(content.orElseThrow(), python, settings, place());
      case SHELL -> new ShellTask(content.orElseThrow(), settings, place());
      case COMMAND -> new CommandTask(command, settings);
      case HANDLER -> new HandlerTask(content.orElseThrow(), current.arguments());
    };
  }

  private ScriptPlace place() {
    return current instanceof ScriptTask script ? script.place() : ScriptPlace.JOB_DIRECTORY;
  }

  private Optional<String> content(TaskKind kind, OptionalField<String> values) {
    Optional<String> content =
        values.orMaybe(TaskKind.of(current) == kind ? TaskKind.content(current) : Optional.empty());
    if (kind == TaskKind.COMMAND) {
      return content;
    }
    if (content.isEmpty() || kind == TaskKind.HANDLER && content.get().isBlank()) {
      input.violation(
          "content",
          kind == TaskKind.HANDLER ? message("api.task.handler") : message("api.task.content"));
    }
    return content;
  }

  private List<String> command(TaskKind kind, OptionalField<List<String>> values) {
    List<String> command =
        values.or(current instanceof CommandTask old ? old.command() : List.of(), List.of());
    boolean named = !command.isEmpty() && !command.getFirst().isBlank();
    if (kind == TaskKind.COMMAND && !named) {
      input.violation("command", message("api.task.command"));
    }
    return command;
  }

  private PythonSettings python(TaskKind kind) {
    PythonSettings old =
        current instanceof PythonTask task ? task.python() : PythonSettings.DEFAULT;
    var version =
        input.parsed("pythonVersion", TaskReader::version, message("api.allowed.version"));
    var requirements = input.text("requirements", MAX_REQUIREMENTS);
    requirements.value().ifPresent(this::checkRequirements);
    var conda = input.text("condaEnvironment", MAX_PATH);
    return kind == TaskKind.PYTHON
        ? new PythonSettings(
            version.orMaybe(old.version()),
            requirements.present() ? lines(requirements.or("")) : old.requirements(),
            conda.orMaybe(old.condaEnvironment()).filter(name -> !name.isBlank()))
        : PythonSettings.DEFAULT;
  }

  /** That give the text back to the byte when they are joined. */
  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }

  private void checkRequirements(String text) {
    try {
      Requirements.parse(text);
    } catch (RequirementsException e) {
      e.problems().forEach(problem -> add(text, problem));
    }
  }

  private void add(String text, RequirementProblem problem) {
    String lines = Requirements.withLineFeeds(text); // which a mistake counts
    Mistake mistake =
        Mistake.in(lines, problem.line(), problem.column(), Messages.kept(problem.message()));
    input.violation(
        "requirements",
        mistake.message(),
        mistake.position(),
        new Violation.Place(mistake.line(), mistake.column()));
  }

  private ScriptSettings settings() {
    ScriptSettings old =
        current instanceof ScriptTask script ? script.settings() : ScriptSettings.DEFAULT;
    Optional<Path> directory =
        input
            .parsed("workingDir", TaskReader::directory, message("api.allowed.absolutePath"))
            .orMaybe(old.workingDirectory());
    return new ScriptSettings(
        directory, old.environment(), old.secrets(), current.arguments(), old.styles());
  }

  private static String version(String text) {
    if (!PYTHON_VERSION.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Path directory(String text) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute() && text.length() <= MAX_PATH) {
        return path.normalize();
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(text, e);
    }
    throw new IllegalArgumentException(text);
  }
}
