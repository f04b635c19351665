package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server's classes as {@code bin/tempo} finds them, with the archive that the build makes of
 * them: a process starts with half the CPU that it takes from directories of classes. Made once a
 * build, by the first that asks; the other virtual machines wait for it.
 */
final class ArchivedClasses {
  /** A build that runs few tests has none, as making it takes as long as some starts. */
  private static final boolean WANTED = Boolean.getBoolean("tempo.test.archive");

  private static final Path HOME = Path.of("target", "archived").toAbsolutePath();
  private static final String DONE = "done";
  private static List<String> options = List.of();

  private ArchivedClasses() {}

  /** What tells a virtual machine where the server's classes are. */
  static synchronized List<String> options() {
    if (options.isEmpty()) {
      options = WANTED ? archived() : List.of("-cp", classPath());
    }
    return options;
  }

  /** What people start it with; empty where it would have no archive. */
  static Optional<Path> launcher() {
    return WANTED ? Optional.of(made().resolve("bin/tempo")) : Optional.empty();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * The server that they are of, to be changed by nobody; where there is none, one laid out here.
   */
  static BuiltServer server(Path otherwise) throws IOException {
    return WANTED ? BuiltServer.at(made()) : BuiltServer.in(otherwise);
  }

  private static Path made() {
    Path place = HOME.resolve(System.getProperty("tempo.build"));
    try {
      Files.createDirectories(HOME);
      try (FileChannel file =
              FileChannel.open(
                  HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = file.lock()) {
        assertThat(lock.isValid()).isTrue();
        if (!Files.exists(place.resolve(DONE))) {
          forgetOthers();
          BuiltServer.in(place).makeArchive();
          Files.createFile(place.resolve(DONE));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return place;
  }

  private static List<String> archived() {
    Path place = made();
    Path cache = place.resolve("target/tempo.aot");
    Path archive = place.resolve("target/tempo.jsa");
    if (!Files.exists(cache) && !Files.exists(archive)) {
      return List.of("-cp", classPath()); // a virtual machine that can make none
    }
    return List.of(
        Files.exists(cache) ? "-XX:AOTCache=" + cache : "-XX:SharedArchiveFile=" + archive,
        "-Xlog:disable", // of modules that are not those of the archive
        "-cp",
        place + "/bin/../target/tempo-server-test.jar:" + place + "/bin/../target/lib/*");
  }

  /** What earlier builds left, or one that was ended. */
  private static void forgetOthers() throws IOException {
    try (Stream<Path> all = Files.walk(HOME)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(HOME) && !path.getFileName().toString().equals("lock")) {
          Files.delete(path);
        }
      }
    }
  }
}
