package dev.tempo.server.environments;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.python.PythonVersion;
import dev.tempo.script.Bashisms;
import dev.tempo.script.ScriptHost;
import dev.tempo.script.Shebang;
import dev.tempo.server.message.Messages;
import dev.tempo.task.ShellTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is to be said of a script's first line, and of a text that it does not fit. */
final class FirstLines {
  private static final Set<String> POSIX_ONLY = Set.of("sh", "dash", "ash");
  private static final Set<String> USUAL_PLACES = Set.of("/bin", "/usr/bin", "/usr/local/bin");
  private static final Pattern PYTHON = Pattern.compile("python(?:(\\d+)(?:\\.(\\d+))?)?");

  private FirstLines() {}

  /** Why a shell script cannot be run here; empty if nothing is known against it. */
  static Optional<Remark> missing(ShellTask task, ScriptHost host) {
    Map<String, String> variables = new HashMap<>(host.variables());
    variables.putAll(task.environment());
    return task.shebang()
        .problem(variables)
        .map(problem -> first("interpreter", Messages.kept(problem), task));
  }

  /** What else is odd about a shell script. */
  static List<Remark> odd(ShellTask task) {
    List<Remark> found = new ArrayList<>();
    task.shebang()
        .warning()
        .ifPresent(text -> found.add(first("interpreter", Messages.kept(text), task)));
    needsBash(task).ifPresent(found::add);
    if (task.content().contains("\r\n")) {
      found.add(first("line-ends", message("api.script.crLf"), task));
    }
    return found;
  }

  /** That nobody has looked for mistakes, though it may seem so. */
  static Optional<Remark> unchecked(ShellTask task) {
    if (!SyntaxTool.isPassedOver(task.shebang(), task.content())) {
      return Optional.empty();
    }
    return Optional.of(first("unchecked", message("api.script.notChecked"), task));
  }

  /** What sh would not understand, or understand otherwise. */
  static Optional<Remark> needsBash(ShellTask task) {
    if (!POSIX_ONLY.contains(task.shebang().name())) {
      return Optional.empty();
    }
    return Bashisms.first(task.content())
        .map(
            found ->
                new Remark(
                    "bash",
                    found.line(),
                    1,
                    message("api.script.needsBash", "what", found.what(), "start", "#!/bin/bash"),
                    line(task.content(), found.line())));
  }

  /** The first line of a Python script does not count, which is worth saying if it differs. */
  static Optional<Remark> ofPython(String content, PythonVersion version) {
    return Shebang.of(content)
        .filter(shebang -> differs(shebang, version))
        .map(
            shebang ->
                new Remark(
                    "interpreter",
                    1,
                    1,
                    message(
                        "api.script.otherPython",
                        "interpreter",
                        shebang.toString(),
                        "version",
                        version.toString()),
                    line(content, 1)));
  }

  private static boolean differs(Shebang shebang, PythonVersion version) {
    Matcher matcher = PYTHON.matcher(shebang.name());
    if (!matcher.matches()) {
      return true;
    }
    String path = shebang.interpreter().orElse("");
    int slash = path.lastIndexOf('/');
    boolean elsewhere = slash >= 0 && !USUAL_PLACES.contains(path.substring(0, slash));
    String[] numbers = version.toString().split("\\.");
    boolean other =
        matcher.group(1) != null && !matcher.group(1).equals(numbers[0])
            || matcher.group(2) != null && !matcher.group(2).equals(numbers[1]);
    boolean options = shebang.options().stream().anyMatch(option -> !option.equals("-u"));
    return elsewhere || other || options;
  }

  private static Remark first(String rule, Message message, ShellTask task) {
    return new Remark(rule, 1, 1, message, line(task.content(), 1));
  }

  static String line(String script, int number) {
    return script.lines().skip(number - 1L).findFirst().orElse("");
  }
}
