package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.cli.ServerEnvironment;
import dev.tempo.server.cli.TempoCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs the command line: as a process of its own, as people do, or in this virtual machine, which
 * takes milliseconds. Immutable.
 */
public final class Cli {
  /** What makes a server that lives for a second or two, and its log-ins, take half the CPU. */
  static final String CHEAP = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dtempo.passwordCost=4";

  private static final String LAUNCHER = "tempo.launcher";

  private final Map<String, String> environment;

  private final String input;

  private final List<String> prefix;

  private final boolean inside;

  private Cli(Map<String, String> environment, String input, List<String> prefix, boolean inside) {
    this.environment = environment;
    this.input = input;
    this.prefix = prefix;
    this.inside = inside;
  }

  /** A process without variables of Tempo's. */
  public static Cli plain() {
    return new Cli(Map.of(), "", List.of(), false);
  }

  /**
   * One without variables of Tempo's that runs its commands in this virtual machine, but for {@code
   * run}, which ends with its process. For data that no server in this virtual machine has open:
   * locks of files are those of a process.
   */
  public static Cli inside() {
    Map<String, String> variables =
        Map.of("JDK_JAVA_OPTIONS", CHEAP, "JAVA_HOME", System.getProperty("java.home"));
    return new Cli(variables, "", List.of(), true);
  }

  /** A copy whose environment has a variable more. */
  public Cli with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Cli(more, input, prefix, inside);
  }

  Cli input(String text) {
    return new Cli(environment, text, prefix, inside);
  }

  /** A copy that is run by another command, such as a tracer. */
  public Cli under(String... command) {
    return new Cli(environment, input, List.of(command), false);
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
    return inside && !arguments[0].equals("run") ? runHere(arguments) : runApart(arguments);
  }

  private Result runHere(String... arguments) {
    Map<String, String> variables = new HashMap<>(System.getenv());
    change(variables);
    byte[] typed = input.getBytes(StandardCharsets.UTF_8);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        asLaunched(
            () ->
                TempoCommand.create(
                        new StandaloneServer.StandaloneLauncher(),
                        new ServerEnvironment(variables, new ByteArrayInputStream(typed)))
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(arguments));
    return new Result(code, out.toString(), err.toString());
  }

  /** Servers in the background are started by the script that would have started the command. */
  private static int asLaunched(Supplier<Integer> command) {
    ArchivedClasses.launcher().ifPresent(script -> System.setProperty(LAUNCHER, script.toString()));
    try {
      return command.get();
    } finally {
      System.clearProperty(LAUNCHER);
    }
  }

  private Result runApart(String... arguments) throws Exception {
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
    command.addAll(List.of(CHEAP.split(" ")));
    ArchivedClasses.launcher().ifPresent(script -> command.add("-D" + LAUNCHER + "=" + script));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(ArchivedClasses.options());
    command.add("dev.tempo.server.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    change(variables);
    variables.putIfAbsent("TEMPO_JAVA_OPTS", CHEAP); // of those in the background
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private void change(Map<String, String> variables) {
    variables.keySet().removeIf(name -> name.startsWith("TEMPO_"));
    variables.putAll(environment);
  }
}
