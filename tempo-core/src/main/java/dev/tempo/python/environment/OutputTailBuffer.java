package dev.tempo.python.environment;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.process.ProcessResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps the last lines of a tool's output, from which a failure is explained. */
final class OutputTailBuffer {
  private static final int MOST_LINES = 60;
  private static final int LAST_LINES = 15;

  /** pip tells the details of a conflict on its standard output. */
  private static final String CONFLICT = "The conflict is caused by";

  private final Deque<String> errors = new ArrayDeque<>();
  private final Deque<String> lines = new ArrayDeque<>();

  void add(boolean error, String text) {
    Deque<String> kept = error ? errors : lines;
    kept.addLast(text);
    if (kept.size() > MOST_LINES) {
      kept.removeFirst();
    }
  }

  /** Why the tool failed: what ended it, then its errors, or else its last lines. */
  String words(ProcessResult result) {
    return Stream.concat(result.explanation().stream(), said(result).stream())
        .collect(Collectors.joining("\n"));
  }

  private List<String> said(ProcessResult result) {
    List<String> said = new ArrayList<>();
    errors.stream()
        .filter(OutputTailBuffer::isConnection)
        .reduce((one, next) -> next)
        .ifPresent(said::add);
    errors.stream().dropWhile(line -> !isError(line)).forEach(said::add);
    lines.stream().dropWhile(line -> !line.startsWith(CONFLICT)).forEach(said::add);
    return said.isEmpty() ? lastLines(result) : said;
  }

  private List<String> lastLines(ProcessResult result) {
    Deque<String> kept = errors.isEmpty() ? lines : errors;
    if (kept.isEmpty()) {
      return List.of(silent(result));
    }
    return kept.stream().skip(Math.max(0, kept.size() - LAST_LINES)).toList();
  }

  /** Why an index was not asked; pip itself then only says that it found nothing. */
  private static boolean isConnection(String line) {
    return line.startsWith("WARNING: Retrying") || line.startsWith("WARNING: 401");
  }

  private static boolean isError(String line) {
    String text = line.stripLeading();
    return text.startsWith("ERROR:") || text.startsWith("error:") || text.startsWith("×");
  }

  private static String silent(ProcessResult result) {
    return result
        .signal()
        .map(PythonMessages.INSTALLER_SIGNAL::text)
        .orElseGet(() -> PythonMessages.INSTALLER_CODE.text(result.exitCode().orElse(-1)));
  }
}
