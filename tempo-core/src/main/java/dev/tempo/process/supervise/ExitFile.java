package dev.tempo.process.supervise;

import dev.tempo.process.ProcessResult;
import dev.tempo.process.Signals;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file in which the wrapper script records the exit of its command.
 *
 * <p>A shell's status above 128 means a signal or an exit code of that height. Shells print a
 * message in the first case, except for SIGINT and SIGPIPE (dash, busybox and bash agree). Of those
 * two, 130 is taken for SIGINT, and 141 for an exit code: the output is a file, which never raises
 * SIGPIPE, while a script with {@code pipefail} returns 141 easily.
 *
 * @param exit the command's exit code or signal
 * @param cpu of the wrapper and all that was waited for below it, in the shell's resolution of 10
 *     ms
 */
public record ExitFile(ProcessResult.Exit exit, Duration cpu) {
  private static final Pattern COMPLETE =
      Pattern.compile("(.*?)^ended\n(.*)^rc=(\\d{1,3})\n *", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern TIME = Pattern.compile("(\\d+)m(\\d+)[.,](\\d+)s");
  private static final int RESERVED_BYTES = 256; // a message of the shell, times, and the code
  private static final List<Integer> SILENT_SIGNALS = List.of(128 + 2);

  /**
   * Makes the file, with as many blanks as the note will need, over which the wrapper writes: so a
   * disk that fills up meanwhile cannot keep it from being written.
   */
  static void reserve(Path file) throws IOException {
    Files.writeString(file, " ".repeat(RESERVED_BYTES), StandardOpenOption.CREATE_NEW);
  }

  /** Empty until the last line is complete. */
  static Optional<ExitFile> read(Path file) throws IOException {
    return SmallFile.read(file).flatMap(ExitFile::parse);
  }

  public static Optional<ExitFile> parse(String text) {
    Matcher note = COMPLETE.matcher(text);
    if (!note.matches()) {
      return Optional.empty();
    }
    int status = Integer.parseInt(note.group(3));
    boolean bySignal =
        status > Signals.SHELL_OFFSET
            && (!note.group(1).isBlank() || SILENT_SIGNALS.contains(status));
    ProcessResult.Exit exit =
        bySignal
            ? ProcessResult.Exit.ofSignal(status - Signals.SHELL_OFFSET)
            : ProcessResult.Exit.ofCode(status);
    return Optional.of(new ExitFile(exit, sumOfTimes(note.group(2))));
  }

  private static Duration sumOfTimes(String times) {
    Matcher time = TIME.matcher(times);
    Duration sum = Duration.ZERO;
    while (time.find()) {
      BigDecimal seconds = new BigDecimal(time.group(2) + "." + time.group(3));
      sum = sum.plusMinutes(Long.parseLong(time.group(1)));
      sum = sum.plusNanos(seconds.movePointRight(9).longValue());
    }
    return sum;
  }
}
