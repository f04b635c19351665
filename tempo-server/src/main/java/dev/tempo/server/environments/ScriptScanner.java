package dev.tempo.server.environments;

import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.python.PythonService;
import dev.tempo.python.ScriptCheck.Finding;
import dev.tempo.script.ScriptHost;
import dev.tempo.server.jobs.ScriptCheck;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Checks scripts by the interpreter that would run them, and keeps what the security scan said of
 * each text. Thread-safe.
 */
public final class ScriptScanner implements ScriptCheck, AutoCloseable {
  private static final int CAPACITY = 1_000;

  private final PythonService python;
  private final ScriptHost host;
  private final ShellSyntaxChecker syntax;
  private final SerialExecutor background = new SerialExecutor("tempo-server-checks");
  private final Set<String> scanning = ConcurrentHashMap.newKeySet();
  private final Map<String, List<String>> scanned = BoundedMap.byAccess(CAPACITY);

  /** By the interpreters of these scripts. */
  public ScriptScanner(PythonService python, ScriptHost host) {
    this.python = python;
    this.host = host;
    this.syntax = new ShellSyntaxChecker(host);
  }

  /**
   * Something to be said about a place in a script.
   *
   * @param severity how bad it is
   * @param finding where and what
   */
  record Found(Severity severity, Finding finding) {}

  /** How bad something is. */
  enum Severity {
    /** The script would not run. */
    ERROR,
    /** It would, and perhaps should not. */
    WARNING
  }

  /** All that is to be said of a task's script; nothing if it has none. */
  List<Found> check(Task task) {
    return switch (task) {
      case PythonTask script -> check(script);
      case ShellTask script -> check(script);
      default -> List.of();
    };
  }

  @Override
  public List<Mistake> mistakes(Task task) {
    List<Found> found = check(task);
    String content =
        switch (task) {
          case PythonTask script -> script.content();
          case ShellTask script -> script.content();
          default -> "";
        };
    return found.stream()
        .filter(one -> one.severity() == Severity.ERROR)
        .map(Found::finding)
        .map(one -> Mistake.in(content, one.line(), one.column(), one.message()))
        .toList();
  }

  /** What the scan said of a script, in words; none while it was not scanned yet. */
  List<String> warnings(Task task) {
    return switch (task) {
      case PythonTask script -> warnings(script);
      case ShellTask script -> warnings(script);
      default -> List.of();
    };
  }

  /** Whether its interpreter is there is looked at each time. */
  private List<String> warnings(ShellTask script) {
    List<String> odd;
    String key = key("sh", script.content());
    synchronized (scanned) {
      odd = scanned.get(key);
    }
    if (odd == null) {
      odd = remember(key, FirstLines.odd(script));
    }
    Stream<String> missing = FirstLines.missing(script, host).stream().map(Finding::message);
    return Stream.concat(missing, odd.stream()).toList();
  }

  private List<String> warnings(PythonTask script) {
    String key = key(script);
    synchronized (scanned) {
      List<String> known = scanned.get(key);
      if (known != null) {
        return known;
      }
    }
    if (scanning.add(key)) {
      background.later(() -> scan(key, script));
    }
    return List.of();
  }

  @Override
  public void close() {
    background.close();
  }

  private void scan(String key, PythonTask script) {
    try {
      check(script);
    } finally {
      scanning.remove(key);
    }
  }

  private List<Found> check(PythonTask script) {
    dev.tempo.python.ScriptCheck check;
    try {
      check = python.check(script);
    } catch (IllegalStateException e) { // there is no such interpreter, which its job tells
      return List.of(new Found(Severity.WARNING, new Finding("interpreter", 1, 1, text(e), "")));
    }
    Stream<Finding> first = firstLine(script).stream();
    List<Finding> warnings = Stream.concat(first, check.warnings().stream()).toList();
    remember(key(script), warnings);
    Stream<Found> mistakes = check.error().stream().map(one -> new Found(Severity.ERROR, one));
    Stream<Found> rest = warnings.stream().map(one -> new Found(Severity.WARNING, one));
    return Stream.concat(mistakes, rest).toList();
  }

  /** That its first line names another Python than the one that runs it; conda's is not asked. */
  private Optional<Finding> firstLine(PythonTask script) {
    return script.python().condaEnvironment().isPresent()
        ? Optional.empty()
        : FirstLines.ofPython(script.content(), python.likely(script).version());
  }

  private List<Found> check(ShellTask script) {
    Optional<Finding> missing = FirstLines.missing(script, host);
    Stream<Found> mistakes =
        missing.isPresent()
            ? Stream.empty()
            : syntax.check(script.content()).stream()
                .map(mistake -> new Found(Severity.ERROR, finding(script, mistake)));
    Stream<Found> warnings =
        Stream.of(
                missing.or(() -> FirstLines.unchecked(script)).stream(),
                FirstLines.odd(script).stream())
            .flatMap(some -> some)
            .map(one -> new Found(Severity.WARNING, one));
    return Stream.concat(mistakes, warnings).toList();
  }

  private static Finding finding(ShellTask script, ShellSyntaxChecker.Mistake mistake) {
    String hint =
        FirstLines.needsBash(script)
            .map(found -> " (line " + found.line() + ": " + found.message() + ")")
            .orElse("");
    return new Finding(
        "syntax",
        mistake.line(),
        1,
        mistake.message() + hint,
        FirstLines.line(script.content(), mistake.line()));
  }

  private static String text(Exception problem) {
    return String.valueOf(problem.getMessage());
  }

  private List<String> remember(String key, List<Finding> warnings) {
    List<String> words =
        warnings.stream().map(one -> "Line " + one.line() + ": " + one.message()).toList();
    synchronized (scanned) {
      scanned.put(key, words);
    }
    return words;
  }

  private static String key(PythonTask script) {
    return key(script.python().toString(), script.content());
  }

  private static String key(String settings, String content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(settings.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
