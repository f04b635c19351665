package dev.tempo.python;

import dev.tempo.internal.io.BundledScripts;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.process.OsAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Checks scripts with the interpreter that is to run them, and never runs them: syntax by {@code
 * ast.parse} and {@code compile}, and a scan of the syntax tree for what may be dangerous. The scan
 * only warns.
 *
 * {@snippet :
 * try (ScriptChecker checker = ScriptChecker.open()) {
 *   ScriptCheck check = checker.check(interpreter, "print('hello'");
 *   check.error(); // line 1, column 6, '(' was never closed
 * }
 * }
 *
 * <p>For each interpreter one helper process is kept, which makes a check a matter of a
 * millisecond. It may use 1 GiB of memory, writes no file, ends by itself after 10 minutes without
 * a question or with this JVM, and is killed and replaced when it does not answer in time. Safe for
 * use by several threads; checks by one interpreter follow each other.
 */
public final class ScriptChecker implements AutoCloseable {
  /** The longest script, in bytes of UTF-8. */
  public static final int MOST_BYTES = 2 << 20;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Duration limit;
  private final String program;
  private final Optional<OsAccount> account;
  private final Map<Path, SyntaxCheckProcess> helpers = new HashMap<>();
  private boolean closed;

  ScriptChecker(Duration limit, String program) {
    this(limit, program, Optional.empty());
  }

  private ScriptChecker(Duration limit, String program, Optional<OsAccount> account) {
    this.limit = limit;
    this.program = program;
    this.account = account;
  }

  /** A checker that allows 10 s for a script. No process is started yet. */
  public static ScriptChecker open() {
    return new ScriptChecker(LIMIT, BundledScripts.text("checker.py"));
  }

  /** As {@link #open()}, with interpreters that run under an account. */
  public static ScriptChecker open(OsAccount account) {
    Objects.requireNonNull(account, "account");
    return new ScriptChecker(LIMIT, BundledScripts.text("checker.py"), Optional.of(account));
  }

  /**
   * Checks a script.
   *
   * @param source its text
   * @return an error also for a script that is too long or that the parser cannot master in time
   * @throws IllegalStateException if this checker is closed, or the interpreter cannot be started
   */
  public ScriptCheck check(Interpreter interpreter, String source) {
    Optional<ScriptCheck.Finding> unwritable = PythonSource.mistake(source);
    if (unwritable.isPresent()) {
      return new ScriptCheck(unwritable, List.of());
    }
    byte[] bytes = PythonSource.forCheck(source);
    if (bytes.length > MOST_BYTES) {
      return error(PythonMessages.SCRIPT_TOO_LONG.text(MOST_BYTES));
    }
    try {
      return helper(interpreter).ask(bytes);
    } catch (SyntaxCheckProcess.Unanswered e) {
      return error(e.getMessage());
    } catch (IOException e) {
      throw new IllegalStateException(
          PythonMessages.CANNOT_START.text(interpreter, String.valueOf(e.getMessage())), e);
    }
  }

  private List<String> command(Path python) {
    List<String> command =
        List.of(python.toString(), "-I", "-S", "-B", "-X", "utf8", "-u", "-c", program);
    return account.map(other -> other.command(command)).orElse(command);
  }

  private static ScriptCheck error(String message) {
    ScriptCheck.Finding finding = new ScriptCheck.Finding("syntax", 1, 1, message, "");
    return new ScriptCheck(Optional.of(finding), List.of());
  }

  private synchronized SyntaxCheckProcess helper(Interpreter interpreter) {
    if (closed) {
      throw new IllegalStateException("this checker is closed");
    }
    return helpers.computeIfAbsent(
        interpreter.executable(), python -> new SyntaxCheckProcess(command(python), limit));
  }

  /** Ends the helper processes. */
  @Override
  public synchronized void close() {
    closed = true;
    helpers.values().forEach(SyntaxCheckProcess::close);
    helpers.clear();
  }
}
