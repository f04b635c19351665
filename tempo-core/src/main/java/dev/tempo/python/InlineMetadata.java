package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.internal.text.SyntaxProblem;
import dev.tempo.internal.text.Toml;
import dev.tempo.internal.text.TomlTable;
import dev.tempo.message.InvalidValueException;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a script says about itself in a comment, by PEP 723:
 *
 * <pre>{@code
 * # /// script
 * # requires-python = ">=3.11"
 * # dependencies = ["requests<3", "rich"]
 * # ///
 * }</pre>
 *
 * <p>The block must be TOML 1.0 throughout; other keys and tables than these two are passed over.
 *
 * @param requiresPython a version specifier in the sense of PEP 440; empty when it says none
 * @param dependencies requirements, not yet checked: see {@link #requirements()}
 */
public record InlineMetadata(Optional<String> requiresPython, List<String> dependencies) {
  private static final String BEGIN = "# /// script";
  private static final Pattern START = Pattern.compile("# /// [a-zA-Z0-9-]+[ \\t]*");
  private static final Pattern END = Pattern.compile("# ///[ \\t]*");

  /** Copies the list. */
  public InlineMetadata {
    Objects.requireNonNull(dependencies, "dependencies");
    Objects.requireNonNull(requiresPython, "requiresPython");
    dependencies = List.copyOf(dependencies);
  }

  /**
   * Reads it from a script's text.
   *
   * @return empty if the script has no such block
   * @throws IllegalArgumentException if it has two, or one that is not as PEP 723 wants it
   */
  public static Optional<InlineMetadata> read(String script) {
    Objects.requireNonNull(script, "script");
    if (!script.contains(BEGIN)) {
      return Optional.empty();
    }
    List<List<String>> blocks = new ArrayList<>();
    int at = 0;
    while (at < script.length()) {
      Line line = Line.at(script, at);
      Comment comment =
          START.matcher(line.text()).matches() ? Comment.after(script, line) : Comment.NONE;
      if (comment.isClosed() && line.text().strip().equals(BEGIN)) {
        blocks.add(comment.lines());
      }
      at = comment.isClosed() ? comment.closed() : Math.max(line.next(), comment.end());
    }
    if (blocks.size() > 1) {
      throw new InvalidValueException(PythonMessages.SEVERAL_BLOCKS.of(blocks.size()));
    }
    return blocks.stream().findFirst().map(InlineMetadata::parse);
  }

  /**
   * A line of a script, which may be too long to be divided into all of its lines.
   *
   * @param text without its end
   * @param next where the one after it begins
   */
  private record Line(String text, int next) {

    static Line at(String script, int start) {
      int end = start;
      while (end < script.length() && script.charAt(end) != '\n' && script.charAt(end) != '\r') {
        end++;
      }
      boolean both = script.startsWith("\r\n", end);
      return new Line(
          script.substring(start, end), Math.min(script.length(), end + (both ? 2 : 1)));
    }
  }

  /**
   * The comment that goes on after a start mark.
   *
   * @param lines up to its last end mark
   * @param closed what follows after that mark; -1 if there is none
   * @param end what follows after the comment
   */
  private record Comment(List<String> lines, int closed, int end) {
    static final Comment NONE = new Comment(List.of(), -1, 0);

    static Comment after(String script, Line start) {
      List<String> lines = new ArrayList<>();
      int closed = -1;
      int kept = 0;
      int at = start.next();
      while (at < script.length()) {
        Line line = Line.at(script, at);
        if (!line.text().equals("#") && !line.text().startsWith("# ")) {
          break;
        }
        at = line.next();
        if (END.matcher(line.text()).matches()) {
          closed = at;
          kept = lines.size();
        }
        lines.add(line.text());
      }
      return new Comment(lines.subList(0, kept), closed, at);
    }

    boolean isClosed() {
      return closed >= 0;
    }
  }

  private static InlineMetadata parse(List<String> content) {
    String toml =
        content.stream()
            .map(line -> line.startsWith("# ") ? line.substring(2) : line.substring(1))
            .collect(Collectors.joining("\n"));
    try {
      TomlTable table = Toml.read(toml);
      return new InlineMetadata(
          table.get("requires-python").map(InlineMetadata::text),
          table.get("dependencies").map(InlineMetadata::texts).orElse(List.of()));
    } catch (SyntaxProblem mistake) {
      int line = 1 + (int) toml.chars().limit(mistake.offset()).filter(c -> c == '\n').count();
      throw new InvalidValueException(PythonMessages.METADATA_LINE.of(line, mistake.message()));
    }
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new InvalidValueException(PythonMessages.REQUIRES_PYTHON.of(kind(value)));
  }

  private static List<String> texts(Object value) {
    if (!(value instanceof List<?> list)) {
      throw new InvalidValueException(PythonMessages.DEPENDENCIES.of(kind(value)));
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw new InvalidValueException(
            PythonMessages.DEPENDENCY.of(texts.size() + 1, kind(element)));
      }
      texts.add(text);
    }
    return texts;
  }

  private static Object kind(Object value) {
    return switch (value) {
      case String text -> PythonMessages.KIND_TEXT.of();
      case Boolean truth -> truth.toString();
      case Number number -> PythonMessages.KIND_NUMBER.of(number);
      case Toml.Time time -> PythonMessages.KIND_TIME.of(time.text());
      case List<?> list -> PythonMessages.KIND_LIST.of();
      default -> PythonMessages.KIND_TABLE.of();
    };
  }

  /**
   * The dependencies as requirements.
   *
   * @throws RequirementsException if one of them is none; the line is the number of the element
   */
  public Requirements requirements() {
    return Requirements.of(dependencies);
  }
}
