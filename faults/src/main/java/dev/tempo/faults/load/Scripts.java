package dev.tempo.faults.load;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Scripts that print numbered lines on both streams, in turn, end with a known code, and write into
 * a file of which the server knows nothing when they begin and when they end.
 */
final class Scripts {
  private Scripts() {}

  static String shell(Path witness, int lines, String pause, int code) {
    String mark = "echo \"%s $TEMPO_RUN_ID $(date +%%s%%3N)\" >>'" + witness + "'\n";
    return String.format(Locale.ROOT, mark, "B")
        + "i=1\n"
        + "while [ $i -le "
        + lines
        + " ]; do\n"
        + "  echo \"out $i\"\n"
        + "  echo \"err $i\" >&2\n"
        + (pause.isEmpty() ? "" : "  " + pause + "\n")
        + "  i=$((i + 1))\n"
        + "done\n"
        + String.format(Locale.ROOT, mark, "E")
        + "exit "
        + code
        + "\n";
  }

  static String python(Path witness, int lines, int code) {
    String script =
        """
        import os, sys, time

        def mark(word):
            line = "%%s %%s %%d\\n" %% (word, os.environ["TEMPO_RUN_ID"], time.time() * 1000)
            with open("%s", "ab", 0) as file:
                file.write(line.encode())

        mark("B")
        for i in range(1, %d):
            print("out", i)
            print("err", i, file=sys.stderr)
        mark("E")
        sys.exit(%d)
        """;
    return String.format(Locale.ROOT, script, witness, lines + 1, code);
  }
}
