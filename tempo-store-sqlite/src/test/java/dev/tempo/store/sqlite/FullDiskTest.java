package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full, under a whole engine: a file system in memory, mounted in a namespace
 * of the child's own, so that nothing has to be tidied up.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  private static final int HEAP_MB = 64;
  private static final List<List<String>> WAYS =
      List.of(List.of("unshare", "--mount"), List.of("unshare", "--mount", "--map-root-user"));

  @TempDir Path directory;

  @Test
  void scriptThatFillsTheDisk_failsByItself_andTheServiceGoesOnOnceThereIsRoom() throws Exception {
    fill(1);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void diskFilledAgainAndAgain_losesNothing() throws Exception {
    fill(10);
  }

  private void fill(int times) throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Path said = directory.resolve("said");
    Process child =
        ChildJvm.start(
            smallDisk(disk), said, HEAP_MB, FullDiskScenario.class, disk.toString(), "" + times);
    try {
      assertThat(child.waitFor(1 + times, TimeUnit.MINUTES)).as(ChildJvm.said(said)).isTrue();
      assertThat(child.exitValue()).as(ChildJvm.said(said)).isZero();
      assertThat(ChildJvm.said(said)).contains("sound");
    } finally {
      child.destroyForcibly();
    }
  }

  /** A command that mounts a small disk and becomes its arguments. */
  private static List<String> smallDisk(Path disk) throws Exception {
    String mount = "mount -t tmpfs -o size=24m tempo-test '" + disk + "'";
    for (List<String> way : WAYS) {
      if (run(way, mount) == 0) {
        return command(way, mount + " && exec \"$@\"");
      }
    }
    assumeTrue(false, "No file system can be mounted here, even in a namespace of its own");
    return List.of();
  }

  private static int run(List<String> way, String script) throws Exception {
    Process trial =
        new ProcessBuilder(command(way, script))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return trial.waitFor();
  }

  private static List<String> command(List<String> way, String script) {
    return Stream.concat(way.stream(), Stream.of("/bin/sh", "-c", script, "sh")).toList();
  }
}
