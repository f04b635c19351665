package dev.tempo.server.groups.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text in which a script describes itself: of a Python script a string or a comment of whole
 * lines, of a shell script a comment, that has a line beginning with the marker. Comments are
 * without what makes them comments.
 *
 * @param text all after the marker; lines end with {@code \n}
 * @param line the line of the marker, from 1
 * @param oneLine whether the fields begin on the line of the marker, where all that follows them
 *     may stand too
 * @param closed false if the string has no end
 */
record HeaderBlock(String text, int line, boolean oneLine, boolean closed) {
  private static final Pattern MARKER =
      Pattern.compile("(?im)^[ \\t]*ScriptsManager Metadata[ \\t]*:");

  /** Finds the block of a Python script, whose lines end with {@code \n}. */
  static Optional<HeaderBlock> ofPython(String source) {
    return new PythonScan(source).find();
  }

  /** Finds the block of a shell script, whose lines end with {@code \n}. */
  static Optional<HeaderBlock> ofShell(String source) {
    Comment comment = new Comment();
    int number = 1;
    for (String line : source.split("\n", -1)) {
      if (line.stripLeading().startsWith("#")) {
        comment.add(line, number);
      } else {
        Optional<HeaderBlock> found = comment.end();
        if (found.isPresent()) {
          return found;
        }
      }
      number++;
    }
    return comment.end();
  }

  private static Optional<HeaderBlock> marked(String text, int firstLine, boolean closed) {
    Matcher marker = MARKER.matcher(text);
    if (!marker.find()) {
      return Optional.empty();
    }
    String after = text.substring(marker.end());
    int line = firstLine + lineFeeds(text, 0, marker.start());
    boolean oneLine = after.stripLeading().startsWith("@") && !after.matches("(?s)[ \\t]*\n.*");
    return Optional.of(new HeaderBlock(after, line, oneLine, closed));
  }

  /** How many lines end within a part of a text. */
  static int lineFeeds(String text, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += text.charAt(i) == '\n' ? 1 : 0;
    }
    return count;
  }

  /** Lines of comment that follow each other. */
  private static final class Comment {
    private final List<String> lines = new ArrayList<>();
    private int firstLine;

    void add(String line, int number) {
      if (lines.isEmpty()) {
        firstLine = number;
      }
      String text = line.stripLeading();
      int start = 0;
      while (start < text.length() && text.charAt(start) == '#') {
        start++;
      }
      lines.add(text.substring(start));
    }

    Optional<HeaderBlock> end() {
      Optional<HeaderBlock> found =
          lines.isEmpty() ? Optional.empty() : marked(String.join("\n", lines), firstLine, true);
      lines.clear();
      return found;
    }
  }

  /** Goes once through a Python script, and knows only comments and strings. */
  private static final class PythonScan {
    private final String source;
    private final Comment comment = new Comment();
    private int at;
    private int line = 1;

    PythonScan(String source) {
      this.source = source;
    }

    Optional<HeaderBlock> find() {
      boolean lineBegins = true;
      Optional<HeaderBlock> found = Optional.empty();
      while (at < source.length() && found.isEmpty()) {
        char c = source.charAt(at);
        if (c == '#') {
          boolean whole = lineBegins;
          String text = restOfLine();
          if (whole) {
            comment.add(text, line);
          }
          lineBegins = false;
        } else if (c == '\n') {
          at++;
          line++;
          lineBegins = true;
          found = isCommentNext() ? found : comment.end();
        } else if (c == '"' || c == '\'') {
          found = string(c);
          lineBegins = false;
        } else {
          at++;
          lineBegins &= c == ' ' || c == '\t' || c == '\f';
        }
      }
      return found.or(comment::end);
    }

    /** Whether the line that begins here is one of comment. */
    private boolean isCommentNext() {
      int next = at;
      while (next < source.length() && " \t\f".indexOf(source.charAt(next)) >= 0) {
        next++;
      }
      return next < source.length() && source.charAt(next) == '#';
    }

    private String restOfLine() {
      int end = source.indexOf('\n', at);
      int stop = end < 0 ? source.length() : end;
      String text = source.substring(at, stop);
      at = stop;
      return text;
    }

    private Optional<HeaderBlock> string(char quote) {
      int firstLine = line;
      boolean threefold = source.startsWith(String.valueOf(quote).repeat(3), at);
      int start = at + (threefold ? 3 : 1);
      int end = start;
      while (end < source.length() && !endsAt(end, quote, threefold)) {
        end += source.charAt(end) == '\\' ? 2 : 1;
      }
      int stop = Math.min(end, source.length());
      boolean closed = end < source.length() && source.charAt(end) == quote;
      line += lineFeeds(source, start, stop);
      at = closed ? stop + (threefold ? 3 : 1) : stop;
      return marked(source.substring(start, stop), firstLine, closed);
    }

    private boolean endsAt(int index, char quote, boolean threefold) {
      return threefold
          ? source.startsWith(String.valueOf(quote).repeat(3), index)
          : source.charAt(index) == quote || source.charAt(index) == '\n';
    }
  }
}
