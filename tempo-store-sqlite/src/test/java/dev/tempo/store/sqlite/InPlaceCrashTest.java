package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process while scripts run where they lie: they go on, and leave nothing behind. */
@EnabledOnOs(OS.LINUX)
class InPlaceCrashTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void killedWhileScriptsRunInPlace_theyEndWell_andTheirCopiesGo() throws Exception {
    Path data = directory.resolve("data");
    Path group = Files.createDirectories(directory.resolve("group"));
    Files.writeString(
        group.resolve("long.sh"),
        "echo on > shell\nuntil [ -e go ]; do sleep 0.05; done\necho shell ends\n");
    Files.writeString(
        group.resolve("long.py"),
        "import os, time\nopen('python', 'w').close()\n"
            + "while not os.path.exists('go'): time.sleep(0.05)\nprint('python ends')\n");
    List<UUID> runs = killed(data, group);
    assertThat(names(group)).contains(".long.sh.tempo-" + runs.getFirst());
    Files.writeString(group.resolve("long.sh"), "echo changed meanwhile\n");

    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = Tempo.builder().store(store).build().start()) {
      Files.createFile(group.resolve("go"));
      List<String> said = new ArrayList<>();
      for (UUID id : runs) {
        Run run = tempo.awaitRun(id, SOON);
        assertThat(run.status()).as(run.toString()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.job().scriptSha256().orElseThrow()).hasSize(64);
        tempo.logLines(id).map(LogLine::text).forEach(said::add);
      }
      assertThat(said).containsExactly("shell ends", "python ends");
      await(() -> names(group).stream().noneMatch(name -> name.startsWith(".")));
      await(() -> names(data.resolve("copies")).isEmpty());
    }
    assertThat(names(group))
        .containsExactlyInAnyOrder("go", "long.py", "long.sh", "python", "shell");
  }

  private List<UUID> killed(Path data, Path group) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(JavaCommand.of(InPlaceProcess.class, data.toString(), group.toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("said").toFile()))
            .start();
    try (BufferedReader out = process.inputReader()) {
      List<UUID> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String line = out.readLine();
        assertThat(line).as(ChildJvm.said(directory.resolve("said"))).isNotNull();
        runs.add(UUID.fromString(line));
      }
      await(() -> names(group).containsAll(List.of("shell", "python")));
      return runs;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
