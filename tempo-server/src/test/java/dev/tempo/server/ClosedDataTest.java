package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other accounts of the machine see of a server's data: nothing. */
final class ClosedDataTest {
  @TempDir Path parent;

  @Test
  void data_isTheServersAlone_fromTheBeginning_andAgainWhenItWasOpened() throws Exception {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    Path data = parent.resolve("data");
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere")).resolve("my.db");
    Cli cli =
        Cli.inside()
            .with("TEMPO_DATA_PATH", data.toString())
            .with("TEMPO_DB_PATH", elsewhere.toString());
    cli.run("start", "--port", "0").code(0);
    try {
      assertThat(open(data)).isEmpty();
      assertThat(open(elsewhere.getParent())).containsExactly(elsewhere.getParent().toString());
    } finally {
      cli.run("stop").code(0);
    }
    assertThat(Files.readString(data.resolve("logs/console.log"))).doesNotContain("could read");
    widen(data);
    widen(elsewhere.getParent());
    cli.run("start", "--port", "0").code(0);
    try {
      assertThat(open(data)).isEmpty();
      assertThat(open(elsewhere.getParent())).containsExactly(elsewhere.getParent().toString());
      assertThat(Files.readString(data.resolve("logs/console.log")))
          .contains("could read", data.toString(), elsewhere.toString());
    } finally {
      cli.run("stop").code(0);
    }
  }

  private static void widen(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The directory, if others may enter it, and what they could read or enter in it. */
  private static List<String> open(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory, 1)) {
      return all.filter(path -> (mode(path) & 077) != 0).map(Path::toString).toList();
    }
  }

  private static int mode(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return 0; // gone meanwhile, as files of SQLite may be
    }
  }
}
