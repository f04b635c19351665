package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the command line as a process of its own, as people do. Immutable. */
public final class Cli {
  private final Map<String, String> environment;

  private final String input;

  private final List<String> prefix;

  private Cli(Map<String, String> environment, String input, List<String> prefix) {
    this.environment = environment;
    this.input = input;
    this.prefix = prefix;
  }

  /** One without variables of Tempo's. */
  public static Cli plain() {
    return new Cli(Map.of(), "", List.of());
  }

  /** A copy whose environment has a variable more. */
  public Cli with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Cli(more, input, prefix);
  }

  Cli input(String text) {
    return new Cli(environment, text, prefix);
  }

  /** A copy that is run by another command, such as a tracer. */
  public Cli under(String... command) {
    return new Cli(environment, input, List.of(command));
  }

  /** What a command that has ended said. */
  public record Result(int exitCode, String out, String err) {

    /** Checks its exit code. */
    public Result code(int expected) {
      assertThat(exitCode).as(out + err).isEqualTo(expected);
      return this;
    }

    /** Checks that it said why in one line, without a stack trace. */
    Result oneLine(String part) {
      List<String> lines = err.lines().filter(line -> line.startsWith("tempo: ")).toList();
      assertThat(lines).as(err).hasSize(1);
      assertThat(lines.getFirst()).contains(part);
      assertThat(err).doesNotContain("\tat ");
      return this;
    }
  }

  /** Runs a command until it ends. */
  public Result run(String... arguments) throws Exception {
    Path out = Files.createTempFile("cli", ".out");
    Path err = Files.createTempFile("cli", ".err");
    try {
      Process process =
          builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try (var in = process.outputWriter()) {
        in.write(input);
      }
      boolean ended = process.waitFor(90, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      assertThat(ended).as("ended: " + List.of(arguments)).isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Starts a command that goes on. */
  Process start(String... arguments) throws IOException {
    return builder(arguments).start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("dev.tempo.server.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TEMPO_"));
    builder.environment().putAll(environment);
    return builder;
  }
}
