package dev.tempo.benchmarks.needs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many lines of source each need takes, as marks in it say; a mark can be of several needs,
 * which have a comma between them.
 */
final class MarkedSource {
  private static final String BEGIN = "// need: ";
  private static final String END = "// end of need";
  private static final String NONE = "// none";
  private static final String PAID = "// paid";

  private final Map<String, Integer> lines = new TreeMap<>();
  private final Map<String, Path> files = new TreeMap<>();
  private final Map<String, String> missing = new TreeMap<>();

  MarkedSource read(Path file) throws IOException {
    List<String> needs = List.of();
    boolean inComment = false;
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.startsWith(BEGIN)) {
        check(needs.isEmpty(), file, text);
        needs = List.of(text.substring(BEGIN.length()).split(", "));
        needs.forEach(need -> files.putIfAbsent(need, file));
      } else if (text.equals(END)) {
        check(!needs.isEmpty(), file, text);
        needs = List.of();
      } else if (text.startsWith(NONE) || text.equals(PAID)) {
        needs.forEach(need -> missing.put(need, text.substring("// ".length())));
      } else if (!inComment && isCode(text)) {
        needs.forEach(need -> lines.merge(need, 1, Integer::sum));
      }
      inComment = (inComment || text.startsWith("/*")) && !text.endsWith("*/");
    }
    check(needs.isEmpty(), file, needs.toString());
    return this;
  }

  /** Its lines, without blank ones and comments. */
  Optional<Integer> lines(Need need) {
    return Optional.ofNullable(lines.get(need.mark()));
  }

  /** Why there are none. */
  String whyMissing(Need need) {
    String why = missing.get(need.mark());
    if (why == null) {
      throw new AssertionError("Neither lines nor a reason: " + need);
    }
    return why;
  }

  Map<String, Path> files() {
    return files;
  }

  private static boolean isCode(String text) {
    return !text.isEmpty() && !text.startsWith("//") && !text.startsWith("/*");
  }

  private static void check(boolean right, Path file, String text) {
    if (!right) {
      throw new AssertionError("Marks are not in pairs: " + file + ", " + text);
    }
  }
}
