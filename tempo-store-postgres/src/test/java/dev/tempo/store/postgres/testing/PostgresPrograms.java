package dev.tempo.store.postgres.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where PostgreSQL's programs are, and how they are run: root may not run them. */
final class PostgresPrograms {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final int OLDEST = 14;

  private final Path directory;

  private PostgresPrograms(Path directory) {
    this.directory = directory;
  }

  /** In TEMPO_POSTGRES_BIN, or the newest of Debian's; empty if there are none. */
  static Optional<PostgresPrograms> find() {
    String named = System.getenv("TEMPO_POSTGRES_BIN");
    if (named != null) {
      return Optional.of(new PostgresPrograms(Path.of(named)));
    }
    return debian().stream()
        .max(Comparator.naturalOrder())
        .map(version -> DEBIAN.resolve(version + "/bin"))
        .map(PostgresPrograms::new);
  }

  private static List<Integer> debian() {
    List<Integer> versions = new ArrayList<>();
    if (Files.isDirectory(DEBIAN)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(DEBIAN, "[1-9][0-9]")) {
        for (Path each : found) {
          int version = Integer.parseInt(each.getFileName().toString());
          if (version >= OLDEST && Files.isExecutable(each.resolve("bin/initdb"))) {
            versions.add(version);
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return versions;
  }

  /** A command as whoever may run it. */
  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + account(), "--regid=" + account()));
      command.add("--clear-groups");
    }
    command.add(directory.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Gives a directory to whoever runs the programs. */
  void own(Path target) throws IOException, InterruptedException {
    if (isRoot()) {
      run(List.of("chown", "-R", account() + ":" + account(), target.toString()));
    }
  }

  static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .directory(Path.of("/").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed: " + said);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Debian's package makes this account. */
  private static String account() {
    return "postgres";
  }
}
