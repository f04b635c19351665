package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * What the build leaves, laid out from the class path of the tests: tests run before the server is
 * packed, but {@code bin/tempo} starts from {@code target}.
 */
final class BuiltServer {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final ToolProvider JAR = ToolProvider.findFirst("jar").orElseThrow();

  private static final Pattern OF_TESTS =
      Pattern.compile(
          "(junit|assertj|archunit|greenmail|playwright|driver|opentest4j|byte-buddy).*|.*-tests\\.jar");

  private final Path directory;

  private BuiltServer(Path directory) {
    this.directory = directory;
  }

  /** One that lies there already. */
  static BuiltServer at(Path directory) {
    return new BuiltServer(directory);
  }

  /** Lays one out in an empty directory. */
  static BuiltServer in(Path directory) throws IOException {
    BuiltServer built = new BuiltServer(directory);
    Files.createDirectories(directory.resolve("target/lib"));
    for (String script :
        new String[] {"bin/tempo", "bin/find-jdk.sh", "src/build/class-archive.sh"}) {
      Files.createDirectories(directory.resolve(script).getParent());
      Files.copy(MODULE.resolve(script), directory.resolve(script));
      directory.resolve(script).toFile().setExecutable(true);
    }
    String path = System.getProperty("surefire.test.class.path");
    for (String part : (path == null ? System.getProperty("java.class.path") : path).split(":")) {
      built.take(Path.of(part));
    }
    return built;
  }

  private void take(Path part) throws IOException {
    String name = part.getFileName().toString();
    if (name.equals("test-classes") || OF_TESTS.matcher(name).matches() || !Files.exists(part)) {
      return;
    }
    if (part.equals(MODULE.resolve("target/classes"))) {
      pack(part, directory.resolve("target/tempo-server-test.jar"));
    } else if (Files.isDirectory(part)) {
      pack(part, directory.resolve("target/lib/" + part.getName(part.getNameCount() - 3) + ".jar"));
    } else {
      Files.copy(part, directory.resolve("target/lib").resolve(name));
    }
  }

  private static void pack(Path classes, Path jar) {
    int code =
        JAR.run(
            System.out,
            System.err,
            "--create",
            "--no-compress",
            "--file",
            jar.toString(),
            "-C",
            classes.toString(),
            ".");
    if (code != 0) {
      throw new IllegalStateException("jar ended with " + code);
    }
  }

  /** What lets a virtual machine take another file than the archive that its script made. */
  String archiveOption(Path other) {
    boolean cache = archive().orElseThrow().toString().endsWith(".aot");
    return (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + other;
  }

  /** Runs the script that makes an archive of its classes. */
  void makeArchive() throws IOException {
    Path log = directory.resolve("archive.log");
    Process process =
        command("src/build/class-archive.sh")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroy();
    }
    assertThat(process.exitValue()).as("see %s", log).isZero();
  }

  /** The archive of classes that its script made, if the virtual machine can make one. */
  Optional<Path> archive() {
    return Stream.of("target/tempo.aot", "target/tempo.jsa")
        .map(this::file)
        .filter(Files::exists)
        .findFirst();
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** A process of one of its scripts, by this Java and without variables of Tempo's. */
  ProcessBuilder command(String script, String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = directory.resolve(script).toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TEMPO_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TEMPO_JAVA_OPTS", Cli.CHEAP);
    return builder;
  }
}
