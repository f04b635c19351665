package dev.tempo.python.requirement;

import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.internal.text.PythonText;
import dev.tempo.internal.text.SyntaxProblem;
import dev.tempo.internal.text.TextScanner;
import dev.tempo.internal.text.UrlRedactor;
import dev.tempo.message.MessageTemplate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads one requirement by the grammar of PEP 508, with pip's {@code --hash} options behind it.
 *
 * <p>Refused with a reason, although pip takes them: other options and files ({@code -r}, {@code
 * -c}, {@code -e}, index options), bare paths and addresses without a name, and {@code ${VARIABLE}}
 * in addresses. With them, what is installed would depend on more than the text that is shown.
 */
final class RequirementParser {
  private static final int MOST_NAME_CHARACTERS = 200;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern CLAUSE =
      Pattern.compile("(?:===|~=|==|!=|<=|>=|<|>)[ \\t]*[^\\s,;)]*");
  private static final Pattern URL = Pattern.compile("[^\\s]+");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z0-9_]+}");
  private static final Pattern ADDRESS = Pattern.compile("(?i)(?:[a-z+]+://|file:|\\.{0,2}/).*");
  private static final Set<String> SCHEMES =
      Set.of(
          "https",
          "http",
          "file",
          "git+https",
          "git+http",
          "git+ssh",
          "git+git",
          "git+file",
          "hg+https",
          "hg+http",
          "hg+ssh",
          "hg+file",
          "svn+https",
          "svn+http",
          "svn+ssh",
          "svn+file",
          "bzr+https",
          "bzr+http",
          "bzr+ssh");

  private final TextScanner cursor;

  private RequirementParser(String text) {
    cursor = new TextScanner(text);
  }

  /**
   * The requirement in a logical line: joined, without comments, not blank.
   *
   * @throws SyntaxProblem if it breaks the rules
   */
  static Requirement parse(String line) {
    int options = HashOptions.start(line);
    refuseOthers(line);
    SortedSet<String> hashes = HashOptions.parse(line, options);
    return new RequirementParser(line.substring(0, options).stripTrailing()).requirement(hashes);
  }

  private static void refuseOthers(String line) {
    int start = line.length() - line.stripLeading().length();
    String text = line.substring(start);
    if (text.startsWith("-")) {
      throw new SyntaxProblem(start, UnsupportedPipOptions.reason(text));
    }
    if (ADDRESS.matcher(text).matches()) {
      throw new SyntaxProblem(start, RequirementMessages.ADDRESS_NAME.of(UrlRedactor.mask(text)));
    }
  }

  private Requirement requirement(SortedSet<String> hashes) {
    cursor.skipBlanks();
    String name = name(RequirementMessages.PACKAGE_NAME);
    cursor.skipBlanks();
    SortedSet<String> extras = cursor.take("[") ? extras() : new TreeSet<>();
    cursor.skipBlanks();
    Requirement.Constraint constraint =
        cursor.take("@") ? address(name) : new Requirement.Constraint.Versions(clauses());
    return new Requirement(name, extras, constraint, marker(), hashes);
  }

  private String name(MessageTemplate what) {
    int start = cursor.at();
    String name = cursor.take(NAME);
    if (name.isEmpty()) {
      throw cursor.mistake(what.of(cursor.next()));
    }
    if (name.length() > MOST_NAME_CHARACTERS) {
      throw new SyntaxProblem(start, RequirementMessages.LONG_NAME.of(MOST_NAME_CHARACTERS));
    }
    return PythonText.normalName(name);
  }

  private SortedSet<String> extras() {
    SortedSet<String> extras = new TreeSet<>();
    cursor.skipBlanks();
    if (cursor.take("]")) {
      return extras;
    }
    do {
      cursor.skipBlanks();
      extras.add(name(RequirementMessages.EXTRA_NAME));
      cursor.skipBlanks();
    } while (cursor.take(","));
    if (!cursor.take("]")) {
      throw cursor.mistake(RequirementMessages.AFTER_EXTRA.of(cursor.next()));
    }
    return extras;
  }

  private List<String> clauses() {
    boolean parenthesis = cursor.take("(");
    SortedSet<String> clauses = new TreeSet<>();
    boolean more = true;
    while (more) {
      cursor.skipBlanks();
      int start = cursor.at();
      String clause = cursor.take(CLAUSE);
      if (!clause.isEmpty()) {
        clauses.add(Pep440.clause(clause, start));
        cursor.skipBlanks();
      }
      more = !clause.isEmpty() && cursor.take(",");
    }
    if (parenthesis && !cursor.take(")")) {
      throw cursor.mistake(RequirementMessages.AFTER_VERSIONS.of(cursor.next()));
    }
    return List.copyOf(clauses);
  }

  private Requirement.Constraint address(String name) {
    cursor.skipBlanks();
    int start = cursor.at();
    String url = cursor.take(URL);
    if (VARIABLE.matcher(url).find()) {
      throw new SyntaxProblem(start, RequirementMessages.VARIABLES.of("${TOKEN}"));
    }
    checkAddress(name, url, start);
    if (!cursor.atEnd() && !cursor.skipBlanks()) {
      throw cursor.mistake(RequirementMessages.AFTER_ADDRESS.of());
    }
    return new Requirement.Constraint.Address(url);
  }

  private static void checkAddress(String name, String url, int start) {
    try {
      URI uri = new URI(url);
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      if (!SCHEMES.contains(scheme)) {
        throw new SyntaxProblem(start, RequirementMessages.SCHEME.of());
      }
      boolean local = scheme.endsWith("file");
      if (!local && (uri.getRawAuthority() == null || uri.getRawAuthority().isEmpty())) {
        throw new SyntaxProblem(start, RequirementMessages.NO_HOST.of());
      }
      checkWheel(name, uri, start);
    } catch (URISyntaxException e) {
      throw new SyntaxProblem(
          start + Math.max(0, e.getIndex()), RequirementMessages.ADDRESS.of(e.getReason()));
    }
  }

  private static void checkWheel(String name, URI uri, int start) {
    WheelName.problem(name, uri)
        .ifPresent(
            problem -> {
              throw new SyntaxProblem(start, problem);
            });
  }

  private Optional<String> marker() {
    cursor.skipBlanks();
    if (cursor.atEnd()) {
      return Optional.empty();
    }
    if (!cursor.take(";")) {
      throw cursor.mistake(RequirementMessages.AFTER_REQUIREMENT.of(cursor.next()));
    }
    return Optional.of(MarkerParser.parse(cursor));
  }
}
