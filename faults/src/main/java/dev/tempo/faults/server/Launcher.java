package dev.tempo.faults.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a server is started.
 *
 * @param command what comes before the words of Tempo's command line
 * @param environment variables besides those that the process has anyway
 */
public record Launcher(List<String> command, Map<String, String> environment) {
  private static final Pattern PACKED =
      Pattern.compile("/tempo-server/target/tempo-server-[^/]+\\.jar$");

  /** Copies both. */
  public Launcher {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * The one that the build leaves, as people start it.
   *
   * @param project the project's directory
   * @throws IllegalStateException if the server is not built
   */
  public static Launcher built(Path project) {
    Path server = project.resolve("tempo-server");
    if (!Files.isDirectory(server.resolve("target/lib"))) {
      throw new IllegalStateException("Build the server first: ./mvnw -q -DskipTests package");
    }
    return new Launcher(List.of(server.resolve("bin/tempo").toString()), Map.of());
  }

  /**
   * The classes that this process has: as the build has packed them, if it has, as a server starts
   * from their archive with half of the processor's time.
   */
  public static Launcher ofClassPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return packed(path).map(Launcher::built).orElseGet(() -> of(path));
  }

  /** The project whose packed server is on a class path, with all that {@code bin/tempo} needs. */
  private static Optional<Path> packed(String path) {
    return Stream.of(path.split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> PACKED.matcher(jar.toString()).find())
        .filter(jar -> Files.isRegularFile(jar) && Files.isDirectory(jar.resolveSibling("lib")))
        .map(jar -> jar.getParent().getParent().getParent())
        .findFirst();
  }

  private static Launcher of(String path) {
    return new Launcher(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx192m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            path,
            "dev.tempo.server.Main"),
        Map.of());
  }

  /** A copy with a variable more. */
  public Launcher with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Launcher(command, more);
  }

  /** A copy that is run by another command, such as a tracer. */
  public Launcher under(List<String> tracer) {
    List<String> whole = new ArrayList<>(tracer);
    whole.addAll(command);
    return new Launcher(whole, environment);
  }

  /** A process that is not started yet, without other variables of Tempo's. */
  public ProcessBuilder process(String... words) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().keySet().removeIf(name -> name.startsWith("TEMPO_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts a server; it need not answer yet. */
  public ServerProcess start(Path data, int port) throws IOException {
    return ServerProcess.start(this, data, port);
  }
}
