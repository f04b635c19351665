package dev.tempo.server.environments;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.message.Message;
import dev.tempo.python.PythonService;
import dev.tempo.script.ScriptHost;
import dev.tempo.server.jobs.ScriptValidator;
import dev.tempo.server.message.Messages;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
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
public final class ScriptScanner implements ScriptValidator, AutoCloseable {
  private static final int CAPACITY = 1_000;

  private final PythonService python;
  private final ScriptHost host;
  private final ShellSyntaxChecker syntax;
  private final SerialExecutor background = new SerialExecutor("tempo-server-checks");
  private final TextDigests digests = new TextDigests();
  private final Set<String> scanning = ConcurrentHashMap.newKeySet();
  private final Map<String, List<Message>> scanned = BoundedMap.byAccess(CAPACITY);

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
   * @param remark where and what
   */
  record Found(Severity severity, Remark remark) {}

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
        .map(Found::remark)
        .map(one -> Mistake.in(content, one.line(), one.column(), one.message()))
        .toList();
  }

  /** What the scan said of a script, in words; none while it was not scanned yet. */
  List<Message> warnings(Task task) {
    return switch (task) {
      case PythonTask script -> warnings(script);
      case ShellTask script -> warnings(script);
      default -> List.of();
    };
  }

  /** Whether its interpreter is there is looked at each time. */
  private List<Message> warnings(ShellTask script) {
    List<Message> odd;
    String key = key("sh", script.content());
    synchronized (scanned) {
      odd = scanned.get(key);
    }
    if (odd == null) {
      odd = remember(key, FirstLines.odd(script));
    }
    Stream<Message> missing = FirstLines.missing(script, host).stream().map(Remark::message);
    return Stream.concat(missing, odd.stream()).toList();
  }

  private List<Message> warnings(PythonTask script) {
    String key = key(script);
    synchronized (scanned) {
      List<Message> known = scanned.get(key);
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
      return List.of(
          new Found(Severity.WARNING, new Remark("interpreter", 1, 1, Messages.of(e), "")));
    }
    Stream<Remark> first = firstLine(script).stream();
    List<Remark> warnings =
        Stream.concat(first, check.warnings().stream().map(Remark::of)).toList();
    remember(key(script), warnings);
    Stream<Found> mistakes =
        check.error().stream().map(one -> new Found(Severity.ERROR, Remark.of(one)));
    Stream<Found> rest = warnings.stream().map(one -> new Found(Severity.WARNING, one));
    return Stream.concat(mistakes, rest).toList();
  }

  /** That its first line names another Python than the one that runs it; conda's is not asked. */
  private Optional<Remark> firstLine(PythonTask script) {
    return script.python().condaEnvironment().isPresent()
        ? Optional.empty()
        : FirstLines.ofPython(script.content(), python.likely(script).version());
  }

  private List<Found> check(ShellTask script) {
    Optional<Remark> missing = FirstLines.missing(script, host);
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

  private static Remark finding(ShellTask script, ShellSyntaxChecker.Mistake mistake) {
    Message message =
        FirstLines.needsBash(script)
            .map(
                found ->
                    message(
                        "api.script.withHint",
                        "mistake",
                        mistake.message(),
                        "line",
                        found.line(),
                        "hint",
                        found.message()))
            .orElse(mistake.message());
    return new Remark(
        "syntax", mistake.line(), 1, message, FirstLines.line(script.content(), mistake.line()));
  }

  private List<Message> remember(String key, List<Remark> warnings) {
    List<Message> words =
        warnings.stream()
            .map(one -> message("api.script.line", "line", one.line(), "message", one.message()))
            .toList();
    synchronized (scanned) {
      scanned.put(key, words);
    }
    return words;
  }

  private String key(PythonTask script) {
    return key(script.python().toString(), script.content());
  }

  private String key(String settings, String content) {
    return digests.of(content) + ' ' + settings;
  }
}
