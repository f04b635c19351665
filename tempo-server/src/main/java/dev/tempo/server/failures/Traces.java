package dev.tempo.server.failures;

import dev.tempo.server.failures.FailureReason.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Errors in the forms in which the programs write them that run scripts. */
final class Traces {
  private static final int FEW = 12;
  private static final int CONTEXT = 5;

  /**
   * An error.
   *
   * @param first where what belongs to it begins
   * @param at the line that says it
   * @param end its last line
   * @param text what it says
   * @param kind who wrote it
   */
  record Trace(int first, int at, int end, String text, Kind kind) {}

  /** A form that is one line. */
  private record Line(Kind kind, Pattern pattern, int group) {
    Line(Kind kind, String pattern, int group) {
      this(kind, Pattern.compile(pattern), group);
    }
  }

  private static final List<Line> LINES =
      List.of(
          new Line(Kind.PYTHON, "((?:Fatal Python error|\\S*python[\\d.]*: can't open file).*)", 1),
          new Line(Kind.PYTHON, "(\\S*/python[\\d.]*: No module named \\S+)", 1),
          new Line(Kind.RUBY, "(\\S+\\.rb:\\d+:in [`'].+': .+ \\([A-Z][\\w:]*\\))", 1),
          new Line(Kind.RUBY, "(\\S+\\.rb:\\d+: (?:syntax error|.*\\(SyntaxError\\)).*)", 1),
          new Line(Kind.SHELL, "(?:\\S*/)?([^\\s/:]*: line \\d+: (?!warning:).+)", 1),
          new Line(Kind.SHELL, "(?:\\S*/)?([^\\s/:]*sh: \\d+: .+)", 1),
          new Line(Kind.SHELL, "((?:\\S+\\.)?zsh:\\d+: .+)", 1),
          new Line(
              Kind.PERL,
              "(?!BEGIN failed|Execution of )(.+ at \\S+ line \\d+(?:, <\\w+> (?:line|chunk)"
                  + " \\d+)?\\.)",
              1),
          new Line(Kind.PERL, "(syntax error at \\S+ line \\d+, near .*)", 1),
          new Line(Kind.PHP, "(?:PHP )?((?:Fatal|Parse) error: .+)", 1));

  private static final Pattern HEADER =
      Pattern.compile("(\\s*)Traceback \\(most recent call last\\):");
  private static final Pattern GROUP_HEADER =
      Pattern.compile("(\\s*)\\+ Exception Group Traceback \\(most recent call last\\):");
  private static final Pattern EXCEPTION = Pattern.compile("[A-Za-z_][\\w.<>]*(?::.*| \\(.*)?");
  private static final Pattern SYNTAX =
      Pattern.compile("(?:SyntaxError|IndentationError|TabError|UnicodeError|ValueError): .*");
  private static final Pattern PLACE = Pattern.compile("\\s+File \".*\", line \\d+.*");
  private static final Pattern FRAME = Pattern.compile("\\s+at \\S.*");
  private static final Pattern JVM =
      Pattern.compile("(?:Exception in thread \"[^\"]*\" )((?:\\w+\\.)*\\w+(?::.*)?)");
  private static final Pattern JVM_CAUSE =
      Pattern.compile("\\s*(?:Caused by: .*|\\.\\.\\. \\d+ more)");
  private static final Pattern SCRIPT_ERROR =
      Pattern.compile("(?:Uncaught )?[\\w$.]*(?:Error|Exception)\\b.*");
  private static final Pattern NODE_SOURCE = Pattern.compile("\\S.*:\\d+");
  private static final Pattern R_ERROR = Pattern.compile("Error(?: in .+? :|:)(.*)");
  private static final Pattern PANIC = Pattern.compile("(?:panic|fatal error): .+");
  private static final Pattern GOROUTINE = Pattern.compile("goroutine \\d+ .*");
  private static final Pattern RUST =
      Pattern.compile("thread '.*' (?:\\(\\d+\\) )?panicked at (.+)");
  private static final Pattern RUST_PLACE = Pattern.compile("\\S+:\\d+:\\d+:");

  private Traces() {}

  /** The error that ends last. */
  static Optional<Trace> last(List<String> lines) {
    return Stream.of(
            python(lines),
            syntax(lines),
            stack(lines),
            r(lines),
            go(lines),
            rust(lines),
            line(lines))
        .flatMap(Optional::stream)
        .reduce((one, other) -> other.end() > one.end() ? other : one);
  }

  private static Optional<Trace> line(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      int at = i;
      Optional<Trace> found = annotation(lines.get(i), i).or(() -> form(lines.get(at), at));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Trace> annotation(String line, int at) {
    return WorkflowCommand.parse(line)
        .filter(command -> command.name().equals("error"))
        .map(WorkflowCommand::text)
        .filter(text -> !text.isBlank())
        .map(
            text -> new Trace(before(at), at, at, text.lines().findFirst().get(), Kind.ANNOTATION));
  }

  private static Optional<Trace> form(String line, int at) {
    for (Line form : LINES) {
      Matcher matcher = form.pattern().matcher(line);
      if (matcher.matches()) {
        return Optional.of(new Trace(before(at), at, at, matcher.group(form.group()), form.kind()));
      }
    }
    return Optional.empty();
  }

  private static int before(int at) {
    return Math.max(0, at - CONTEXT);
  }

  // ---- Python ----

  /** What stands below the last traceback; of chained ones that is the last exception. */
  private static Optional<Trace> python(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher header = HEADER.matcher(lines.get(i));
      if (header.matches()) {
        Optional<Trace> found = exception(lines, i, header.group(1));
        if (found.isPresent()) {
          return found;
        }
      }
      Matcher group = GROUP_HEADER.matcher(lines.get(i));
      if (group.matches()) {
        return exception(lines, i, group.group(1) + "| ");
      }
    }
    return Optional.empty();
  }

