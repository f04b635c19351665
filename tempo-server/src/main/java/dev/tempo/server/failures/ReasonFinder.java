package dev.tempo.server.failures;

import dev.tempo.log.LogLine;
import dev.tempo.server.failures.FailureReason.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds in the end of a log why its script failed.
 *
 * <p>Standard error is looked at first, then standard output, as the two may be mixed in any order.
 * In each, the programs that are known ({@link Traces}) are asked for the last error in their form;
 * of their answers the one that ends last counts, since what ends a script is what it says last. If
 * nobody knows anything, the last line that speaks of an error is taken, and at last whatever
 * stands last on standard error.
 */
public final class ReasonFinder {
  private static final int CONTEXT = 5;
  private static final int MOST_CONTEXT = 60;
  private static final Pattern ERROR =
      Pattern.compile(
          "\\b(?:\\w*error|errno|fatal|fail(?:ed|ure)?|\\w*exception|panic|cannot|can't|could"
              + " not|couldn't|unable to|denied|not found|no such|refused|timed"
              + " out|killed|abort(?:ed|ing)?|core dumped|segmentation fault|invalid|missing)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern SAYS_NOTHING =
      Pattern.compile(
          "\\s*|\\+{1,9} .*|Execution halted|Calls: .*|make(?:\\[\\d+])?: \\*\\*\\* .*Error \\d+.*"
              + "|\\s*0 (?:errors?|failures?|failed)\\b.*");

  private ReasonFinder() {}

  /**
   * The reason, if the lines tell one.
   *
   * @param tail the last lines of the log, in order; the last ones of each stream have no holes
   *     between them
   */
  public static Optional<FailureReason> find(List<LogLine> tail) {
    List<LogLine> errors = of(tail, LogLine.Stream.STDERR);
    List<LogLine> output = of(tail, LogLine.Stream.STDOUT);
    return known(errors)
        .or(() -> speaking(errors))
        .or(() -> known(output))
        .or(() -> last(errors))
        .or(() -> speaking(output));
  }

  private static List<LogLine> of(List<LogLine> tail, LogLine.Stream stream) {
    return tail.stream().filter(line -> line.stream() == stream).toList();
  }

  private static Optional<FailureReason> known(List<LogLine> lines) {
    List<String> texts = texts(lines);
    return Traces.last(texts)
        .map(
            trace -> {
              int first = Math.max(trace.first(), trace.at() - MOST_CONTEXT);
              return reason(lines, trace.at(), first, trace.text(), trace.kind());
            });
  }

  private static Optional<FailureReason> speaking(List<LogLine> lines) {
    return lastThat(lines, true, Kind.MESSAGE);
  }

  private static Optional<FailureReason> last(List<LogLine> lines) {
    return lastThat(lines, false, Kind.OUTPUT);
  }

  private static Optional<FailureReason> lastThat(
      List<LogLine> lines, boolean speaksOfError, Kind kind) {
    List<String> texts = texts(lines);
    for (int i = texts.size() - 1; i >= 0; i--) {
      String text = texts.get(i);
      if (!SAYS_NOTHING.matcher(text).matches() && (!speaksOfError || ERROR.matcher(text).find())) {
        return Optional.of(reason(lines, i, Math.max(0, i - CONTEXT), text, kind));
      }
    }
    return Optional.empty();
  }

  private static List<String> texts(List<LogLine> lines) {
    return lines.stream().map(line -> PlainText.of(line.text()).stripTrailing()).toList();
  }

  private static FailureReason reason(
      List<LogLine> lines, int at, int first, String text, Kind kind) {
    return new FailureReason(text.strip(), lines.get(at).number(), lines.get(first).number(), kind);
  }
}
