package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.internal.process.TimedProcess;
import dev.tempo.internal.text.StringEscapes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks scripts, one after the other, in one interpreter process. Thread-safe.
 *
 * <p>Each question is put by a thread of its own, so that a helper that hangs can be killed while
 * that thread is in the middle of a read or a write, which both then fail.
 */
final class SyntaxCheckProcess implements AutoCloseable {
  private static final int FIELDS = 6;

  /** The helper gave no answer to a script, twice. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String message) {
      super(message);
    }
  }

  private record Running(Process process, OutputStream questions, InputStream answers) {}

  private final List<String> command;
  private final Duration limit;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<Running> running = Optional.empty();

  SyntaxCheckProcess(List<String> command, Duration limit) {
    this.command = command;
    this.limit = limit;
  }

  /**
   * Checks a script. A helper that has ended while it was idle is replaced, and asked again.
   *
   * @throws IOException if it cannot be started
   */
  ScriptCheck ask(byte[] source) throws IOException, Unanswered {
    lock.lock();
    try {
      boolean kept = running.isPresent() && running.get().process().isAlive();
      return kept ? askKept(running.get(), source) : askNew(source);
    } finally {
      lock.unlock();
    }
  }

  private ScriptCheck askKept(Running kept, byte[] source) throws IOException, Unanswered {
    try {
      return answerInTime(kept, source);
    } catch (Unanswered e) {
      return askNew(source);
    }
  }

  private ScriptCheck askNew(byte[] source) throws IOException, Unanswered {
    Running fresh = start();
    running = Optional.of(fresh);
    return answerInTime(fresh, source);
  }

  private Running start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.directory(Path.of("").toAbsolutePath().getRoot().toFile());
    builder.environment().clear();
    Process process = builder.start();
    return new Running(
        process, process.getOutputStream(), new BufferedInputStream(process.getInputStream()));
  }

  private ScriptCheck answerInTime(Running helper, byte[] source) throws Unanswered {
    try {
      return question(helper, source).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      kill(helper);
      throw new Unanswered(PythonMessages.PARSER_TIMEOUT.text(limit.toMillis()));
    } catch (ExecutionException e) {
      kill(helper);
      throw new Unanswered(PythonMessages.PARSER_BROKE.text());
    } catch (InterruptedException e) {
      kill(helper);
      Thread.currentThread().interrupt();
      throw new Unanswered(PythonMessages.CHECK_INTERRUPTED.text());
    }
  }

  private static CompletableFuture<ScriptCheck> question(Running helper, byte[] source) {
    CompletableFuture<ScriptCheck> result = new CompletableFuture<>();
    Runnable ask =
        () -> {
          try {
            result.complete(answer(helper, source));
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        };
    Thread.ofPlatform().daemon().name("tempo-script-check").start(ask);
    return result;
  }

  private static void kill(Running helper) {
    TimedProcess.kill(helper.process());
  }

  private static ScriptCheck answer(Running helper, byte[] source) throws IOException {
    OutputStream questions = helper.questions();
    questions.write((source.length + "\n").getBytes(StandardCharsets.US_ASCII));
    questions.write(source);
    questions.flush();
    return read(helper.answers());
  }

  private static ScriptCheck read(InputStream answers) throws IOException {
    Optional<ScriptCheck.Finding> error = Optional.empty();
    List<ScriptCheck.Finding> warnings = new ArrayList<>();
    for (int left = Integer.parseInt(line(answers)); left > 0; left--) {
      String[] fields = line(answers).split("\t", FIELDS);
      if (fields[0].equals("error")) {
        error = Optional.of(finding(fields));
      } else {
        warnings.add(finding(fields));
      }
    }
    return new ScriptCheck(error, warnings);
  }

  private static ScriptCheck.Finding finding(String[] fields) {
    return new ScriptCheck.Finding(
        fields[1],
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        StringEscapes.resolve(fields[4]),
        StringEscapes.resolve(fields[5]));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the helper has ended");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Ends the process; a question under way fails. */
  @Override
  public void close() {
    running.ifPresent(SyntaxCheckProcess::kill);
  }
}
