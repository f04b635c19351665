package dev.tempo.python.requirement;

import dev.tempo.internal.io.Sha256;
import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.internal.text.PythonText;
import dev.tempo.internal.text.SyntaxProblem;
import dev.tempo.internal.text.UrlRedactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a script needs installed: the requirements of a {@code requirements.txt}, checked by the
 * rules of PEP 508 and PEP 440 before anything is run. Immutable.
 *
 * {@snippet :
 * Requirements needed = Requirements.parse("requests>=2.31 # web\nnumpy ; python_version < '3.13'");
 * needed.normalised(); // numpy ; python_version < "3.13"⏎requests>=2.31
 * }
 *
 * <p>Allowed in a line: a name, extras, version clauses or {@code @ url}, a marker, {@code --hash}
 * options, a comment. Options and other files are refused ({@code -r}, {@code -e}, {@code -c},
 * {@code --index-url} …), with the reason.
 */
public final class Requirements {
  /** Nothing. */
  public static final Requirements NONE = new Requirements(List.of());

  /** Most characters in a text. */
  public static final int MOST_CHARACTERS = 100_000;

  private final List<Requirement> entries;
  private final String normalised;

  private Requirements(List<Requirement> entries) {
    this.entries = List.copyOf(entries);
    this.normalised =
        entries.stream()
            .map(Requirement::text)
            .distinct()
            .sorted()
            .collect(Collectors.joining("\n"));
  }

  /**
   * Reads the text of a {@code requirements.txt}.
   *
   * @throws RequirementsException naming every line with a mistake
   */
  public static Requirements parse(String text) {
    Objects.requireNonNull(text, "text");
    if (text.length() > MOST_CHARACTERS) {
      String message = RequirementMessages.TOO_LONG.text(MOST_CHARACTERS);
      throw new RequirementsException(List.of(new RequirementProblem(1, 1, message)));
    }
    List<Requirement> entries = new ArrayList<>();
    List<RequirementProblem> problems = new ArrayList<>();
    LogicalLine.split(withoutMark(text)).forEach(line -> parse(line, entries, problems));
    if (!problems.isEmpty()) {
      throw new RequirementsException(problems);
    }
    return new Requirements(entries);
  }

  /** pip takes a byte-order mark before the text for no part of it; here it is a blank. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? " " + text.substring(1) : text;
  }

  /**
   * A text of the same length with a line feed wherever pip ends a line, which is as {@code
   * str.splitlines} of Python does. Of two characters that end one line, the second becomes it.
   */
  public static String withLineFeeds(String text) {
    Objects.requireNonNull(text, "text");
    return PythonText.LINE_END
        .matcher(text)
        .replaceAll(end -> " ".repeat(end.group().length() - 1) + "\n");
  }

  private static void parse(
      LogicalLine line, List<Requirement> entries, List<RequirementProblem> problems) {
    try {
      entries.add(RequirementParser.parse(line.text()));
    } catch (SyntaxProblem mistake) {
      problems.add(line.problem(mistake));
    }
  }

  /**
   * As {@link #parse(String)}; the position of a problem names the number of its element as the
   * line.
   */
  public static Requirements of(List<String> lines) {
    Objects.requireNonNull(lines, "lines");
    return parse(String.join("\n", lines));
  }

  /** The requirements, in the order of the text. Unmodifiable. */
  public List<Requirement> entries() {
    return entries;
  }

  /** Whether nothing is needed. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Each requirement once, in normal form, sorted, with line feeds between. */
  public String normalised() {
    return normalised;
  }

  /**
   * SHA-256 of {@link #normalised()}, in hexadecimal digits: equal for texts that differ only in
   * order, case of names, blanks and comments.
   */
  public String digest() {
    return Sha256.sha256(normalised);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Requirements that && normalised.equals(that.normalised);
  }

  @Override
  public int hashCode() {
    return normalised.hashCode();
  }

  /** For people, without the credentials of addresses. */
  @Override
  public String toString() {
    return UrlRedactor.mask(normalised);
  }
}
