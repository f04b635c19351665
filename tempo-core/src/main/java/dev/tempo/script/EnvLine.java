package dev.tempo.script;

import dev.tempo.internal.message.ShebangMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code env(1)} makes of the one argument that it gets from a first line: by GNU coreutils'
 * manual, "env invocation", {@code -S}.
 *
 * @param program what it runs; empty if that is known only when it runs
 * @param options the arguments before the script
 * @param variables those that it sets
 * @param ignores whether it drops all other variables
 * @param problem why it would not run the script
 */
record EnvLine(
    Optional<String> program,
    List<String> options,
    Map<String, String> variables,
    boolean ignores,
    Optional<String> problem) {
  private static final Pattern SPLIT =
      Pattern.compile("(?s)(?:-([iv0]*)S|--split-string=)(.*)", Pattern.DOTALL);
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

  /** Reads the argument; empty if there is none. */
  static EnvLine of(Optional<String> argument) {
    if (argument.isEmpty()) {
      return problem(ShebangMessages.NO_PROGRAM.text());
    }
    Matcher split = SPLIT.matcher(argument.get());
    if (!split.matches()) {
      return alone(argument.get());
    }
    boolean ignores = split.group(1) != null && split.group(1).contains("i");
    try {
      return new Words(new EnvWords(split.group(2)).split(), ignores).read();
    } catch (IllegalArgumentException e) {
      return problem(e.getMessage());
    }
  }

  /** The system hands over all that is behind the program as one argument. */
  private static EnvLine alone(String argument) {
    boolean one = argument.chars().noneMatch(c -> c == ' ' || c == '\t' || c == '=');
    if (one && !argument.startsWith("-")) {
      return new EnvLine(Optional.of(argument), List.of(), Map.of(), false, Optional.empty());
    }
    return problem(ShebangMessages.ONE_WORD.text(argument));
  }

  private static EnvLine problem(String text) {
    return new EnvLine(Optional.empty(), List.of(), Map.of(), false, Optional.of(text));
  }

  /** Options of env itself, then variables, then the program. */
  private static final class Words {
    private final List<Optional<String>> words;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private boolean ignores;
    private int at;

    Words(List<Optional<String>> words, boolean ignores) {
      this.words = words;
      this.ignores = ignores;
    }

    EnvLine read() {
      skipOptions();
      for (Matcher set = variable(); set.matches(); set = variable()) {
        variables.put(set.group(1), set.group(2));
        at++;
      }
      if (at >= words.size()) {
        return problem(ShebangMessages.NO_PROGRAM.text());
      }
      List<String> options = new ArrayList<>();
      words.subList(at + 1, words.size()).forEach(word -> word.ifPresent(options::add));
      return new EnvLine(words.get(at), options, variables, ignores, Optional.empty());
    }

    private Matcher variable() {
      return VARIABLE.matcher(at < words.size() ? words.get(at).orElse("") : "");
    }

    private void skipOptions() {
      boolean more = true;
      while (more && at < words.size() && words.get(at).orElse("").startsWith("-")) {
        String option = words.get(at++).get();
        ignores |=
            option.equals("-") || option.equals("-i") || option.equals("--ignore-environment");
        boolean takesNext =
            List.of("-u", "-C", "--unset", "--chdir", "-iu", "-iC").contains(option);
        at += takesNext ? 1 : 0;
        more = !option.equals("--");
      }
    }
  }
}
