package dev.tempo.script;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds what {@code bash} understands and {@code sh} does not. By the POSIX shell language
 * (POSIX.1-2017, Shell Command Language), and what dash takes beyond it ({@code local}).
 *
 * <p>It reads words, not a grammar: what stands in single quotes, comments and here-documents does
 * not count, nor what stands in double quotes but for expansions. It may overlook something, and
 * only warns.
 */
public final class Bashisms {
  private static final int MOST_CHARACTERS = 200_000;
  private static final int MOST_IN_LINE = 2_000;

  /** Where a command's name may stand. */
  private static final String COMMAND =
      "(?:^|[;&|({!]|\\b(?:if|then|else|elif|while|until|do)\\s)\\s*";

  private static final Map<String, Pattern> IN_CODE = new LinkedHashMap<>();
  private static final Map<String, Pattern> EXPANDED = new LinkedHashMap<>();

  static {
    code("[[ … ]]", COMMAND + "\\[\\[\\s");
    code("(( … ))", COMMAND + "\\(\\((?=[^()]*\\)\\))");
    code("for ((", "\\bfor\\s*\\(\\(");
    code("an array", "(?:^|[;&|\\s])[A-Za-z_][A-Za-z0-9_]*(?:\\[[^\\]]*])?\\+?=\\(");
    code("+=", "(?:^|[;&|])\\s*[A-Za-z_][A-Za-z0-9_]*\\+=");
    code("&>", "&>");
    code("<<<", "<<<");
    code("|&", "\\|&");
    code("<( … )", "(?<![<>\\w])[<>]\\(");
    code("function", COMMAND + "function\\s+[\\w-]+");
    code("source", COMMAND + "source\\s+\\S");
    for (String builtin :
        "declare typeset mapfile readarray shopt pushd popd let coproc disown".split(" ")) {
      code(builtin, COMMAND + builtin + "\\s+\\S");
    }
    code("select", COMMAND + "select\\s+\\w+\\s+in\\b");
    code("set -o pipefail", COMMAND + "set\\s+(?:-\\w+\\s+)*-\\w*o\\s+pipefail\\b");
    code("[ … == … ]", "\\[\\s[^\\[\\]]*\\s==\\s");
    code("{1..9}", "\\{-?\\w+\\.\\.-?\\w+(?:\\.\\.-?\\d+)?}");
    code("$'…'", "\\$'");
    code("read -a", COMMAND + "read\\s+-\\w*[adnNtsu]\\b");
    code("echo -e", COMMAND + "echo\\s+-[neE]*e");
    code("trap … ERR", COMMAND + "trap\\s.*\\s(?:ERR|DEBUG|RETURN)\\b");
    code("export -f", COMMAND + "export\\s+-\\w*f");
    code("wait -n", COMMAND + "wait\\s+-n\\b");
    expanded("an array", "\\$\\{#?[A-Za-z_]\\w*\\[");
    expanded("${!name}", "\\$\\{![A-Za-z_]");
    expanded("${name//…}", "\\$\\{[A-Za-z_]\\w*/");
    expanded("${name^^}", "\\$\\{[A-Za-z_]\\w*(?:\\^|,)");
    expanded("${name:0:1}", "\\$\\{[A-Za-z_]\\w*:\\s*(?:\\d|\\$|\\(|\\s-)");
    expanded(
        "a variable of bash's",
        "\\$\\{?(?:BASH_\\w+|BASH|PIPESTATUS|FUNCNAME|RANDOM|SECONDS|EUID|DIRSTACK)\\b");
  }

  /**
   * What was found.
   *
   * @param line from 1
   * @param what as one would write it
   */
  public record Found(int line, String what) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Found {
      Objects.requireNonNull(what, "what");
    }
  }

  private Bashisms() {}

  private static void code(String what, String pattern) {
    IN_CODE.put(what, Pattern.compile(pattern));
  }

  private static void expanded(String what, String pattern) {
    EXPANDED.put(what, Pattern.compile(pattern));
  }

  /** The first thing that needs bash; empty if none is seen. */
  public static Optional<Found> first(String script) {
    String start = script.substring(0, Math.min(script.length(), MOST_CHARACTERS));
    ShellText text = ShellText.of(start);
    String[] code = text.code().split("\n", -1);
    String[] expansions = text.expansions().split("\n", -1);
    for (int i = 0; i < code.length; i++) {
      String expanded = expansions[i];
      Optional<String> what = first(code[i], IN_CODE).or(() -> first(expanded, EXPANDED));
      if (what.isPresent()) {
        return Optional.of(new Found(i + 1, what.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> first(String line, Map<String, Pattern> patterns) {
    if (line.length() > MOST_IN_LINE) {
      return Optional.empty();
    }
    return patterns.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(line).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
