package dev.tempo.python.requirement;

import dev.tempo.internal.text.PythonText;
import dev.tempo.internal.text.SyntaxProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a {@code requirements.txt} as pip sees it: continuations (a backslash at the end)
 * joined, comments gone. It remembers where each part was.
 */
final class LogicalLine {
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*$");

  private record Part(int offset, int line) {}

  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();

  private LogicalLine() {}

  /** The lines of a text that are not blank, in their order. */
  static List<LogicalLine> split(String text) {
    List<LogicalLine> lines = new ArrayList<>();
    LogicalLine current = new LogicalLine();
    int number = 0;
    for (String physical : PythonText.LINE_END.split(text, -1)) {
      number++;
      if (!current.add(number, physical)) {
        current.keepIfFull(lines);
        current = new LogicalLine();
      }
    }
    current.keepIfFull(lines);
    return lines;
  }

  /** Adds a line; whether it is continued. A comment never is. */
  private boolean add(int number, String physical) {
    parts.add(new Part(text.length(), number));
    boolean continued = physical.endsWith("\\") && !physical.stripLeading().startsWith("#");
    text.append(physical, 0, physical.length() - (continued ? 1 : 0));
    return continued;
  }

  private void keepIfFull(List<LogicalLine> lines) {
    Matcher comment = COMMENT.matcher(text);
    if (comment.find()) {
      text.setLength(comment.start());
    }
    if (!text.toString().isBlank()) {
      lines.add(this);
    }
  }

  /** With the blanks around it. */
  String text() {
    return text.toString();
  }

  /** The problem at a place of {@link #text()}. */
  RequirementProblem problem(SyntaxProblem mistake) {
    Part part = parts.get(0);
    for (Part candidate : parts) {
      if (candidate.offset() <= mistake.offset()) {
        part = candidate;
      }
    }
    int column = mistake.offset() - part.offset() + 1;
    return new RequirementProblem(part.line(), column, mistake.getMessage());
  }
}
