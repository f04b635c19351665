package dev.tempo.server.environments;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.process.OsAccount;
import dev.tempo.script.ScriptHost;
import dev.tempo.script.Shebang;
import dev.tempo.server.message.Messages;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the program that runs a script read it without running it: a shell by {@code -n} (POSIX.1
 * {@code set -n}), others as {@link SyntaxTool} says. It gets the text as its standard input, an
 * empty environment, so that it reads no start-up file either, and the account of scripts. Programs
 * that do not lie in the server's {@code PATH} are not asked: who checks a script must not be able
 * to start any program. Shells name lines, not columns. Thread-safe.
 */
final class ShellSyntaxChecker {
  private static final Logger LOG = LoggerFactory.getLogger(ShellSyntaxChecker.class);
  private static final long LIMIT_SECONDS = 5;
  private static final int MOST_OUTPUT = 8_192;

  private static final String TOOLS_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ScriptHost host;

  /** Of scripts that run there. */
  ShellSyntaxChecker(ScriptHost host) {
    this.host = host;
  }

  /**
   * A mistake.
   *
   * @param line from 1
   */
  record Mistake(int line, Message message) {}

  /** The first mistake; empty also when nobody can tell, or does not in time. */
  Optional<Mistake> check(String script) {
    if (host.account().flatMap(OsAccount::problem).isPresent()) {
      return Optional.empty(); // nothing can run, which is no mistake of the script
    }
    Shebang shebang = Shebang.ofShell(script);
    Optional<Path> program = shebang.within(host.variables().getOrDefault("PATH", TOOLS_PATH));
    return program
        .flatMap(path -> SyntaxTool.of(path, shebang, script))
        .flatMap(tool -> check(tool, Shebang.withoutMark(script)));
  }

  private Optional<Mistake> check(SyntaxTool tool, String script) {
    try {
      Path input = Files.createTempFile("tempo-check", ".in");
      Path output = Files.createTempFile("tempo-check", ".out");
      try {
        Files.writeString(input, script);
        return run(tool, input.toFile(), output.toFile());
      } finally {
        Files.delete(input);
        Files.delete(output);
      }
    } catch (IOException e) {
      LOG.warn("A script could not be checked: {}", e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<Mistake> run(SyntaxTool tool, File input, File output)
      throws IOException, InterruptedException {
    Process process = start(tool, input, output);
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0) {
        return Optional.empty();
      }
      try (InputStream said = Files.newInputStream(output.toPath())) {
        String text = new String(said.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        return Optional.of(mistake(tool, text));
      }
    } finally {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private Process start(SyntaxTool tool, File input, File output) throws IOException {
    List<String> command =
        host.account()
            .map(account -> account.command(tool.command()))
            .orElseGet(() -> new ArrayList<>(tool.command()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectInput(input)
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", TOOLS_PATH, "LC_ALL", "C.UTF-8"));
    return builder.start();
  }

  private static Mistake mistake(SyntaxTool tool, String output) {
    Matcher matcher = tool.message().matcher(output);
    if (!matcher.find()) {
      String first = output.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
      return new Mistake(
          1, first.isEmpty() ? message("api.script.refused") : Messages.asItIs(first));
    }
    return new Mistake(
        Integer.parseInt(matcher.group("line")), Messages.asItIs(matcher.group("text").strip()));
  }
}
