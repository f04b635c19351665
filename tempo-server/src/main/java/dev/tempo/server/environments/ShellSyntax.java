package dev.tempo.server.environments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the shell that runs scripts read one without running it ({@code sh -n}, POSIX.1 {@code set
 * -n}), in an empty environment, so that it reads no start-up file either. A shell names lines, not
 * columns. Thread-safe.
 */
final class ShellSyntax {
  private static final Logger LOG = LoggerFactory.getLogger(ShellSyntax.class);
  private static final long LIMIT_SECONDS = 2;
  private static final int MOST_OUTPUT = 8_192;

  /** As dash says it ({@code file: 3: Syntax error: …}), and bash ({@code file: line 3: …}). */
  private static final Pattern MESSAGE = Pattern.compile(": (?:line )?(\\d+): (.+)");

  /**
   * A mistake.
   *
   * @param line from 1
   */
  record Mistake(int line, String message) {}

  private ShellSyntax() {}

  /** The first mistake; empty also when the shell does not answer in time. */
  static Optional<Mistake> check(String script) {
    try {
      Path file = Files.createTempFile("tempo-check", ".sh");
      try {
        Files.writeString(file, script);
        return check(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("A shell script could not be checked: {}", e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Mistake> check(Path file) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-n", file.toString()));
    builder.environment().clear();
    Process shell = builder.redirectErrorStream(true).start();
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || shell.exitValue() == 0) {
        return Optional.empty();
      }
      byte[] output = shell.getInputStream().readNBytes(MOST_OUTPUT);
      return Optional.of(mistake(new String(output, StandardCharsets.UTF_8)));
    } finally {
      shell.destroyForcibly();
    }
  }

  private static Mistake mistake(String output) {
    String first = output.lines().findFirst().orElse("the shell refuses it");
    Matcher matcher = MESSAGE.matcher(first);
    return matcher.find()
        ? new Mistake(Integer.parseInt(matcher.group(1)), matcher.group(2))
        : new Mistake(1, first);
  }
}
