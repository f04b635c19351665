package dev.tempo.benchmarks.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell script that prints lines of 100 bytes as fast as it can, each different, and then writes
 * to {@code $TOOK} how many nanoseconds that took, and what {@code times} says.
 */
final class Printing {

  /** With its line feed. */
  static final int LINE_BYTES = 100;

  private static final String SCRIPT =
      """
      begin=$(date +%%s%%N)
      awk 'BEGIN {
        for (i = 1; i <= %d; i++)
          printf "2026-03-01 12:%%02d:%%02d INFO  worker-%%02d handled request %%09d of user %%05d in %%05d ms, status 200\\n",
              i / 60000 %% 60, i / 1000 %% 60, i %% 17, i, i * 7919 %% 50021, i * 31 %% 977
      }'
      end=$(date +%%s%%N)
      { echo $((end - begin)); times; } > "$TOOK"
      """;

  private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");

  /**
   * What printing took.
   *
   * @param elapsedMs from its begin to its end
   * @param cpuMs of one processor
   */
  record Took(double elapsedMs, double cpuMs) {

    /** Reads what the script wrote. */
    static Took read(Path file) throws IOException {
      List<String> lines = Files.readAllLines(file);
      Matcher times = TIME.matcher(lines.getLast()); // of the children of the shell
      double seconds = 0;
      while (times.find()) {
        seconds += 60 * Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2));
      }
      return new Took(Long.parseLong(lines.getFirst()) / 1e6, 1e3 * seconds);
    }
  }

  private Printing() {}

  /** The script that prints so many lines. */
  static String script(int lines) {
    return String.format(Locale.ROOT, SCRIPT, lines);
  }

  /** A text that only the line of this number contains. */
  static String onlyIn(int line) {
    return String.format(Locale.ROOT, "request %09d of", line);
  }
}