  private static Optional<Trace> exception(List<String> lines, int header, String indent) {
    for (int i = header + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean within = line.startsWith(indent) || line.isBlank();
      String rest = within && !line.isBlank() ? line.substring(indent.length()) : " ";
      if (!within) {
        return Optional.empty();
      }
      if (!rest.startsWith(" ") && EXCEPTION.matcher(rest).matches()) {
        int first = chainStart(lines, header);
        return Optional.of(new Trace(first, i, endOf(lines, i), rest, Kind.PYTHON));
      }
    }
    return Optional.empty();
  }

  /** What comes after an exception's first line is its message, until something else begins. */
  private static int endOf(List<String> lines, int exception) {
    int end = exception;
    while (end + 1 < lines.size() && lines.get(end + 1).startsWith(" ")) {
      end++;
    }
    return end;
  }

  /** Where the traceback begins that led to this one. */
  private static int chainStart(List<String> lines, int header) {
    boolean chained = false;
    for (int i = header - 1; i >= Math.max(0, header - 4) && !chained; i--) {
      chained =
          lines.get(i).contains("exception, another exception occurred:")
              || lines.get(i).contains("was the direct cause of the following exception:");
    }
    if (!chained) {
      return header;
    }
    for (int i = header - 1; i >= 0; i--) {
      if (HEADER.matcher(lines.get(i)).matches()) {
        return chainStart(lines, i);
      }
    }
    return header;
  }

  /** A script that cannot be compiled has no traceback, only a place. */
  private static Optional<Trace> syntax(List<String> lines) {
    for (int i = lines.size() - 1; i > 0; i--) {
      if (SYNTAX.matcher(lines.get(i)).matches()) {
        OptionalInt place = above(lines, i, PLACE);
        if (place.isPresent()) {
          return Optional.of(new Trace(place.getAsInt(), i, i, lines.get(i), Kind.PYTHON));
        }
      }
    }
    return Optional.empty();
  }

  // ---- programs that write "at …" below an error ----

  private static Optional<Trace> stack(List<String> lines) {
    int end = lines.size() - 1;
    while (end >= 0 && !FRAME.matcher(lines.get(end)).matches()) {
      end--;
    }
    int at = end;
    while (at >= 0
        && (FRAME.matcher(lines.get(at)).matches() || JVM_CAUSE.matcher(lines.get(at)).matches())) {
      at--;
    }
    if (at < 0) {
      return Optional.empty();
    }
    Matcher jvm = JVM.matcher(lines.get(at));
    if (jvm.matches()) {
      return Optional.of(new Trace(at, at, end, jvm.group(1), Kind.JAVA));
    }
    boolean scripted =
        lines.get(at + 1).contains("(node:") || lines.get(at + 1).matches(".*:\\d+:\\d+\\)?");
    return scripted ? script(lines, at, end) : Optional.empty();
  }

  /** A message may have more than one line; the error's name begins it. */
  private static Optional<Trace> script(List<String> lines, int last, int end) {
    int at = last;
    while (at > Math.max(0, last - FEW) && !SCRIPT_ERROR.matcher(lines.get(at)).matches()) {
      at--;
    }
    at = SCRIPT_ERROR.matcher(lines.get(at)).matches() ? at : last;
    OptionalInt source = above(lines, at, NODE_SOURCE);
    int first = source.isPresent() && at - source.getAsInt() <= 5 ? source.getAsInt() : at;
    String text = lines.get(at).replaceFirst("^Uncaught ", "");
    return Optional.of(new Trace(first, at, end, text, Kind.NODE));
  }

  // ---- others ----

  private static Optional<Trace> r(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher matcher = R_ERROR.matcher(lines.get(i));
      boolean halted = matcher.matches() && below(lines, i, "Execution halted");
      if (halted) {
        boolean split = matcher.group(1).isBlank() && i + 1 < lines.size();
        String more = split ? " " + lines.get(i + 1).strip() : "";
        return Optional.of(new Trace(before(i), i, i, lines.get(i) + more, Kind.R));
      }
    }
    return Optional.empty();
  }

  private static Optional<Trace> go(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (PANIC.matcher(lines.get(i)).matches()) {
        int from = i;
        boolean trace =
            lines.subList(from, Math.min(lines.size(), from + FEW)).stream()
                .anyMatch(line -> GOROUTINE.matcher(line).matches());
        if (trace) {
          return Optional.of(new Trace(before(i), i, lines.size() - 1, lines.get(i), Kind.GO));
        }
      }
    }
    return Optional.empty();
  }

  /** The message stands in the line below since Rust 1.73, and in the same before. */
  private static Optional<Trace> rust(List<String> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher matcher = RUST.matcher(lines.get(i));
      if (matcher.matches()) {
        boolean below = RUST_PLACE.matcher(matcher.group(1)).matches() && i + 1 < lines.size();
        int at = below ? i + 1 : i;
        String text = below ? "panicked: " + lines.get(at) : lines.get(i);
        return Optional.of(new Trace(i, at, at, text, Kind.RUST));
      }
    }
    return Optional.empty();
  }

  private static OptionalInt above(List<String> lines, int from, Pattern requested) {
    for (int i = from - 1; i >= Math.max(0, from - FEW); i--) {
      if (requested.matcher(lines.get(i)).matches()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean below(List<String> lines, int from, String requested) {
    return lines.subList(from, Math.min(lines.size(), from + FEW)).contains(requested);
  }
}
