package dev.tempo.python;

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
 * <p>Of TOML, only what these two keys need is read; other keys and tables are passed over.
 *
 * @param requiresPython a version specifier in the sense of PEP 440; empty when it says none
 * @param dependencies requirements, not yet checked: see {@link #requirements()}
 */
public record InlineMetadata(Optional<String> requiresPython, List<String> dependencies) {
  private static final Pattern START = Pattern.compile("# /// [a-zA-Z0-9-]+[ \\t]*");
  private static final Pattern END = Pattern.compile("# ///[ \\t]*");

  /** Copies the list. */
  public InlineMetadata {
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
    List<String> lines = script.lines().toList();
    List<List<String>> blocks = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      int end = START.matcher(lines.get(at)).matches() ? end(lines, at) : at;
      if (end > at && lines.get(at).strip().equals("# /// script")) {
        blocks.add(lines.subList(at + 1, end));
      }
      at = end + 1;
    }
    if (blocks.size() > 1) {
      throw new IllegalArgumentException(
          "The script has " + blocks.size() + " '# /// script' blocks; PEP 723 allows one");
    }
    return blocks.stream().findFirst().map(InlineMetadata::parse);
  }

  /** The last end mark in the comment that goes on after the start; the start if there is none. */
  private static int end(List<String> lines, int start) {
    int end = start;
    for (int at = start + 1; at < lines.size(); at++) {
      String line = lines.get(at);
      if (!line.equals("#") && !line.startsWith("# ")) {
        break;
      }
      end = END.matcher(line).matches() ? at : end;
    }
    return end;
  }

  private static InlineMetadata parse(List<String> content) {
    String toml =
        content.stream()
            .map(line -> line.startsWith("# ") ? line.substring(2) : line.substring(1))
            .collect(Collectors.joining("\n"));
    TomlKeys keys = TomlKeys.read(toml);
    return new InlineMetadata(keys.text("requires-python"), keys.texts("dependencies"));
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
