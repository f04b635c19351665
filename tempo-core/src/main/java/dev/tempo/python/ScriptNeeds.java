package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script's job says that it needs, and, as far as that says nothing, what the script says
 * itself (PEP 723). A job with requirements of its own, or a conda environment, decides alone.
 */
public final class ScriptNeeds {
  private static final String BLOCK = "# /// script";
  private static final Pattern CLAUSE =
      Pattern.compile(
          "\\s*(~=|==|!=|<=|>=|<|>)\\s*(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\.(\\d{1,4}))?(\\.\\*)?\\s*");

  private ScriptNeeds() {}

  /**
   * What a script needs.
   *
   * @throws IllegalArgumentException if only its metadata says it, and wrongly
   */
  public static PythonSettings of(PythonTask task) {
    Objects.requireNonNull(task, "task");
    PythonSettings own = task.python();
    Optional<InlineMetadata> said = said(task);
    return said.isEmpty()
        ? own
        : new PythonSettings(own.version(), said.get().dependencies(), own.condaEnvironment());
  }

  /** As {@link #of}, but what is wrongly said counts as not said. */
  public static PythonSettings known(PythonTask task) {
    Objects.requireNonNull(task, "task");
    try {
      return of(task);
    } catch (IllegalArgumentException e) {
      return task.python();
    }
  }

  /** What the script itself says, if that counts. */
  private static Optional<InlineMetadata> said(PythonTask task) {
    PythonSettings own = task.python();
    boolean decided =
        own.condaEnvironment().isPresent()
            || own.requirements().stream().anyMatch(line -> !line.isBlank());
    return decided || !task.content().contains(BLOCK)
        ? Optional.empty()
        : InlineMetadata.read(task.content());
  }

  /**
   * Which versions of Python will do, as the script says; all where it says nothing or the job
   * names one.
   *
   * @throws IllegalArgumentException if that is none that is understood
   */
  static Optional<String> range(PythonTask task) {
    return task.python().version().isPresent()
        ? Optional.empty()
        : said(task).flatMap(InlineMetadata::requiresPython);
  }

  /** Whether a version lies within a specifier such as {@code >=3.9,<3.13}; by PEP 440. */
  static Predicate<PythonVersion> within(String specifier) {
    Predicate<PythonVersion> all = version -> true;
    for (String clause : specifier.split(",", -1)) {
      all = all.and(clause(clause));
    }
    return all;
  }

  private static Predicate<PythonVersion> clause(String text) {
    Matcher matcher = CLAUSE.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException(PythonMessages.RANGE_FORM.of(text.strip()));
    }
    int[] wanted = new int[] {number(matcher, 2), number(matcher, 3), number(matcher, 4)};
    PythonVersion bound = new PythonVersion(wanted[0], wanted[1], wanted[2]);
    int given = matcher.group(3) == null ? 1 : matcher.group(4) == null ? 2 : 3;
    boolean series = matcher.group(5) != null;
    return switch (matcher.group(1)) {
      case ">=" -> version -> version.compareTo(bound) >= 0;
      case "<=" -> version -> version.compareTo(bound) <= 0;
      case ">" -> version -> version.compareTo(bound) > 0;
      case "<" -> version -> version.compareTo(bound) < 0;
      case "==" -> version -> same(version, bound, series ? given : 3);
      case "!=" -> version -> !same(version, bound, series ? given : 3);
      default -> version -> version.compareTo(bound) >= 0 && same(version, bound, given - 1);
    };
  }

  private static int number(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }

  private static boolean same(PythonVersion one, PythonVersion other, int numbers) {
    return one.major() == other.major()
        && (numbers < 2 || one.minor() == other.minor())
        && (numbers < 3 || one.micro() == other.micro());
  }
}
