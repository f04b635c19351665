package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the build makes: used, checked, and never worth a start. */
final class ClassArchiveTest {
  private static final int SEED = 20_261_128;

  private static final String FROM_ARCHIVE =
      "dev\\.tempo\\.server\\.Main source: shared objects file";

  private static final Pattern ANONYMOUS = Pattern.compile("Anonymous: +(\\d+) kB");

  @TempDir Path directory;
  private long anonymousMegabytes;

  @Test
  void archiveOfTheBuild_isUsed_andOneThatIsDamagedCostsNoStart() throws Exception {
    BuiltServer server = archived();
    Path archive = server.archive().orElseThrow();
    assertThat(server.file("target").toFile().list((dir, name) -> name.startsWith("tempo.")))
        .as("nothing is left of the making")
        .containsExactly(archive.getFileName().toString());
    byte[] whole = Files.readAllBytes(archive);
    assertThat(started(server, ""))
        .as("classes come from the archive")
        .containsPattern(FROM_ARCHIVE);
    assertThat(anonymousMegabytes)
        .as("memory of its own; 68 MB when this was written, 96 where the archive is relocated")
        .isBetween(1L, 82L);

    byte[] zeros = whole.clone();
    Arrays.fill(zeros, 4_096, zeros.length, (byte) 0);
    byte[] hole = whole.clone();
    Arrays.fill(hole, whole.length / 2, whole.length / 2 + 65_536, (byte) 0);
    byte[] flipped = whole.clone();
    Random random = new Random(SEED);
    for (int flip = 0; flip < 64; flip++) {
      flipped[random.nextInt(whole.length)] ^= 0x10;
    }
    byte[][] damages = {new byte[0], Arrays.copyOf(whole, whole.length / 2), zeros, hole, flipped};
    Path damaged = directory.resolve("damaged");
    String instead = server.archiveOption(damaged) + " ";
    for (byte[] damage : damages) {
      Files.write(damaged, damage);
      assertThat(started(server, instead)).as("not used").doesNotContainPattern(FROM_ARCHIVE);
    }
  }

  /** The one that other tests start, too; or one whose archive is made here. */
  private BuiltServer archived() throws IOException {
    BuiltServer server = ArchivedClasses.server(directory.resolve("built"));
    if (server.archive().isEmpty()) {
      server.makeArchive();
    }
    return server;
  }

  /** Starts the server, ends it when it is ready, at once; what the virtual machine said. */
  private String started(BuiltServer server, String options)
      throws IOException, InterruptedException {
    Path data = Files.createTempDirectory(directory, "data");
    Path log = directory.resolve("classes.log");
    ProcessBuilder command =
        server.command("bin/tempo", "run", "--port", "0", "--data-path", data.toString());
    command.environment().put("TEMPO_JAVA_OPTS", options + "-Xlog:class+load:file=" + log);
    command.redirectError(directory.resolve("err").toFile());
    Process process = command.start();
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).contains(" ready on ");
      Matcher memory =
          ANONYMOUS.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/smaps_rollup")));
      assertThat(memory.find()).isTrue();
      anonymousMegabytes = Long.parseLong(memory.group(1)) * 1_024 / 1_000_000;
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).as("ended by TERM").isEqualTo(143);
    try (Stream<Path> left = Files.list(data)) {
      assertThat(left.map(path -> path.getFileName().toString())).doesNotContain("cache");
    }
    return Files.readString(log);
  }
}
