package dev.tempo.server.environments;

import dev.tempo.script.Shebang;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How an interpreter is asked to read its standard input without running it.
 *
 * @param command the whole of it
 * @param message how it tells a mistake: groups {@code line} and {@code text}
 */
record SyntaxTool(List<String> command, Pattern message) {
  private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "ksh", "mksh", "ash");

  /** dash: {@code sh: 3: Syntax error: …}; bash: {@code bash: line 3: …}. */
  private static final Pattern OF_SHELLS =
      Pattern.compile(": (?:line )?(?<line>\\d{1,9}): (?<text>.+)");

  private static final Pattern OF_PERL =
      Pattern.compile("(?<text>.+) at - line (?<line>\\d{1,9})(?:[.,]|$)", Pattern.MULTILINE);
  private static final Pattern OF_NODE =
      Pattern.compile(
          "^\\[stdin]:(?<line>\\d{1,9})\\n(?s:.*?)\\n(?<text>\\w*Error: .+)", Pattern.MULTILINE);
  private static final Pattern OF_RUBY =
      Pattern.compile("^-:(?<line>\\d{1,9}): (?<text>.+)", Pattern.MULTILINE);
  private static final Pattern OF_PHP =
      Pattern.compile("(?:Parse|Fatal) error: (?<text>.+) in .* on line (?<line>\\d{1,9})");
  private static final Pattern OF_PYTHON =
      Pattern.compile("^(?<line>\\d{1,9}): (?<text>.+)", Pattern.MULTILINE);

  private static final String PYTHON =
      """
      import sys, warnings
      warnings.simplefilter("ignore")
      try:
          compile(sys.stdin.buffer.read(), "script", "exec", dont_inherit=True)
      except SyntaxError as e:
          print("%d: %s" % (e.lineno or 1, e.msg))
          sys.exit(1)
      """;

  /**
   * What perl would run while it reads: blocks, imports with anything but plain words, attributes,
   * properties of one's own in patterns, switches that load modules. A text that may hold one of
   * them is not read by it. Looked for in linear time, since scripts may have a megabyte.
   */
  private static final com.google.re2j.Pattern RUNS_WHILE_READ =
      com.google.re2j.Pattern.compile(
          "\\b(?:BEGIN|UNITCHECK|CHECK|INIT|END)\\b|_ATTRIBUTES\\b|\\\\[pP]\\{?\\^?\\s*(?:I[sn]|.*::)"
              + "|^#!.*\\s-\\w*[^wtTWX\\s]");

  private static final Pattern USE = Pattern.compile("\\b(?:use|no)\\b");
  private static final com.google.re2j.Pattern HARMLESS_USE =
      com.google.re2j.Pattern.compile(
          "(?m)^\\s*use\\s+(?:v?5[\\d._]*|strict|warnings|utf8|integer|feature\\s+(?:'\\w+'|\"\\w+\"|qw\\(\\s*\\w+\\s*\\)))\\s*;");

  /** The tool for a script, if there is one that does not run any of it. */
  static Optional<SyntaxTool> of(Path program, Shebang shebang, String script) {
    String name = shebang.name();
    String path = program.toString();
    if (SHELLS.contains(name)) {
      return Optional.of(new SyntaxTool(shell(path, shebang.options()), OF_SHELLS));
    }
    if (name.equals("zsh")) {
      return Optional.of(new SyntaxTool(List.of(path, "-f", "-n"), OF_SHELLS));
    }
    if (name.matches("python3(?:\\.\\d+)?")) {
      return Optional.of(new SyntaxTool(List.of(path, "-I", "-S", "-B", "-c", PYTHON), OF_PYTHON));
    }
    return switch (name) {
      case "perl" ->
          mayRunWhileRead(script)
              ? Optional.empty()
              : Optional.of(new SyntaxTool(List.of(path, "-c"), OF_PERL));
      case "node", "nodejs" -> Optional.of(new SyntaxTool(List.of(path, "--check", "-"), OF_NODE));
      case "ruby" -> Optional.of(new SyntaxTool(List.of(path, "-c"), OF_RUBY));
      case "php" -> Optional.of(new SyntaxTool(List.of(path, "-n", "-l"), OF_PHP));
      default -> Optional.empty();
    };
  }

  /** Options that change what is understood are kept; those that would read other files are not. */
  private static List<String> shell(String path, List<String> options) {
    List<String> command = new ArrayList<>(List.of(path));
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      if (option.equals("--posix")) {
        command.add(option);
      } else if (option.matches("[-+]O") && i + 1 < options.size()) {
        command.addAll(List.of(option, options.get(++i)));
      }
    }
    command.add("-n");
    return command;
  }

  /** Whether a text is left unread that its interpreter could check, since that might run it. */
  static boolean isPassedOver(Shebang shebang, String script) {
    return shebang.name().equals("perl") && mayRunWhileRead(script);
  }

  static boolean mayRunWhileRead(String script) {
    boolean uses = USE.matcher(HARMLESS_USE.matcher(script).replaceAll("")).find();
    return uses || RUNS_WHILE_READ.matcher(script).find();
  }
}
